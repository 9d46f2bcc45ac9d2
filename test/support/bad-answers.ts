/* What a venue answers on a bad day, for `BinanceServer.script` and `refuseSockets`. */

/** An answer that a test puts in place of the right one. */
export type ScriptedAnswer = {readonly status: number; readonly headers?: Record<string, string>; readonly body?: string};

/** The answers of a bad day. */
export const badAnswers = {
	tooMany: (seconds: number): ScriptedAnswer => ({
		status: 429,
		headers: {'retry-after': String(seconds)},
		body: '{"code":-1003,"msg":"Too much request weight used."}',
	}),
	banned: (seconds: number): ScriptedAnswer => ({
		status: 418,
		headers: {'retry-after': String(seconds)},
		body: '{"code":-1003,"msg":"Way too much request weight used; IP banned."}',
	}),
	restricted: {
		status: 451,
		body: '{"code":0,"msg":"Service unavailable from a restricted location according to \'b. Eligibility\'"}',
	} satisfies ScriptedAnswer,
	forbidden: {status: 403, headers: {'content-type': 'text/html'}, body: '<html>ERROR: The request could not be satisfied</html>'},
	unavailable: {status: 503, headers: {'content-type': 'text/html'}, body: '<html>503 Service Unavailable</html>'},
	html: {status: 200, headers: {'content-type': 'text/html; charset=utf-8'}, body: '<html>Welcome to the hotel</html>'},
} as const;
