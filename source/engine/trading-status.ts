/* Whether an instrument trades: as its venue described it, and as the stream says since. A silent market that does not trade is halted, not stale. */

import type {Archive} from '../market/archive.ts';
import type {Instrument} from '../market/instrument.ts';

/** How often a venue is asked again about a market that is silent, µs. */
const askedEvery = 60_000_000;

export class TradingStatus {
	#listed: string;
	/** What the stream said last of it, and of the whole venue; empty while it has said nothing. */
	#told = '';
	#toldOfVenue = '';
	#askedAt = Number.NaN;

	constructor(instrument: Instrument) {
		this.#listed = instrument.status;
	}

	/** The venue's word for why it does not trade; empty where it does, or nobody knows better. */
	get halt(): string {
		if (this.isHaltedByStream) return isHalt(this.#toldOfVenue) ? this.#toldOfVenue : this.#told;
		const status = this.#told === '' ? this.#listed : this.#told;
		return isHalt(status) ? status : '';
	}

	/** The stream says so: then a diff alone does not end the halt. */
	get isHaltedByStream(): boolean {
		return isHalt(this.#told) || isHalt(this.#toldOfVenue);
	}

	/** The venue has described the instrument anew. */
	listed(status: string): void {
		this.#listed = status;
	}

	told(status: string, isOfVenue: boolean): void {
		if (isOfVenue) this.#toldOfVenue = status;
		else this.#told = status;
	}

	/** The stream is gone, and what it said may have changed since: the next one will say it again. */
	forgetStream(): void {
		this.#told = '';
		this.#toldOfVenue = '';
	}

	/** Whether the venue should be asked about a silent market now. It is taken to be asked. */
	isToBeAsked(at: number): boolean {
		if (at - this.#askedAt < askedEvery) return false;
		this.#askedAt = at;
		return true;
	}

	archive(io: Archive): void {
		this.#listed = io.text(this.#listed);
		this.#told = io.text(this.#told);
		this.#toldOfVenue = io.text(this.#toldOfVenue);
		this.#askedAt = io.number(this.#askedAt);
	}
}

function isHalt(status: string): boolean {
	return status !== '' && status !== 'TRADING';
}
