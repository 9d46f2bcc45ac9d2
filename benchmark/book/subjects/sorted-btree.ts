/* https://www.npmjs.com/package/sorted-btree: a B+ tree for each side, price to quantity. */

import {depth, type Subject} from '../subject.ts';
import type {Body, Diff} from './json-message.ts';
import {type PeerBook, peer, requirePeer} from './peer.ts';

type Tree = {
	set(price: number, quantity: number): void;
	delete(price: number): void;
	/** @param pair is used again for each. */
	entries(from: undefined, pair: number[]): IterableIterator<[number, number]>;
};

type Library = {default: new (entries: undefined, compare: (one: number, other: number) => number) => Tree};

export function create(peers: string): Subject {
	const {default: BTree} = requirePeer<Library>(peers, 'sorted-btree/b+tree.js');
	return peer((_symbol, {bids, asks}) => {
		const book = new TreeBook(new BTree(undefined, (one, other) => other - one), new BTree(undefined, (one, other) => one - other));
		book.change(bids, asks);
		return book;
	});
}

class TreeBook implements PeerBook {
	readonly #bids: Tree;
	readonly #asks: Tree;
	readonly #pair: number[] = [];

	constructor(bids: Tree, asks: Tree) {
		this.#bids = bids;
		this.#asks = asks;
	}

	apply({b, a}: Diff): void {
		this.change(b, a);
	}

	change(bids: Body['bids'], asks: Body['asks']): void {
		for (const level of bids) set(this.#bids, level);
		for (const level of asks) set(this.#asks, level);
	}

	copyTop(top: Float64Array<ArrayBuffer>): void {
		this.#copySide(this.#bids, top, 0);
		this.#copySide(this.#asks, top, 2 * depth);
	}

	#copySide(tree: Tree, top: Float64Array<ArrayBuffer>, offset: number): void {
		let rank = 0;
		for (const [price, quantity] of tree.entries(undefined, this.#pair)) {
			if (rank === depth) return;
			top[offset + rank] = price;
			top[offset + depth + rank] = quantity;
			rank++;
		}
		top.fill(0, offset + rank, offset + depth);
		top.fill(0, offset + depth + rank, offset + 2 * depth);
	}
}

function set(tree: Tree, [price, quantity]: Body['bids'][number]): void {
	const number = Number.parseFloat(quantity);
	if (number === 0) tree.delete(Number.parseFloat(price));
	else tree.set(Number.parseFloat(price), number);
}
