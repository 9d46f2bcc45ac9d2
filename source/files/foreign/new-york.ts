/* Dates in names of files, and when a day began in New York, where the times of US exchanges are told. */

const zone = 'America/New_York';

export type NamedDate = {
	/** `2012-06-21` */
	readonly text: string;
	/** What stands before it. */
	readonly before: string;
};

/** The first date in a name, `YYYY-MM-DD` or `YYYYMMDD`; undefined where there is none. Other numbers of eight digits are none. */
export function dateIn(name: string): NamedDate | undefined {
	for (const match of name.matchAll(/(?<!\d)(\d{4})(-?)(\d\d)\2(\d\d)(?!\d)/g)) {
		const text = `${match[1]}-${match[3]}-${match[4]}`;
		const day = new Date(`${text}T00:00:00Z`);
		const isDate = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
		if (isDate && text >= '1970' && text < '2100') return {text, before: name.slice(0, match.index)};
	}
	return undefined;
}

/** µs since the epoch to which seconds of New York's day are added. Of a day on which the clock is changed, hours after the change are meant. */
export function midnightInNewYork(date: string): number {
	const noon = new Date(`${date}T12:00:00Z`);
	const parts = new Intl.DateTimeFormat('en-US', {timeZone: zone, timeZoneName: 'longOffset'}).formatToParts(noon);
	const offset = parts.find(({type}) => type === 'timeZoneName')?.value.slice('GMT'.length) ?? '';
	return Date.parse(`${date}T00:00:00${offset || 'Z'}`) * 1000;
}
