/* BTC/USD of Kraken as it was on 2023-07-30, ten levels deep: the snapshot, then its updates. */

import {readFileSync} from 'node:fs';
import {objectsOf, parseWithTokens} from '../../source/venues/plain-numbers.ts';
import {dataFile} from './data.ts';

/** The messages as the venue sent them, each number written as it is in the file; undefined where there is no folder of recordings. */
export function krakenMessages(): string[] | undefined {
	const file = dataFile('kraken-v2-btcusd-20230730.json');
	if (file === undefined) return undefined;
	const {init, updates} = parseWithTokens(readFileSync(file, 'utf8'));
	return [init, ...objectsOf(updates)].map((message) => JSON.stringify(message).replace(/"(price|qty|checksum)":"([^"]*)"/g, '"$1":$2'));
}
