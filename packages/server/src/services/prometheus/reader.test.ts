import { describe, expect, it } from 'vitest';
import { createManualClock } from '@binnacle/kube/clock';
import type { ClusterRegistry } from '../clusters/index.ts';
import type { ClusterHandle } from '../operation.ts';
import type { PrometheusPort } from './ports.ts';
import { createPrometheusReader, queryLimits } from './reader.ts';

const cluster = { id: 1, name: 'east' } as ClusterHandle;
const url = 'http://prometheus.monitoring.svc:9090';
const { signal } = new AbortController();

const start = (get: PrometheusPort['get'], { prometheusUrl = url, discovery = { state: 'idle' } as object } = {}) => {
  const clock = createManualClock(1_700_000_000_000);
  const registry = { view: () => ({ record: { prometheusUrl }, discovery }) } as unknown as ClusterRegistry;
  const asked: string[] = [];
  const reader = createPrometheusReader({
    registry,
    clock,
    port: {
      get: (address, path, limits) => {
        asked.push(path);
        return get(address, path, limits);
      },
    },
  });
  return { reader, clock, asked };
};

const ok = (data: unknown) => () => Promise.resolve({ status: 200, body: JSON.stringify({ status: 'success', data }) });
const empty = ok({ resultType: 'matrix', result: [] });
const hour = 3_600_000;

describe('a Prometheus reader', () => {
  it('asks for a moment and for a range as Prometheus spells them', async () => {
    const { reader, asked } = start(ok({ resultType: 'vector', result: [] }));
    expect(await reader.query(cluster, { query: 'a+b', at: 1_500, signal })).toEqual([]);
    const ranged = start(empty);
    expect(
      await ranged.reader.queryRange(cluster, { query: 'up', start: 0, end: 60_000, stepMs: 15_000, signal }),
    ).toEqual([]);
    expect([...asked, ...ranged.asked]).toEqual([
      '/api/v1/query?query=a%2Bb&time=1.500',
      '/api/v1/query_range?query=up&start=0.000&end=60.000&step=15.000',
    ]);
  });

  it.each([
    [{ query: ' ' }, 'query must not be empty'],
    [{ query: 'x'.repeat(8_001) }, 'query has 8001 characters; at most 8000 are taken'],
    [{ end: 0 }, 'end must be after start'],
    [{ end: 32 * 24 * hour }, 'the range is longer than 31 days'],
    [{ stepMs: 0 }, 'step must be at least 1 s'],
    [{ stepMs: NaN }, 'step must be at least 1 s'],
    [{ end: 24 * hour, stepMs: 1_000 }, 'the range has 86401 points; at most 11000 are taken: take a longer step'],
  ])('refuses %j before it asks', async (bad, message) => {
    const { reader, asked } = start(empty);
    const query = { query: 'up', start: 0, end: hour, stepMs: 15_000, signal, ...bad };
    await expect(async () => reader.queryRange(cluster, query)).rejects.toMatchObject({ code: 400, message });
    expect(asked).toEqual([]);
  });

  it('says where there is none', async () => {
    const none = start(empty, { prometheusUrl: '' });
    expect(none.reader.find(cluster)).toEqual({
      reason: 'no Prometheus is known: set its address, or let it be looked for',
    });
    await expect(none.reader.query(cluster, { query: 'up', signal })).rejects.toMatchObject({
      code: 503,
      message: 'cluster "east": no Prometheus is known: set its address, or let it be looked for',
    });
    const looking = start(empty, { prometheusUrl: '', discovery: { state: 'running' } });
    expect(looking.reader.find(cluster)).toEqual({
      reason: 'no Prometheus is known yet: it is being looked for',
    });
  });

  it('ends a question that is not answered, and says so', async () => {
    const { reader, clock } = start(
      (_address, _path, limits) =>
        new Promise((_resolve, reject) =>
          limits.signal.addEventListener('abort', () => reject(limits.signal.reason as Error)),
        ),
    );
    const answer = expect(reader.query(cluster, { query: 'up', signal })).rejects.toMatchObject({
      code: 503,
      message: `Prometheus at ${url} gave no answer within 10 s`,
    });
    await clock.advance(queryLimits.timeMs);
    await answer;
  });

  it('tells a page, a refusal and a broken line apart', async () => {
    const answers = (status: number, body: string) => start(() => Promise.resolve({ status, body })).reader;
    await expect(answers(200, '<html>').query(cluster, { query: 'up', signal })).rejects.toMatchObject({
      code: 503,
      message: `Prometheus at ${url} answers with a page of HTML (HTTP 200)`,
    });
    const refusal = '{"status":"error","error":"unknown function"}';
    await expect(answers(400, refusal).query(cluster, { query: 'f()', signal })).rejects.toMatchObject({
      code: 400,
      message: 'Prometheus refuses the query: unknown function',
    });
    const broken = start(() => Promise.reject(new Error('socket hang up'))).reader;
    await expect(broken.query(cluster, { query: 'up', signal })).rejects.toMatchObject({
      code: 503,
      message: `Prometheus at ${url} cannot be reached: socket hang up`,
    });
  });
});
