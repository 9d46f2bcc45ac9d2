/* What went wrong on the way to a host, in words, and what of its address may be said. Codes are those of Node's sockets and resolver, of OpenSSL, and of undici. */

const words: Readonly<Record<string, string>> = {
	ENOTFOUND: 'its name was not found',
	EAI_AGAIN: 'no name server answered',
	ECONNREFUSED: 'connection refused',
	ECONNRESET: 'it cut the connection',
	EPIPE: 'it cut the connection',
	UND_ERR_SOCKET: 'it cut the connection',
	ENETUNREACH: 'the network cannot be reached',
	EHOSTUNREACH: 'the host cannot be reached',
	ETIMEDOUT: 'no connection in time',
	UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
	UND_ERR_RES_EXCEEDED_MAX_SIZE: 'the answer is too large',
	CERT_HAS_EXPIRED: 'its certificate has expired',
	DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
	SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is self-signed',
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate cannot be verified',
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate cannot be verified',
	ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};

/** A clause without a full stop, such as `its name was not found`. Never empty. */
export function reasonOf(error: unknown): string {
	const code = codeOf(error);
	const known = words[code];
	if (known !== undefined) return known;
	const message = error instanceof Error ? error.message : String(error);
	return message === '' ? code || 'unknown error' : message;
}

/** The error's code, such as `ECONNREFUSED`; empty where it has none. */
export function codeOf(error: unknown): string {
	return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** `api.binance.com` of `https://api.binance.com/api/v3/time`; with its port where that is not the usual one. */
export function hostOf(url: string): string {
	return URL.parse(url)?.host ?? withoutUserinfo(url);
}

/** The address without `user:password@`, as it may be told, logged and recorded. */
export function withoutUserinfo(address: string): string {
	const url = URL.parse(address);
	if (url === null || url.host === '') return address.replace(/^([^/\\?#]*[/\\]+)?[^/\\?#]*@/, '$1');
	if (url.username === '' && url.password === '') return address;
	url.username = '';
	url.password = '';
	return url.href;
}
