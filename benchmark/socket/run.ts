/*
What a live message costs when they come one by one over TLS, as they do: CPU time of the receiving process, wake-ups, TLS and WebSocket included, with
the book and without it. Beside it, what compression would add. https://github.com/websockets/ws#websocket-compression
*/

import {execFile, execFileSync, fork} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {parseArgs, promisify} from 'node:util';
import {rounded} from '../report.ts';
import type {Cost, ReceiveTask, Work} from './receive.ts';

const rates = [1000, 4000, 10_000];
const works: readonly Work[] = ['nothing', 'book'];

export async function run(words: readonly string[]): Promise<void> {
	const {values} = parseArgs({
		args: [...words],
		options: {json: {type: 'boolean', default: false}, quick: {type: 'boolean', default: false}},
	});
	const seconds = values.quick ? 1 : 4;
	const folder = mkdtempSync(path.join(tmpdir(), 'obi-tui-socket-'));
	try {
		makeCertificate(folder);
		const costs: (ReceiveTask & Cost)[] = [];
		for (const isCompressed of [false, true]) {
			for (const rate of isCompressed ? [1000] : rates) {
				const server = await serve(folder, rate, isCompressed);
				for (const work of works) {
					const task = {port: server.port, work, isCompressed, rate, seconds};
					costs.push({...task, ...(await receive(task))});
				}
				server.stop();
			}
		}
		if (values.json) console.log(JSON.stringify({node: process.versions.node, costs}));
		else print(costs);
	} finally {
		rmSync(folder, {recursive: true});
	}
}

function print(costs: readonly (ReceiveTask & Cost)[]): void {
	console.log(`One message a write over TLS on loopback, CPU of the receiver, Node ${process.versions.node}`);
	for (const {rate, isCompressed, work, messages, usPerMessage} of costs) {
		const what = work === 'book' ? 'received, book and top 20' : 'received alone';
		const how = isCompressed ? ', compressed' : '';
		console.log(
			`  ${`${rate.toLocaleString('en-US')} messages/s${how}, ${what}`.padEnd(58)} ${usPerMessage.toFixed(1).padStart(6)} µs a message (${messages} of them)`,
		);
	}
}

function makeCertificate(folder: string): void {
	const subject = ['-subj', '/CN=localhost', '-days', '1'];
	const files = ['-keyout', path.join(folder, 'key.pem'), '-out', path.join(folder, 'certificate.pem')];
	execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...subject, ...files], {stdio: 'ignore'});
}

async function serve(folder: string, rate: number, isCompressed: boolean): Promise<{readonly port: number; stop(): void}> {
	const child = fork(path.join(import.meta.dirname, 'send.ts'), [JSON.stringify({folder, rate, isCompressed})]);
	const port = await new Promise<number>((resolve, reject) => {
		child.once('message', (message) => resolve(Number(message)));
		child.once('exit', (code) => reject(new Error(`the sender ended with ${code}`)));
	});
	return {port, stop: () => void child.kill()};
}

async function receive(task: ReceiveTask): Promise<Cost> {
	const {stdout} = await promisify(execFile)(process.execPath, [path.join(import.meta.dirname, 'receive.ts'), JSON.stringify(task)], {
		env: {...process.env, NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_NO_WARNINGS: '1'},
	});
	const cost: Cost = JSON.parse(stdout);
	return {...cost, usPerMessage: rounded(cost.usPerMessage, 2)};
}
