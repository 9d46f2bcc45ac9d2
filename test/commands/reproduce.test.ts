import {expect, test} from 'vitest';
import {commandFor, type ShownMoment} from '../../source/commands/reproduce.ts';
import {defaultSettings} from '../../source/engine/settings.ts';
import {micros} from '../support/frames.ts';

const moment = (change: Partial<ShownMoment>): ShownMoment => ({
	...{files: ['btc.jsonl'], format: undefined, at: micros(1.5) + 7, settings: defaultSettings, recorded: defaultSettings},
	...change,
});

test('a moment of a recording is shown again by its time, to the microsecond, and held', () => {
	expect(commandFor(moment({}))).toBe('obi-tui --replay btc.jsonl --at 2026-01-01T00:00:01.500007Z --paused');
});

test('only settings that are not the recording’s own are named', () => {
	const settings = {...defaultSettings, buy: 0.72, sell: 0.28, levels: 20, vpinBucket: 0, interval: 500_000};
	const recorded = {...defaultSettings, vpinBucket: 3, levels: 20};
	expect(commandFor(moment({settings, recorded}))).toMatch(/--paused --buy 0\.72 --sell 0\.28 --interval 0\.5 --vpin-bucket auto$/);
});

test('several files, names that a shell would take apart, and a format are told as they were given', () => {
	const files = ['my day.csv', "it's.csv"];
	expect(commandFor(moment({files, format: 'lobster'}))).toBe(
		`obi-tui --replay 'my day.csv' 'it'\\''s.csv' --at 2026-01-01T00:00:01.500007Z --paused --format lobster`,
	);
});

test('what was not recorded cannot be shown again', () => {
	expect(commandFor(moment({files: []}))).toBeNull();
	expect(commandFor(moment({at: Number.NaN}))).toBeNull();
});
