/* Property tests that draw the same examples in every run. */

import fc from 'fast-check';

fc.configureGlobal({seed: 20_240_808});

export {fc};
