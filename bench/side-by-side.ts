import type { LoadResult } from './load.ts';
import type { ServerProcess } from './server-process.ts';

export const rounds = 3;

export const median = (values: number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

/** A load, with the server's CPU time per answer: the client shares the machine, and at high rates it is the limit. */
export interface Served extends LoadResult {
  cpuMicros: number;
}

/** A load on a server, with the processor time it took there. */
export const served = async (server: ServerProcess, work: () => Promise<LoadResult>): Promise<Served> => {
  const before = (await server.usage()).cpuMicros;
  const result = await work();
  return { ...result, cpuMicros: ((await server.usage()).cpuMicros - before) / result.answers };
};

/** Rounds of each, one after another, so that a busy moment of the machine touches all; the medians are told. */
export const sideBySide = async <K extends string>(
  works: Record<K, () => Promise<Served>>,
): Promise<Record<K, Served>> => {
  const results = {} as Record<K, Served[]>;
  for (let round = 0; round < rounds; round++) {
    for (const [name, work] of Object.entries(works) as [K, () => Promise<Served>][])
      (results[name] ??= []).push(await work());
  }
  const merged = Object.entries(results) as [K, Served[]][];
  return Object.fromEntries(
    merged.map(([name, list]) => [
      name,
      {
        requestsPerSecond: median(list.map((r) => r.requestsPerSecond)),
        medianMs: median(list.map((r) => r.medianMs)),
        p99Ms: median(list.map((r) => r.p99Ms)),
        bytesPerAnswer: median(list.map((r) => r.bytesPerAnswer)),
        answers: median(list.map((r) => r.answers)),
        cpuMicros: median(list.map((r) => r.cpuMicros)),
      },
    ]),
  ) as Record<K, Served>;
};
