import {Box} from 'ink';
import {render} from 'ink-testing-library';
import {expect, test} from 'vitest';
import {Store} from '../../source/runner/session.ts';
import {Canvas} from '../../source/screen/canvas.tsx';
import {createScene} from '../support/scene.ts';

const place = {x: 0, y: 0, width: 20, height: 2};

test('a canvas without a screen is text of Ink, painted anew when the scene changes', async () => {
	const store = new Store(createScene({}));
	const paint = () => [`frames ${store.scene.view.frames}`.padEnd(20), 'second line'.padEnd(20)];
	const {lastFrame, frames, unmount} = render(
		<Box width={20} height={2}>
			<Canvas store={store} place={place} paint={paint} />
		</Box>,
	);
	await expect.poll(() => lastFrame()).toContain('second line');
	const first = lastFrame();
	const {scene} = store;
	store.show({...scene, view: {...scene.view, frames: scene.view.frames + 1}});
	await expect.poll(() => lastFrame()).toContain(`frames ${scene.view.frames + 1}`);
	expect(lastFrame()).not.toBe(first);
	const {length} = frames;
	store.show(store.scene);
	expect(frames).toHaveLength(length);
	unmount();
});
