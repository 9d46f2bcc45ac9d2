/* The pages that lie over the panels, help, all metrics and the proof, and how keys open, turn and close them. Pure. */

import type {LocalAction} from './keys.ts';

export type Pages = {
	/** Page of the help, from 0; undefined while it is closed. It lies over the others. */
	readonly help: number | undefined;
	/** Page of all metrics, from 0; undefined while they are closed. Never open together with the proof. */
	readonly metrics: number | undefined;
	/** Page of the proof, from 0; undefined while it is closed. */
	readonly proof: number | undefined;
};

export const noPages: Pages = {help: undefined, metrics: undefined, proof: undefined};

export type PageAction = Extract<LocalAction, {readonly kind: 'help' | 'back' | 'page' | 'metrics' | 'proof'}>;

/** How many pages there are of each. */
export type PageCounts = {readonly help: number; readonly metrics: number; readonly proof: number};

export function pagesReducer(pages: Pages, action: PageAction, counts: PageCounts): Pages {
	const {help, metrics, proof} = pages;
	switch (action.kind) {
		case 'help':
			return {...pages, help: help === undefined ? 0 : undefined};
		case 'back':
			return help === undefined ? noPages : {...pages, help: undefined};
		case 'page':
			if (help !== undefined) return {...pages, help: within(help + action.step, counts.help)};
			if (proof !== undefined) return {...pages, proof: within(proof + action.step, counts.proof)};
			return metrics === undefined ? pages : {...pages, metrics: within(metrics + action.step, counts.metrics)};
		case 'metrics':
			return {...noPages, metrics: help === undefined ? around(metrics, action.step, counts.metrics) : (metrics ?? 0)};
		case 'proof':
			return {...noPages, proof: help === undefined ? around(proof, action.step, counts.proof) : (proof ?? 0)};
	}
}

/** Whether any of them is open. */
export function hasOpenPage({help, metrics, proof}: Pages): boolean {
	return help !== undefined || metrics !== undefined || proof !== undefined;
}

function within(page: number, count: number): number {
	return Math.min(count - 1, Math.max(0, page));
}

/** From closed to the first page (or the last, backwards), through all of them, and beyond the end to closed again. */
function around(page: number | undefined, step: 1 | -1, count: number): number | undefined {
	if (page === undefined) return step === 1 ? 0 : count - 1;
	const next = within(page, count) + step;
	return next < 0 || next >= count ? undefined : next;
}
