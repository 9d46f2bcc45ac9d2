/* What the option table says of one option. */

export type OptionSpec = {
	readonly name: string;
	/** What stands for the value in help: `R`, `FILE`; empty for a switch. */
	readonly value: string;
	/** In help; empty where nothing is worth saying. */
	readonly shownDefault: string;
	readonly help: string;
	readonly type: 'switch' | 'text' | 'time' | 'number' | 'whole' | 'word';
	readonly words?: readonly string[];
	/** Bounds of a number, both included unless said otherwise. */
	readonly from?: number;
	readonly to?: number;
	/** Numbers must be whole multiples of this. */
	readonly step?: number;
	/** The bounds themselves are not allowed. */
	readonly isOpen?: boolean;
	/** A word that stands in for a number, with the number that it means. */
	readonly special?: {readonly word: string; readonly means: number};
};
