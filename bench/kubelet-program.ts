/**
 * A cluster whose kubelets are this program: `node kubelet.mjs TARGET-JSON`. Everything but logs and programs is the API
 * server's behind it. A followed log says 100 lines a second, each with the moment at which it was written; `cat` prints as
 * many bytes as the last part of the path says, `head -c` takes as many as it is told. Nothing is kept.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocketServer, type WebSocket } from 'ws';
import type { ClusterTarget } from '@binnacle/kube/client';

const target = JSON.parse(process.argv[2] ?? '') as ClusterTarget;
const upstream = new URL(target.server);
const agent = new Agent({ keepAlive: true, rejectUnauthorized: false });
const linesPerSecond = 100;
const chunk = Buffer.alloc(32 * 1024, 'x');

const forward = (request: IncomingMessage, response: ServerResponse): void => {
  const { method, url, headers } = request;
  const options = { agent, method, headers, host: upstream.hostname, port: upstream.port, path: url };
  const call = httpsRequest(options, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  call.on('error', () => response.destroy());
  response.on('close', () => call.destroy());
  request.pipe(call);
};

const say = async (response: ServerResponse): Promise<void> => {
  response.writeHead(200, { 'content-type': 'text/plain' });
  const started = performance.now();
  for (let said = 0; !response.destroyed; await pause(1_000 / linesPerSecond)) {
    for (const due = Math.floor(((performance.now() - started) * linesPerSecond) / 1_000); said < due; said++) {
      const now = Date.now();
      response.write(`${new Date(now).toISOString().slice(0, -1)}000000Z ${now} ${said} served GET /cart in 12 ms\n`);
    }
  }
};

const sent = (socket: WebSocket, channel: number, bytes: Uint8Array | string): Promise<void> =>
  new Promise((resolve) => socket.send(Buffer.concat([Uint8Array.of(channel), Buffer.from(bytes)]), () => resolve()));

const endWell = async (socket: WebSocket): Promise<void> => {
  await sent(socket, 3, '{"status":"Success"}');
  socket.close(1000);
};

const print = async (socket: WebSocket, size: number): Promise<void> => {
  for (let left = size; left > 0 && socket.readyState === socket.OPEN; left -= chunk.length)
    await sent(socket, 1, chunk.subarray(0, Math.min(left, chunk.length)));
  await endWell(socket);
};

const take = (socket: WebSocket, size: number): void => {
  let left = size;
  socket.on('message', (data: Buffer) => {
    left -= data.length - 1;
    if (left <= 0) void endWell(socket);
  });
};

const run = (socket: WebSocket, [, , script = '', , ...args]: string[]): void => {
  if (script.includes('head -c')) take(socket, Number(args[1]));
  else if (script.includes('cat <')) void print(socket, Number(args[0]?.split('/').at(-1)));
  else void sent(socket, 1, 'file\n').then(() => endWell(socket));
};

const sockets = new WebSocketServer({ noServer: true, handleProtocols: (offered) => [...offered][0] ?? false });
const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://kubelet');
  if (pathname.endsWith('/log') && searchParams.has('follow')) void say(response);
  else forward(request, response);
});
server.on('upgrade', (request, socket, head) => {
  const { searchParams } = new URL(request.url ?? '', 'http://kubelet');
  sockets.handleUpgrade(request, socket, head, (opened) => run(opened, searchParams.getAll('command')));
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ server: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
process.on('disconnect', () => process.exit(0));
