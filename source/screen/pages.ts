/* The pages that lie over the panels, help and all metrics, and how keys open, turn and close them. Pure. */

import type {LocalAction} from './keys.ts';

export type Pages = {
	/** Page of the help, from 0; undefined while it is closed. It lies over the metrics. */
	readonly help: number | undefined;
	/** Page of all metrics, from 0; undefined while they are closed. */
	readonly metrics: number | undefined;
};

export type PageAction = Extract<LocalAction, {readonly kind: 'help' | 'back' | 'page' | 'metrics'}>;

/** @param counts how many pages there are of each. */
export function pagesReducer(pages: Pages, action: PageAction, counts: {readonly help: number; readonly metrics: number}): Pages {
	const {help, metrics} = pages;
	switch (action.kind) {
		case 'help':
			return {...pages, help: help === undefined ? 0 : undefined};
		case 'back':
			return help === undefined ? {help, metrics: undefined} : {...pages, help: undefined};
		case 'page':
			if (help !== undefined) return {...pages, help: within(help + action.step, counts.help)};
			return metrics === undefined ? pages : {...pages, metrics: within(metrics + action.step, counts.metrics)};
		case 'metrics':
			return {help: undefined, metrics: help === undefined ? around(metrics, action.step, counts.metrics) : (metrics ?? 0)};
	}
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
