/* When a recording goes on in another file: at a size, or at whole multiples of a time since the epoch. */

export type Rotation =
	| {readonly kind: 'size' /** Bytes on disk. */; readonly bytes: number}
	| {readonly kind: 'time' /** µs. */; readonly every: number};

const units: Readonly<Record<string, Rotation>> = {
	kB: {kind: 'size', bytes: 1e3},
	MB: {kind: 'size', bytes: 1e6},
	GB: {kind: 'size', bytes: 1e9},
	m: {kind: 'time', every: 60e6},
	h: {kind: 'time', every: 3600e6},
	d: {kind: 'time', every: 86_400e6},
};

/** Reads `100MB`, `1.5GB`, `15m`, `1h`, `1d`; undefined for anything else, and for less than 10 kB or a minute. */
export function parseRotation(text: string): Rotation | undefined {
	const [, number = '', word = ''] = /^(\d+(?:\.\d+)?)(kB|MB|GB|m|h|d)$/.exec(text) ?? [];
	const unit = Object.hasOwn(units, word) ? units[word] : undefined;
	const count = Number(number);
	if (unit?.kind === 'size') return count * unit.bytes >= 10_000 ? {kind: 'size', bytes: Math.round(count * unit.bytes)} : undefined;
	if (unit?.kind === 'time') return count * unit.every >= 60e6 ? {kind: 'time', every: Math.round(count * unit.every)} : undefined;
	return undefined;
}

/**
Whether a file is to be followed by another for a frame of a time, µs. By size, not before it holds as much of frames as of the checkpoint that it opens with:
else a small size would make files of nothing but checkpoints.
*/
export function isDue(
	rotation: Rotation | undefined,
	at: number,
	{since, bytes, headerBytes}: {readonly since: number; readonly bytes: number; readonly headerBytes: number},
): boolean {
	if (rotation === undefined || Number.isNaN(since)) return false;
	if (rotation.kind === 'size') return bytes >= Math.max(rotation.bytes, 2 * headerBytes);
	return Math.floor(at / rotation.every) > Math.floor(since / rotation.every);
}
