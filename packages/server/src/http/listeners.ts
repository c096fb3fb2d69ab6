import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '@binnacle/kube/clock';
import { routeUpgrades } from './upgrade.ts';

/** An address that cannot be listened on. The message is a sentence that says what to do. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

export interface Listeners {
  /** `http://host:port`, in the order asked for, with the ports that were picked. */
  readonly urls: readonly string[];
  /** Stops accepting, lets requests under way end, and cuts what is idle. */
  close(): Promise<void>;
}

export interface ListenOptions {
  handler: (request: IncomingMessage, response: ServerResponse) => void;
  clock: Clock;
}

/** Requests under way when the server stops get this long. */
const graceMs = 5_000;
const sweepMs = 25;

/** Listens on every address or, when one cannot be had, on none: rejects with ListenError. */
export const listenOn = async (
  addresses: readonly { host: string; port: number }[],
  { handler, clock }: ListenOptions,
): Promise<Listeners> => {
  const servers: Server[] = [];
  const close = async () => {
    await Promise.all(servers.map((server) => closeServer(server, clock)));
  };
  const urls: string[] = [];
  try {
    for (const { host, port } of addresses) {
      // How long a body may take is for its row to say.
      const server = createServer({ keepAliveTimeout: 65_000, headersTimeout: 60_000, requestTimeout: 0 }, handler);
      server.on('upgrade', routeUpgrades(handler));
      await listen(server, host, port);
      servers.push(server);
      const { port: actual } = server.address() as AddressInfo;
      urls.push(`http://${reachable(host)}:${actual}`);
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { urls, close };
};

const listen = (server: Server, host: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, `${host}:${port}`)));
    server.listen(port, host, resolve);
  });

const explain = (error: NodeJS.ErrnoException, address: string): ListenError => {
  const options = { cause: error };
  switch (error.code) {
    case 'EADDRINUSE':
      return new ListenError(
        `${address} is in use: stop the other program, or choose another address with --listen.`,
        options,
      );
    case 'EACCES':
      return new ListenError(
        `${address} is not allowed to this user: choose a port above 1023 with --listen.`,
        options,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new ListenError(`${address} is not an address of this machine: choose another with --listen.`, options);
    default:
      return new ListenError(`Listening on ${address} failed: ${error.message}`, options);
  }
};

/** What to write in an address for a host that was listened on. */
const reachable = (host: string): string => {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
};

/** Connections whose last answer has ended are cut at once, those with one under way when it ends or the time is up. */
const closeServer = (server: Server, clock: Clock): Promise<void> =>
  new Promise((resolve) => {
    const deadline = clock.now() + graceMs;
    let cancel = () => {};
    const sweep = () => {
      if (clock.now() >= deadline) server.closeAllConnections();
      else server.closeIdleConnections();
      cancel = clock.after(sweepMs, sweep);
    };
    server.close(() => {
      cancel();
      resolve();
    });
    sweep();
  });
