// `npm start` with nothing behind it shows the demo.
'use strict';

if (process.argv.length === 2) process.argv.push('--demo');
require('./obi-tui.cjs');
