/* Loaded into the program by NODE_OPTIONS, to break it from inside: throws from a timer when it gets SIGUSR2. */

import process from 'node:process';

process.on('SIGUSR2', () => {
	setTimeout(() => {
		throw new Error('the roof fell in');
	}, 0);
});
