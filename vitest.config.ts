import {availableParallelism} from 'node:os';
import {defineConfig} from 'vitest/config';

export default defineConfig({
	// Tests run React's production build, which knows no development JSX.
	oxc: {jsx: {development: false}},
	test: {
		include: ['test/**/*.test.{ts,tsx}'],
		env: {FORCE_COLOR: '0', TZ: 'UTC', NODE_ENV: 'production'},
		testTimeout: 60_000,
		// One core would be left idle: on a machine with two that is half of it.
		maxWorkers: availableParallelism(),
		coverage: {
			provider: 'v8',
			include: ['source/**'],
			reporter: ['text-summary', 'text'],
			thresholds: {statements: 80, branches: 80, functions: 80, lines: 80},
		},
	},
});
