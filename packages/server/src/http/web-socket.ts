import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { badRequest, isBadRequest, isForbidden, isUnauthorized } from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import type { SocketMessage, SocketPeer } from './row.ts';
import type { Upgrade } from './upgrade.ts';

/** A client's largest message: pasted text, never files. */
const largestMessage = 1 << 20;
/** Messages kept for a reader; beyond it the connection is not read. */
const mostHeld = 16;
const pingEveryMs = 30_000;
const longestCloseMs = 2_000;
/** Source: RFC 6455 §5.5, "All control frames MUST have a payload length of 125 bytes or less", two of them the code. */
const longestReason = 123;

/** Completes the handshake. Throws BadRequest for a request that is not a proper one. */
export const acceptSocket = async (
  { socket, head }: Upgrade,
  {
    request,
    response,
    protocols,
  }: { request: IncomingMessage; response: ServerResponse; protocols: readonly string[] },
): Promise<WebSocket> => {
  const { 'sec-websocket-key': key = '', 'sec-websocket-version': version } = request.headers;
  if (!/^[+/0-9A-Za-z]{22}==$/.test(key) || version !== '13')
    throw badRequest('the WebSocket handshake is not understood: version 13 is spoken here');
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: largestMessage,
    perMessageDeflate: false,
    handleProtocols: (offered) => protocols.find((protocol) => offered.has(protocol)) ?? false,
  });
  response.statusCode = 101;
  response.detachSocket(socket as Socket);
  return new Promise((resolve) => server.handleUpgrade(request, socket, head, resolve));
};

/**
 * A WebSocket for an answer to talk through. Pings keep proxies from closing it, and notice a client that is gone; `closed`
 * aborts when it closes or when `lifetime` ends, of which the client is told.
 */
export const createPeer = (webSocket: WebSocket, { clock, closed }: { clock: Clock; closed: AbortSignal }) => {
  const held: SocketMessage[] = [];
  let isOver = false;
  let wake = () => {};
  let isAlive = true;
  let cancelPing = () => {};

  webSocket.on('message', (data: RawData, isBinary: boolean) => {
    held.push({ data: data as Buffer, isBinary });
    if (held.length >= mostHeld) webSocket.pause();
    wake();
  });
  webSocket.on('pong', () => (isAlive = true));
  webSocket.on('error', () => webSocket.terminate());
  const gone = new Promise<void>((resolve) =>
    webSocket.once('close', () => {
      isOver = true;
      cancelPing();
      wake();
      resolve();
    }),
  );
  const ping = () => {
    if (!isAlive) return webSocket.terminate();
    // A reader that holds its messages back has not read the answer either.
    isAlive = webSocket.isPaused;
    webSocket.ping();
    cancelPing = clock.after(pingEveryMs, ping);
  };
  cancelPing = clock.after(pingEveryMs, ping);

  const peer: SocketPeer = {
    protocol: webSocket.protocol,
    closed,
    messages: async function* () {
      for (;;) {
        const next = held.shift();
        if (next !== undefined) {
          if (held.length < mostHeld && webSocket.isPaused) webSocket.resume();
          yield next;
        } else if (isOver) return;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    // What cannot be sent any more is of no use to anybody: the end is told by `closed` and by `messages`.
    send: (data) => new Promise((resolve) => webSocket.send(data, () => resolve())),
    close: (code, reason) => closeWith(webSocket, code, reason),
  };

  return {
    peer,
    gone,
    /** Says goodbye, and leaves when the client does not answer. */
    end: async (code: number, reason: string): Promise<void> => {
      closeWith(webSocket, code, reason);
      if (webSocket.isPaused) webSocket.resume();
      const cancel = clock.after(longestCloseMs, () => webSocket.terminate());
      await gone;
      cancel();
    },
  };
};

const closeWith = (webSocket: WebSocket, code: number, reason: string): void => {
  let text = reason;
  while (Buffer.byteLength(text) > longestReason) text = text.slice(0, -1);
  webSocket.close(code, text);
};

/** Source: RFC 6455 §7.4.1. */
export const closeCodeOf = (error: unknown): number => {
  if (isUnauthorized(error) || isForbidden(error)) return 1008;
  return isBadRequest(error) ? 1007 : 1011;
};
