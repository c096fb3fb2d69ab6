import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** A wire to an API server that can be cut, stalled and mended. What passes through it is TLS, so that it can only cut. */
export interface Link {
  /** https://127.0.0.1:port */
  url: string;
  /** Closes every connection, and each new one at once. */
  cut(): void;
  /** Takes connections and lets nothing through. */
  stall(): void;
  mend(): void;
  close(): Promise<void>;
}

/** `target`: https://host:port */
export const createLink = async (target: string): Promise<Link> => {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let whole = true;
  let stalled = false;

  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  };
  const server = createServer((near) => {
    keep(near);
    if (!whole) return near.destroy();
    if (stalled) return;
    const far = connect(Number(port), hostname);
    keep(far);
    near.pipe(far).pipe(near);
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    whole = false;
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    stall: () => {
      cut();
      whole = true;
      stalled = true;
    },
    mend: () => {
      whole = true;
      stalled = false;
      // What was taken while stalled leads nowhere.
      for (const socket of sockets) socket.destroy();
    },
    close: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
