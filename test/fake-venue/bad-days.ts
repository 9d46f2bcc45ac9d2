/* What venues answer by REST, or to a socket that would open, on a bad day. For `script` and `refuseSockets`. */

import {badAnswers} from '../support/bad-answers.ts';
import type {Answer} from './dialect.ts';

export const badDays = {
	...badAnswers,
	/** How Binance bans where it keeps a firewall, and CloudFront in front of Bybit. */
	cloudFront: {
		status: 403,
		headers: {'content-type': 'text/html', 'x-cache': 'Error from cloudfront'},
		body: '<!DOCTYPE HTML><HTML><HEAD><TITLE>ERROR: The request could not be satisfied</TITLE></HEAD><BODY>403 ERROR</BODY></HTML>',
	},
	/** With any status; a body that is no JSON. */
	failing: (status: number): Answer => ({status, headers: {'content-type': 'text/html'}, body: `<html>${status}</html>`}),
	empty: {status: 200, body: ''},
	/** JSON that breaks off. */
	cutShort: {status: 200, body: '{"lastUpdateId":10,"bids":[["6000'},
	/** Never answered. */
	never: {status: 0},
} satisfies Record<string, Answer | ((parameter: number) => Answer)>;
