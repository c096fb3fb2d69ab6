import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { createClient } from './client.ts';
import type { KubeClient } from './types.ts';

const parts = ['first ', 'second ', 'third'];

let server: Server;
let client: KubeClient;
beforeAll(async () => {
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: (offered) => [...offered][0] ?? false });
  server = createServer();
  // Everything there is to say comes with the answer to the handshake, as from a program that has ended by then.
  server.on('upgrade', (request, socket, head) => {
    socket.cork();
    sockets.handleUpgrade(request, socket, head, (opened) => {
      for (const part of parts) opened.send(Buffer.from(`\u0001${part}`));
      opened.send(Buffer.from('\u0003{"status":"Success"}'));
      opened.close(1000);
      socket.uncork();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  client = createClient({ name: 'x', server: `http://127.0.0.1:${port}`, credentials: { type: 'none' } });
});
afterAll(async () => {
  await client.close();
  await new Promise((resolve) => server.close(resolve));
});

it('loses nothing of what comes at once', async () => {
  for (let round = 0; round < 20; round++) {
    const session = await client.session({ namespace: 'a', name: 'b' }, { command: ['true'] });
    let text = '';
    for await (const { bytes } of session.output()) text += Buffer.from(bytes).toString();
    expect([round, text, await session.exited]).toEqual([round, parts.join(''), 0]);
  }
});
