/* The names of what a recording may be, as `--format` takes them. */

/**
- `own`: as this program writes them.
- `time-json`: lines of `<local receive time> <raw JSON>`, of Binance.
- `capture`: lines of `{"t":"recv",…}`, of any venue.
- `kraken`: one object `{init, updates}`.
- `trades-csv`: rows of `timestamp,price,quantity,side,tradeId`.
- `lobster`: a pair of message and orderbook CSV.
- `tardis`: CSV of `incremental_book_L2` or `trades`.
*/
export const recordingFormats = ['own', 'time-json', 'capture', 'kraken', 'trades-csv', 'lobster', 'tardis'] as const;

export type RecordingFormat = (typeof recordingFormats)[number];
