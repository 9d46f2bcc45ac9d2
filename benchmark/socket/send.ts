/* A local venue that sends diffs over TLS at a steady rate, each in a write of its own. */

import {readFileSync} from 'node:fs';
import {createServer} from 'node:https';
import path from 'node:path';
import process from 'node:process';
import {WebSocketServer} from 'ws';
import {messages} from './messages.ts';

const {folder, rate, isCompressed}: {folder: string; rate: number; isCompressed: boolean} = JSON.parse(process.argv[2] ?? '');
const server = createServer({key: readFileSync(path.join(folder, 'key.pem')), cert: readFileSync(path.join(folder, 'certificate.pem'))});
const sockets = new WebSocketServer({server, perMessageDeflate: isCompressed});
sockets.on('connection', (socket) => {
	const startedAt = performance.now();
	let sent = 0;
	const timer = setInterval(() => {
		for (const due = ((performance.now() - startedAt) * rate) / 1000; sent < due; sent++)
			socket.send(messages[sent % messages.length]!, {binary: false});
	}, 1);
	socket.on('close', () => clearInterval(timer));
});
server.listen(0, '127.0.0.1', () => {
	const address = server.address();
	if (typeof address === 'object') process.send?.(address?.port);
});
