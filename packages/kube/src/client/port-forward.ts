import { Duplex } from 'node:stream';
import type WebSocket from 'ws';
import { serviceUnavailable, type ObjectKey } from '../api/index.ts';
import { resourcePath } from './resource-path.ts';

/** Spoken by every kubelet. Source: k8s.io/kubelet/pkg/cri/streaming/portforward, websocket. */
export const portForwardProtocol = 'v4.channel.k8s.io';

const pods = { group: '', version: 'v1', plural: 'pods', namespaced: true };
const channels = { data: 0, error: 1 } as const;

export const portForwardPath = (key: Required<ObjectKey>, port: number): string =>
  `${resourcePath(pods, { ...key, subresource: 'portforward' })}?ports=${port}`;

/** The bytes of one port of a Pod, over a WebSocket that is open, and paused until now. What the kubelet cannot connect to destroys the stream. */
export const createPortStream = (socket: WebSocket): Duplex => {
  /** Each channel begins with the number of its port, in two bytes. */
  const begun = new Set<number>();
  const stream = new Duplex({
    read: () => socket.resume(),
    write: (bytes: Uint8Array, _encoding, done) =>
      socket.send(Buffer.concat([Uint8Array.of(channels.data), bytes]), done),
    destroy: (error, done) => {
      socket.terminate();
      done(error);
    },
  });
  socket.on('message', (frame: Buffer) => {
    const channel = frame[0] ?? -1;
    const bytes = frame.subarray(begun.has(channel) ? 1 : 3);
    begun.add(channel);
    if (bytes.length === 0 || stream.destroyed) return;
    if (channel === channels.error) stream.destroy(serviceUnavailable(bytes.toString('utf8')));
    else if (channel === channels.data && !stream.push(bytes)) socket.pause();
  });
  socket.on('error', () => {});
  socket.once('close', () => {
    if (!stream.destroyed) stream.push(null);
  });
  socket.resume();
  return stream;
};
