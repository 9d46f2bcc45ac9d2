import {expect, test} from 'vitest';
import {lobster} from '../../source/venues/lobster.ts';
import {Symbols} from '../../source/venues/symbols.ts';
import {restored} from '../support/archiving.ts';
import {hear} from '../support/heard.ts';

/** Two levels a side: asks 100.02 and 100.03, bids 100.01 and 100.00, as LOBSTER writes them. */
const levels = (asks: string, bids: string) => {
	const [ask = [], bid = []] = [asks, bids].map((side) => side.split(' ').map((level) => level.split('@')));
	return ask.map(([size, price], index) => `${price},${size},${bid[index]?.[1]},${bid[index]?.[0]}`).join(',');
};
const before = levels('5@1000200 7@1000300', '3@1000100 4@1000000');
const row = (message: string, book: string) => `AAPL,20120621,${message}\n${book}`;
const add = '34200.1,1,1,3,1000100,1';

/** What is said of a message and the book after it. */
function said(message: string, book: string): readonly string[] {
	const decoder = lobster.decoder(new Symbols());
	return hear(decoder, row(add, before), row(message, book)).flatMap((heard) => (heard.what === 'other' ? [heard.name] : []));
}

const explained = 'change explained by its message';
const unchanged = 'no change, as its message says';
const unexplained = 'change that its message does not explain';

test.each([
	['a new order beside others', '34200.2,1,2,2,1000100,1', levels('5@1000200 7@1000300', '5@1000100 4@1000000'), [explained]],
	[
		'a new best bid, which pushes a level out',
		'34200.2,1,2,2,1000150,1',
		levels('5@1000200 7@1000300', '2@1000150 3@1000100'),
		[explained],
	],
	['a new order deeper than is shown', '34200.2,1,2,2,999900,1', before, [explained]],
	['a part taken back', '34200.2,2,2,1,1000300,-1', levels('5@1000200 6@1000300', '3@1000100 4@1000000'), [explained]],
	[
		'a level that goes, and one that comes up from below',
		'34200.2,3,2,5,1000200,-1',
		levels('7@1000300 9@1000500', '3@1000100 4@1000000'),
		[explained, 'level that entered from below'],
	],
	['an execution', '34200.2,4,2,2,1000200,-1', levels('3@1000200 7@1000300', '3@1000100 4@1000000'), [explained]],
	['a hidden execution', '34200.2,5,0,2,1000150,1', before, [unchanged]],
	['a halt', '34200.2,7,0,0,-1,-1', before, [unchanged]],
	['a size that does not fit', '34200.2,1,2,3,1000100,1', levels('5@1000200 7@1000300', '5@1000100 4@1000000'), [unexplained]],
	['a change on the other side', '34200.2,1,2,2,1000100,1', levels('6@1000200 7@1000300', '5@1000100 4@1000000'), [unexplained]],
	[
		'a hidden execution that changed the book',
		'34200.2,5,0,2,1000150,1',
		levels('4@1000200 7@1000300', '3@1000100 4@1000000'),
		[unexplained],
	],
	['a level that went without a word', '34200.2,1,2,2,1000100,1', levels('7@1000300 9@1000500', '5@1000100 4@1000000'), [unexplained]],
])('%s', (_, message, book, names) => {
	expect(said(message, book)).toEqual(names);
});

test('the first row changes nothing that is known', () => {
	expect(hear(lobster.decoder(new Symbols()), row(add, before)).map(({what}) => what)).toEqual(['depth']);
});

test('a decoder read from a checkpoint knows the row before', () => {
	const decoder = lobster.decoder(new Symbols());
	hear(decoder, row(add, before));
	const copy = restored(lobster.decoder(new Symbols()), decoder);
	expect(hear(copy, row('34200.2,5,0,2,1000150,1', before))).toContainEqual({what: 'other', name: unchanged});
});
