/* A rectangle painted from the store. On a live screen its cells go past Ink; elsewhere (in tests, below an overlay) it is ordinary text of Ink. */

import {Box, Text} from 'ink';
import {createContext, type ReactNode, use, useLayoutEffect, useSyncExternalStore} from 'react';
import type {Store} from '../runner/session.ts';
import type {Rectangle} from './layout.ts';
import type {Painter} from './panes.ts';
import type {Screen} from './screen.ts';

export const ScreenContext = createContext<Screen | undefined>(undefined);

type Props = {
	readonly store: Store;
	readonly place: Rectangle;
	readonly paint: Painter;
};

export function Canvas(props: Props): ReactNode {
	const screen = use(ScreenContext);
	return screen === undefined ? <TextCanvas {...props} /> : <DirectCanvas {...props} screen={screen} />;
}

function DirectCanvas({store, place: {x, y, width, height}, paint, screen}: Props & {readonly screen: Screen}): ReactNode {
	useLayoutEffect(() => screen.place({x, y, width, height, paint: () => paint(store.scene)}), [screen, store, paint, x, y, width, height]);
	return undefined;
}

function TextCanvas({store, place: {x, y, width, height}, paint}: Props): ReactNode {
	useSyncExternalStore(store.subscribe, store.getVersion);
	return (
		<Box position="absolute" left={x} top={y} width={width} height={height} overflow="hidden">
			<Text wrap="truncate">{paint(store.scene).join('\n')}</Text>
		</Box>
	);
}
