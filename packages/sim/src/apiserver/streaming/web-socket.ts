import { WebSocketServer, type WebSocket } from 'ws';
import { badRequest, notImplemented } from '@binnacle/kube/api';
import type { ResourceCall } from '../call.ts';

/** Larger frames are refused; clients send far smaller ones. */
const maxFrameBytes = 4 << 20;

const isUpgrade = (call: ResourceCall): boolean =>
  /\bupgrade\b/i.test(call.request.headers.connection ?? '') && call.upgrade !== undefined;

/** Throws the Status of a call that is none: not an upgrade at all, or one to a protocol that is not spoken. */
export const requireWebSocket = (call: ResourceCall): void => {
  if (!isUpgrade(call)) throw badRequest('Upgrade request required');
  const wanted = call.request.headers.upgrade ?? '';
  if (wanted.toLowerCase() !== 'websocket')
    throw notImplemented(`the simulated cluster speaks WebSocket here, not ${wanted}`);
};

/**
 * Turns the call into a WebSocket that speaks one of the protocols, in the order of the client's preference. Undefined
 * when there is none in common: the client has then been told, as by a kube-apiserver, with 403.
 */
export const acceptWebSocket = (
  call: ResourceCall,
  protocols: readonly string[],
): Promise<{ socket: WebSocket; protocol: string } | undefined> => {
  const { request, response, upgrade, context } = call;
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((text) => text.trim());
  const protocol = offered.find((one) => protocols.includes(one));
  if (protocol === undefined || upgrade === undefined) {
    response.writeHead(403).end();
    return Promise.resolve(undefined);
  }
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: maxFrameBytes,
  });
  // Tunnelled protocols have names with a slash, which ws takes for an error: the choice is told around it.
  delete request.headers['sec-websocket-protocol'];
  if (protocol !== '') server.on('headers', (headers) => headers.push(`Sec-WebSocket-Protocol: ${protocol}`));
  return new Promise((resolve) => {
    response.detachSocket(upgrade.socket as Parameters<typeof response.detachSocket>[0]);
    server.handleUpgrade(request, upgrade.socket, upgrade.head, (socket) => {
      const leave = () => socket.terminate();
      context.closing.addEventListener('abort', leave, { once: true });
      socket.once('close', () => context.closing.removeEventListener('abort', leave));
      // A broken frame closes the connection; nobody else is concerned.
      socket.on('error', () => {});
      resolve({ socket, protocol });
    });
    // A handshake that ws refuses is answered by it, and its socket closes.
    upgrade.socket.once('close', () => resolve(undefined));
  });
};
