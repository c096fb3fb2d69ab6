/** A PostgreSQL of the tests' own: from the machine's package, on loopback, with a data folder that goes when it stops. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import pg from 'pg';
import { createSystemClock, sleep } from '@binnacle/kube/clock';

/** Why the suites on PostgreSQL are skipped where it is missing. */
export const postgresMissing = 'skipped: no PostgreSQL on this machine, install the package postgresql';

/** The folder of `initdb` and `postgres`; undefined where the package is not installed, or root has no user to run it as. */
export const findPostgres = (): string | undefined => {
  if (isRoot && findUser() === undefined) return undefined;
  const packaged = '/usr/lib/postgresql';
  const versions = existsSync(packaged) ? readdirSync(packaged).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((version) => join(packaged, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(delimiter),
  ];
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
};

export interface Postgres {
  /** The address of a new, empty database. */
  createDatabase: () => Promise<string>;
  stop: () => Promise<void>;
}

const isRoot = process.getuid?.() === 0;
const clock = createSystemClock({ keepAlive: true });

/** PostgreSQL refuses to run as root: the ids of the user that its package made. */
const findUser = (): { uid: number; gid: number } | undefined => {
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { stdio: 'pipe' }).toString());
  try {
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
};

export const startPostgres = async (): Promise<Postgres> => {
  const binaries = findPostgres();
  if (binaries === undefined) throw new Error(postgresMissing);
  const user = isRoot ? findUser() : undefined;
  const folder = mkdtempSync(join(tmpdir(), 'binnacle-postgres-'));
  if (user) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const options = { ...user, cwd: folder, stdio: 'pipe' as const };
  execFileSync(
    join(binaries, 'initdb'),
    ['-D', data, '-U', 'binnacle', '-A', 'trust', '--no-sync', '-E', 'UTF8'],
    options,
  );
  const port = await freePort();
  const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`, 'fsync=off'];
  const server = spawn(join(binaries, 'postgres'), ['-D', data, ...settings.flatMap((setting) => ['-c', setting])], {
    ...options,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  server.stderr.on('data', (text: Buffer) => (said += text.toString()));
  const admin = `postgres://binnacle@127.0.0.1:${port}/postgres`;
  while (!(await canQuery(admin))) {
    if (server.exitCode !== null) throw new Error(`PostgreSQL did not start: ${said}`);
    await sleep(clock, 50);
  }
  let databases = 0;
  return {
    createDatabase: async () => {
      databases += 1;
      await query(admin, `create database test${databases}`);
      return `postgres://binnacle@127.0.0.1:${port}/test${databases}`;
    },
    stop: async () => {
      await ended(server);
      rmSync(folder, { recursive: true });
    },
  };
};

const ended = (server: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    server.once('exit', () => resolve());
    // Fast shutdown: connections that are still open are closed.
    server.kill('SIGINT');
  });

const query = async (url: string, text: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
};

const canQuery = (url: string): Promise<boolean> =>
  query(url, 'select 1').then(
    () => true,
    () => false,
  );

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
