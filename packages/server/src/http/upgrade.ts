import { ServerResponse, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** The connection of a request that asks to become a WebSocket, and what came on it after the request's head. */
export interface Upgrade {
  socket: Duplex;
  head: Buffer;
}

const upgrades = new WeakMap<IncomingMessage, Upgrade>();

/** Undefined for plain requests. */
export const upgradeOf = (request: IncomingMessage): Upgrade | undefined => upgrades.get(request);

const refusal =
  'HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 31\r\nConnection: close\r\n\r\nonly GET can ask for an upgrade';

/**
 * Listener of a server's `upgrade` event: the request takes the same way as any other, and is answered as any other until
 * a row takes the connection over. Other protocols than WebSocket are ignored, as HTTP allows.
 */
export const routeUpgrades =
  (route: (request: IncomingMessage, response: ServerResponse) => void) =>
  (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', () => socket.destroy());
    if (request.method !== 'GET') return void socket.end(refusal);
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket as Socket);
    response.once('finish', () => {
      response.detachSocket(socket as Socket);
      socket.end();
    });
    if (request.headers.upgrade?.toLowerCase() === 'websocket') upgrades.set(request, { socket, head });
    route(request, response);
  };
