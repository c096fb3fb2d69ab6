import WebSocket from 'ws';
import type { ClusterTarget } from '@binnacle/kube/client';

/** A Kubernetes channel connection: frames whose first byte names a channel. */
export interface ChannelConnection {
  /** Frames so far, in order. */
  readonly frames: { channel: number; text: string }[];
  /** What came on one channel, joined. */
  text(channel: number): string;
  send(channel: number, data: string | Uint8Array): void;
  /** The close code, once the server has ended it. */
  readonly closed: Promise<number>;
  close(): void;
}

/** What the server answered instead of opening a connection. */
export class Refused extends Error {
  readonly status: number;
  readonly body: string;
  constructor(status: number, body: string) {
    super(`refused with ${status}: ${body}`);
    this.status = status;
    this.body = body;
  }
}

const openTimeoutMs = 20_000;

/** Opens one; `protocol` is what was agreed upon. Rejects with Refused. */
export const openChannels = (
  target: ClusterTarget,
  path: string,
  protocols: string[],
): Promise<ChannelConnection & { protocol: string }> => {
  const { credentials } = target;
  const socket = new WebSocket(`${target.server.replace(/^http/, 'ws')}${path}`, protocols, {
    rejectUnauthorized: target.insecureSkipTlsVerify !== true,
    handshakeTimeout: openTimeoutMs,
    headers: credentials.type === 'token' ? { authorization: `Bearer ${credentials.token}` } : {},
    ...(target.caData === undefined ? {} : { ca: target.caData }),
  });
  const frames: ChannelConnection['frames'] = [];
  socket.on('message', (data: Buffer) =>
    frames.push({ channel: data[0] ?? -1, text: data.subarray(1).toString('utf8') }),
  );
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  return new Promise((resolve, reject) => {
    socket.once('unexpected-response', (_request, response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (body += chunk));
      response.on('end', () => reject(new Refused(response.statusCode ?? 0, body)));
    });
    socket.once('error', reject);
    socket.once('open', () =>
      resolve({
        protocol: socket.protocol,
        frames,
        text: (channel) =>
          frames
            .filter((frame) => frame.channel === channel)
            .map((frame) => frame.text)
            .join(''),
        send: (channel, data) => socket.send(Buffer.concat([Buffer.from([channel]), Buffer.from(data)])),
        closed,
        close: () => socket.close(),
      }),
    );
  });
};
