import { readFileSync } from 'node:fs';
import type { KubeClient } from '@binnacle/kube/client';
import type { ControlPlane } from '../tests/cluster/control-plane.ts';

/** What a control plane has spent since its start. */
export interface Cost {
  /** Processor seconds by program. */
  seconds: ReadonlyMap<string, number>;
  /** Requests that kube-apiserver has answered, watches left out, by verb and resource: `PATCH pods`. */
  requests: ReadonlyMap<string, number>;
}

/** Linux counts processor time in hundredths of a second. */
const ticksPerSecond = 100;

/** Processor seconds of a process and its threads; 0 when it is gone. */
const secondsOf = (pid: number): number => {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  } catch {
    return 0;
  }
};

const labelOf = (line: string, name: string): string => new RegExp(`[{,]${name}="([^"]*)"`).exec(line)?.[1] ?? '';

/** Reads the counters as they are now. */
export const readCost = async (client: KubeClient, plane: ControlPlane): Promise<Cost> => {
  const answer = await client.request({ method: 'GET', path: '/metrics' });
  const requests = new Map<string, number>();
  for (const line of (await answer.bytes()).toString('utf8').split('\n')) {
    if (!line.startsWith('apiserver_request_total{') || labelOf(line, 'verb') === 'WATCH') continue;
    const sub = labelOf(line, 'subresource');
    const what = `${labelOf(line, 'verb')} ${labelOf(line, 'resource')}${sub === '' ? '' : `/${sub}`}`;
    requests.set(what, (requests.get(what) ?? 0) + Number(line.slice(line.lastIndexOf(' '))));
  }
  return { seconds: new Map([...plane.pids()].map(([name, pid]) => [name, secondsOf(pid)])), requests };
};

/** What was spent between two readings. */
export const spent = (before: Cost, after: Cost): Cost => ({
  seconds: minus(after.seconds, before.seconds),
  requests: minus(after.requests, before.requests),
});

const minus = (all: ReadonlyMap<string, number>, less: ReadonlyMap<string, number>): ReadonlyMap<string, number> =>
  new Map([...all].map(([key, value]) => [key, value - (less.get(key) ?? 0)]));

/** The largest first, for a table: `kube-apiserver 12.3, etcd 4.5`. */
export const listed = (counts: ReadonlyMap<string, number>, { per = 1, least = 0.1 } = {}): string =>
  [...counts]
    .map(([what, count]) => [what, count / per] as const)
    .filter(([, count]) => count >= least)
    .sort(([, a], [, b]) => b - a)
    .map(([what, count]) => `${what} ${count.toFixed(1)}`)
    .join(', ');

export const total = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((sum, count) => sum + count, 0);
