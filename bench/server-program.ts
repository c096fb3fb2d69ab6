/**
 * The server under measurement, in a process of its own: `node server.mjs TARGETS-JSON`. Beside it, in the same process,
 * a second listener sends what it is told to send as a constant, so that both share a core, a heap and an HTTP stack.
 * Speaks over IPC: {type: 'constant', path}, {type: 'usage'} and {type: 'shareOf', name, durationMs} are answered.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { ClusterTarget } from '@binnacle/kube/client';
import { startServer } from '../tests/fixtures/server.ts';
import { shareOf } from './profile.ts';

const targets = JSON.parse(process.argv[2] ?? '') as ClusterTarget[];
const webDir = path.resolve('dist/web');
const server = await startServer(targets, { logLevel: 'info', ...(existsSync(webDir) && { webDir }) });
let constant: Server | undefined;

/** Serves today's answer of a path for ever, with the same headers. */
const serveConstant = async (of: string): Promise<string> => {
  const reply = await server.fetch(of);
  const body = Buffer.from(await reply.arrayBuffer());
  const headers = Object.fromEntries(
    [...reply.headers].filter(([name]) => !['connection', 'date', 'keep-alive'].includes(name)),
  );
  constant?.closeAllConnections();
  constant?.close();
  const next = createServer((_request, response) => {
    response.writeHead(200, headers);
    response.end(body);
  });
  await new Promise<void>((resolve) => next.listen(0, '127.0.0.1', resolve));
  constant = next;
  return `http://127.0.0.1:${(next.address() as AddressInfo).port}`;
};

/** Ticks of 10 ms that the thread that answers requests has used, as µs; undefined where the system does not tell. */
const mainMicros = (): number | undefined => {
  const file = `/proc/self/task/${process.pid}/stat`;
  if (!existsSync(file)) return undefined;
  // Fields 14 and 15 of proc(5), counted after the name in parentheses.
  const fields = readFileSync(file, 'utf8').split(') ').at(-1)!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
};

interface Message {
  type: string;
  path?: string;
  name?: string;
  durationMs?: number;
}

process.on('message', (message: Message) => {
  if (message.type === 'usage') {
    const { user, system } = process.cpuUsage();
    process.send?.({ rss: process.memoryUsage.rss(), cpuMicros: user + system, mainMicros: mainMicros() });
  } else if (message.type === 'shareOf')
    void shareOf(message.name ?? '', message.durationMs ?? 0).then((share) => process.send?.({ share }));
  else if (message.type === 'constant') void serveConstant(message.path ?? '/').then((url) => process.send?.({ url }));
});
process.on('disconnect', () => process.exit(0));
process.send?.({ url: server.url, authorization: server.authorization });
