/* Who is measured, by name. Each is loaded only where it is wanted, so that no process carries another's code. */

import type {Subject} from '../subject.ts';

/** @param peers folder of the installed packages. */
type Module = {create(peers: string): Subject | Promise<Subject>};

const modules: Readonly<Record<string, () => Promise<Module>>> = {
	own: () => import('./own.ts'),
	'own-with-metrics': () => import('./own-with-metrics.ts'),
	engine: () => import('./engine.ts'),
	'json-own': () => import('./json-own.ts'),
	prototype: () => import('./prototype.ts'),
	'sorted-btree': () => import('./sorted-btree.ts'),
	'tardis-dev': () => import('./tardis-dev.ts'),
	ccxt: () => import('./ccxt.ts'),
	orderbooks: () => import('./orderbooks.ts'),
	oracle: () => import('./oracle.ts'),
};

export async function createSubject(name: string, peers: string): Promise<Subject> {
	const load = modules[name];
	if (load === undefined) throw new RangeError(`there is no subject "${name}"`);
	const {create} = await load();
	return create(peers);
}
