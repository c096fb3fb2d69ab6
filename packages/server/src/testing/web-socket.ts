import { WebSocket } from 'ws';

/** An open WebSocket, and what came so far. */
export interface OpenSocket {
  socket: WebSocket;
  protocol: string;
  /** All binary messages as one text. */
  text: () => string;
  messages: Buffer[];
  /** Once it has closed. */
  closed: Promise<{ code: number; reason: string }>;
}

/** A handshake that was refused. */
export interface RefusedSocket {
  status: number;
  body: string;
}

export interface SocketOptions {
  token?: string;
  headers?: Record<string, string>;
  protocols?: string[];
}

/** Resolves when the handshake is over, one way or the other. */
export const openSocket = (
  url: string,
  { token, headers, protocols = [] }: SocketOptions = {},
): Promise<OpenSocket | RefusedSocket> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(url.replace(/^http/, 'ws'), protocols, {
      headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...headers },
    });
    const messages: Buffer[] = [];
    socket.on('message', (data: Buffer) => messages.push(data));
    const closed = new Promise<{ code: number; reason: string }>((settle) =>
      socket.once('close', (code, reason) => settle({ code, reason: reason.toString() })),
    );
    socket.once('open', () =>
      resolve({ socket, protocol: socket.protocol, messages, text: () => Buffer.concat(messages).toString(), closed }),
    );
    socket.once('unexpected-response', (_request, answer) => {
      let body = '';
      answer.on('data', (chunk: Buffer) => (body += chunk.toString()));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }));
    });
    socket.once('error', reject);
  });

/** Throws for one that was refused. */
export const opened = async (socket: Promise<OpenSocket | RefusedSocket>): Promise<OpenSocket> => {
  const known = await socket;
  if ('status' in known) throw new Error(`refused with ${known.status}: ${known.body}`);
  return known;
};
