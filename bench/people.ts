import { startSimulator } from '../tests/fixtures/simulator.ts';
import { runLoad } from './load.ts';
import type { Measure } from './report.ts';
import { bundleServer, startServerProcess, type ServerProcess } from './server-process.ts';

const api = '/api/console/v1';
const pods = '/api/v1/kubernetes/pods?page=1&pageSize=20';
const connections = 8;
const durationMs = 5_000;
/** Sign-ins measured, and how many of them are under way at once. */
const signIns = 60;
const atOnce = 4;
const password = 'a password of the bench';

/** What asking for rights adds to a cached list, and where passwords are hashed. */
export const benchPeople = async (log: (text: string) => void): Promise<{ title: string; measures: Measure[] }> => {
  const [simulator, program] = await Promise.all([startSimulator('small'), bundleServer()]);
  const server = await startServerProcess(program, simulator.admin);
  try {
    const limited = await addLimited(server);
    const callers = [
      ['an administrator', server.authorization],
      ['somebody limited to two namespaces', limited],
    ] as const;
    const measures: Measure[] = [];
    for (const [who, authorization] of callers) {
      log(`reading as ${who}`);
      const read = (ms: number) =>
        runLoad({ base: server.url, authorization, paths: [pods], connections, durationMs: ms });
      await read(1_000);
      const [share, load] = await Promise.all([server.shareOf('authorize', durationMs), read(durationMs)]);
      measures.push({
        work: `asking whether ${who} may, in a cached page of 20 Pods`,
        value: `${(share * 100).toFixed(2)} % of ${Math.round(load.requestsPerSecond).toLocaleString('en')} requests/s`,
        ratio: share / (1 - share),
        of: 'the rest of the work',
        most: 0.05,
      });
    }
    log('signing in');
    const before = await server.usage();
    await signInOften(server);
    const after = await server.usage();
    const all = (after.cpuMicros - before.cpuMicros) / signIns / 1_000;
    measures.push({ work: 'a sign-in by password, of the processor', value: `${all.toFixed(1)} ms` });
    if (before.mainMicros !== undefined && after.mainMicros !== undefined) {
      const main = (after.mainMicros - before.mainMicros) / signIns / 1_000;
      measures.push({
        work: 'the same, of the thread that answers requests',
        value: `${main.toFixed(1)} ms`,
        ratio: main / all,
        of: 'all threads',
        most: 0.5,
      });
    }
    return { title: `Rights and passwords, ${connections} connections`, measures };
  } finally {
    await server.stop();
    await simulator.stop();
  }
};

const send = async (server: ServerProcess, path: string, body: object): Promise<unknown> => {
  const reply = await fetch(`${server.url}${api}${path}`, {
    method: 'POST',
    headers: { authorization: server.authorization, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!reply.ok) throw new Error(`${path} answered ${reply.status}: ${await reply.text()}`);
  return reply.json();
};

const logIn = async (server: ServerProcess): Promise<string> => {
  const { token } = (await send(server, '/auth/login', { username: 'ada', password })) as { token: string };
  return `Bearer ${token}`;
};

/** Somebody whose rights are a role of their own within two namespaces; returns the header that says so. */
const addLimited = async (server: ServerProcess): Promise<string> => {
  await send(server, '/users', { username: 'ada', password, temporary: false });
  const rule = { clusters: ['*'], namespaces: ['shop', 'bank-*'], resources: ['pods', '*.apps'], verbs: ['viewer'] };
  await send(server, '/roles', { name: 'reader', rules: [rule] });
  await send(server, '/bindings', { role: 'reader', subject: { kind: 'user', name: 'ada' } });
  return logIn(server);
};

const signInOften = async (server: ServerProcess): Promise<void> => {
  let left = signIns;
  const work = async (): Promise<void> => {
    while (left-- > 0) await logIn(server);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
};
