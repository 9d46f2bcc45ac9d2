/* Settings that a hand has changed on the way: they hold wherever the cursor goes. */

import type {Walker} from './walker.ts';

export class HandChanges {
	readonly #payloads: Uint8Array[] = [];

	get areNone(): boolean {
		return this.#payloads.length === 0;
	}

	/** One more, from the moment on where the cursor stands. */
	add(payload: Uint8Array, cursor: Walker): void {
		this.#payloads.push(Uint8Array.from(payload));
		applyTo(cursor, payload);
	}

	/** All of them, to a cursor that has come from the past as it was. */
	applyTo(cursor: Walker): void {
		for (const payload of this.#payloads) applyTo(cursor, payload);
	}

	/** The settings are those of the past again. */
	forget(): void {
		this.#payloads.length = 0;
	}
}

function applyTo(walker: Walker, payload: Uint8Array): void {
	walker.engine.fold({at: walker.engine.at, connection: 0, kind: 'setting', payload});
	walker.settingsChanged();
}
