#!/usr/bin/env node
// Plain JavaScript that any Node can parse, so that an old one is told what it lacks and not shown a syntax error.
'use strict';

var needed = [22, 19];
var found = process.versions.node.split('.').map(Number);
var isOld = found[0] < needed[0] || (found[0] === needed[0] && found[1] < needed[1]);

if (isOld) {
	console.error(
		'obi-tui needs Node ' +
			needed.join('.') +
			' or newer, this is ' +
			process.versions.node +
			': get it from https://nodejs.org or by `npm install -g node`.',
	);
	process.exit(1);
}

require('./main.cjs');
