/* A certificate that nobody vouches for, made anew whenever it is wanted (RFC 5280, section 4.1): for a server on this machine that is not to be trusted. */

import {generateKeyPairSync, sign} from 'node:crypto';

/** Both PEM. */
export function selfSigned(): {readonly key: string; readonly cert: string} {
	const {privateKey, publicKey} = generateKeyPairSync('ec', {namedCurve: 'P-256'});
	const ecdsaWithSha256 = der(0x30, Buffer.from('06082a8648ce3d040302', 'hex'));
	const name = der(0x30, der(0x31, der(0x30, Buffer.from('0603550403', 'hex'), der(0x0c, Buffer.from('localhost')))));
	const validity = der(0x30, der(0x17, Buffer.from('200101000000Z')), der(0x17, Buffer.from('490101000000Z')));
	const number = der(0x02, Buffer.from([1]));
	const facts = der(0x30, number, ecdsaWithSha256, name, validity, name, publicKey.export({type: 'spki', format: 'der'}));
	const signature = der(0x03, Buffer.from([0]), sign('sha256', facts, privateKey));
	const whole = der(0x30, facts, ecdsaWithSha256, signature).toString('base64');
	return {
		key: privateKey.export({type: 'pkcs8', format: 'pem'}).toString(),
		cert: `-----BEGIN CERTIFICATE-----\n${whole.replaceAll(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
	};
}

/** A value with its tag and length, shorter than 64 KiB. */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
	const body = Buffer.concat(parts);
	const {length} = body;
	const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
	return Buffer.concat([Buffer.from([tag, ...head]), body]);
}
