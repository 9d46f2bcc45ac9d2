/* What the venues of a session list, fetched when somebody first wants to see it. */

import type {Listed, Listing} from './session.ts';

type Fetch = (venue: string) => Promise<{readonly instruments: readonly Listed[]; readonly fetchedAt: number}>;

export class Listings {
	readonly #fetch: Fetch | undefined;
	readonly #onChange: () => void;
	#all: readonly Listing[];
	/** Changes with every change of what is listed. */
	version = 0;

	constructor(venues: readonly {readonly id: string; readonly name: string}[], fetch: Fetch | undefined, onChange: () => void) {
		this.#fetch = fetch;
		this.#onChange = onChange;
		this.#all = venues.map(({id, name}) => ({venue: id, name, state: 'loading', why: '', instruments: [], fetchedAt: Number.NaN}));
	}

	/** One a venue; each keeps its identity while unchanged. */
	get all(): readonly Listing[] {
		return this.#all;
	}

	/** Somebody looks at a venue's list: it is fetched, unless it is there or on its way. @param venue undefined for the first. */
	async want(venue: string | undefined): Promise<void> {
		const listing = venue === undefined ? this.#all[0] : this.#all.find((each) => each.venue === venue);
		if (listing === undefined || this.#fetch === undefined || listing.state === 'ready' || this.#underWay.has(listing.venue)) return;
		this.#underWay.add(listing.venue);
		this.#put(listing.venue, {state: 'loading', why: ''});
		try {
			this.#put(listing.venue, {state: 'ready', ...(await this.#fetch(listing.venue))});
		} catch (error) {
			this.#put(listing.venue, {state: 'failed', why: error instanceof Error ? error.message : String(error)});
		}
		this.#underWay.delete(listing.venue);
	}

	readonly #underWay = new Set<string>();

	#put(venue: string, change: Partial<Listing>): void {
		this.#all = this.#all.map((each) => (each.venue === venue ? {...each, ...change} : each));
		this.version++;
		this.#onChange();
	}
}
