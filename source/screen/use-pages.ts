/* The pages that lie over the panels, in the app. */

import {useRef, useState} from 'react';
import {hasOpenPage, noPages, type PageAction, type PageCounts, type Pages, pagesReducer} from './pages.ts';

export type OpenPages = {
	readonly pages: Pages;
	/** As of the last key, which may be ahead of `pages`: several keys can come before the app renders again. */
	isOpen(): boolean;
	turn(action: PageAction): void;
	closeHelp(): void;
};

/** @param counts how many pages there are of each now. */
export function usePages(counts: () => PageCounts): OpenPages {
	const [pages, setPages] = useState(noPages);
	const latest = useRef(pages);
	const change = (next: Pages): void => {
		latest.current = next;
		setPages(next);
	};
	return {
		pages,
		isOpen: () => hasOpenPage(latest.current),
		turn: (action) => change(pagesReducer(latest.current, action, counts())),
		closeHelp: () => change({...latest.current, help: undefined}),
	};
}
