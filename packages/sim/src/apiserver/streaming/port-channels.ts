/** Ports of a Pod as channels of one WebSocket: two for each, the bytes and what went wrong. */
import { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';

export const channelProtocol = 'v4.channel.k8s.io';

/** The ports that the query names, in its order. */
export const channelPorts = (query: URLSearchParams): number[] =>
  query
    .getAll('ports')
    .flatMap((text) => text.split(','))
    .map(Number)
    .filter((port) => Number.isInteger(port) && port > 0 && port < 65_536);

/** Connects each port with `connect`, which throws what a runtime says when nothing listens. */
export const serveChannels = (
  socket: WebSocket,
  ports: readonly number[],
  connect: (port: number, stream: Duplex) => void,
): void => {
  const send = (channel: number, bytes: Uint8Array, done: (error?: Error | null) => void = () => {}) =>
    socket.readyState === socket.OPEN ? socket.send(Buffer.concat([Uint8Array.of(channel), bytes]), done) : done();
  const streams: Duplex[] = [];
  let open = ports.length;
  const ended = () => {
    open -= 1;
    if (open === 0) socket.close(1000);
  };
  for (const [index, port] of ports.entries()) {
    const channel = index * 2;
    const name = Uint8Array.of(port & 0xff, port >> 8);
    send(channel, name);
    send(channel + 1, name);
    const stream = new Duplex({
      read: () => socket.resume(),
      write: (bytes: Uint8Array, _encoding, done) => send(channel, bytes, done),
      final: (done) => {
        done();
        ended();
      },
    });
    streams.push(stream);
    try {
      connect(port, stream);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      send(channel + 1, Buffer.from(`error forwarding port ${port}: ${why}`), ended);
    }
  }
  if (open === 0) socket.close(1000);
  socket.on('message', (frame: Buffer) => {
    const channel = frame[0] ?? 0;
    const stream = channel % 2 === 0 ? streams[channel / 2] : undefined;
    if (stream !== undefined && !stream.push(frame.subarray(1))) socket.pause();
  });
  socket.once('close', () => streams.forEach((stream) => stream.destroy()));
};
