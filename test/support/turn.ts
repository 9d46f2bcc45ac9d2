/** Lets the event loop go round once: everything runs that waits for nothing but its turn. */
export function turn(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}
