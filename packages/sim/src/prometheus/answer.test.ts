import { describe, expect, it } from 'vitest';
import { answerPrometheus, createTimeSeries } from './index.ts';

const second = 1000;
const now = 600 * second;

/** Counters that grow by so much a second for five minutes, scraped every five seconds. */
const seriesOf = () => {
  const series = createTimeSeries();
  for (let at = 300 * second; at <= now; at += 5 * second) {
    const seconds = at / second - 300;
    const count = (labels: Record<string, string>, perSecond: number) =>
      series.add({ __name__: 'http_requests_total', ...labels }, { at, value: seconds * perSecond });
    count({ pod: 'a', version: 'v1', code: '200' }, 8);
    count({ pod: 'b', version: 'v2', code: '200' }, 1.9);
    count({ pod: 'b', version: 'v2', code: '500' }, 0.1);
    for (const [le, share] of [
      ['0.1', 0.5],
      ['0.5', 0.9],
      ['+Inf', 1],
    ] as const)
      series.add({ __name__: 'took_bucket', le }, { at, value: seconds * share });
  }
  return series;
};
const series = seriesOf();
const ask = (path: string, parameters: Record<string, string> = {}, method = 'GET') => {
  const text = new URLSearchParams(parameters).toString();
  const asked = method === 'POST' ? { method, path, body: text } : { method, path: `${path}?${text}`, body: '' };
  const { status, text: body } = answerPrometheus(series, asked, now);
  return { code: status, ...(JSON.parse(body) as { data?: unknown; error?: string; errorType?: string }) };
};
/** By the labels left, rounded. */
const query = (text: string) => {
  const { data, error } = ask('/api/v1/query', { query: text });
  if (data === undefined) return error;
  const { resultType, result } = data as { resultType: string; result: unknown };
  if (resultType === 'scalar') return Number((result as [number, string])[1]);
  return Object.fromEntries(
    (result as { metric: object; value: [number, string] }[]).map(({ metric, value }) => [
      Object.values(metric).join(' '),
      Math.round(Number(value[1]) * 1000) / 1000,
    ]),
  );
};

describe('Prometheus', () => {
  it.each([
    ['http_requests_total{pod="a"}', { 'http_requests_total a v1 200': 2400 }],
    ['http_requests_total{version=~"v.*",code!~"2.."}', { 'http_requests_total b v2 500': 30 }],
    ['sum by (version) (rate(http_requests_total[1m]))', { v1: 8, v2: 2 }],
    ['sum(increase(http_requests_total[1m])) by (version)', { v1: 480, v2: 120 }],
    ['sum without (pod, code) (irate(http_requests_total[1m]))', { v1: 8, v2: 2 }],
    [
      'sum by (version) (rate(http_requests_total{code=~"5.."}[1m])) / sum by (version) (rate(http_requests_total[1m])) * 100',
      { v2: 5 },
    ],
    ['rate(http_requests_total[1m]) > 1.95', { 'a v1 200': 8 }],
    ['count(http_requests_total) == bool 3', { '': 1 }],
    ['count by (__name__) ({__name__=~"http_requests_total|took_.*"})', { http_requests_total: 3, took_bucket: 3 }],
    ['max(http_requests_total) - min(http_requests_total)', { '': 2370 }],
    ['topk(1, http_requests_total)', { 'http_requests_total a v1 200': 2400 }],
    ['histogram_quantile(0.7, rate(took_bucket[1m]))', { '': 0.3 }],
    ['avg_over_time(http_requests_total{code="500"}[10s])', { 'b v2 500': 29.75 }],
    ['http_requests_total{pod="a"} offset 1m', { 'http_requests_total a v1 200': 1920 }],
    ['http_requests_total{code="500"} or absent(nothing)', { 'http_requests_total b v2 500': 30, '': 1 }],
    [
      'http_requests_total and on(pod) http_requests_total{code="500"}',
      { 'http_requests_total b v2 200': 570, 'http_requests_total b v2 500': 30 },
    ],
    ['absent(nothing)', { '': 1 }],
    ['-(2 + 3 * 4 ^ 2)', -50],
    ['time()', 600],
    ['clamp_max(http_requests_total{code="500"}, 10)', { 'b v2 500': 10 }],
  ])('answers %s', (text, expected) => {
    expect(query(text)).toEqual(expected);
  });

  it.each([
    ['sum(', 'parse error'],
    ['http_requests_total[5m]', 'a range vector is no answer'],
    ['rate(http_requests_total)', 'expected type range vector in call to function "rate"'],
    ['label_replace(a, "b", "c", "d", "e")', 'function "label_replace" is not simulated'],
    ['a{b=~"("}', 'invalid regular expression'],
    ['1 > 2', 'must use BOOL modifier'],
    ['', 'parse error'],
  ])('refuses %s', (text, message) => {
    expect(ask('/api/v1/query', { query: text })).toMatchObject({
      code: 400,
      errorType: 'bad_data',
      error: expect.stringContaining(message) as string,
    });
  });

  it('answers ranges, also asked by POST', () => {
    const parameters = { query: 'sum(rate(http_requests_total[1m]))', start: '500', end: '600', step: '50s' };
    const expected = {
      resultType: 'matrix',
      result: [{ metric: {}, values: [500, 550, 600].map((at) => [at, '10']) }],
    };
    expect(ask('/api/v1/query_range', parameters).data).toEqual(expected);
    expect(ask('/api/v1/query_range', parameters, 'POST').data).toEqual(expected);
    expect(ask('/api/v1/query_range', { ...parameters, step: '1ms' }).error).toContain('11,000 points');
    expect(ask('/api/v1/query_range', { ...parameters, end: '400' }).error).toContain('before start time');
    expect(ask('/api/v1/query_range', { ...parameters, start: 'soon' }).error).toContain('invalid parameter "start"');
  });

  it('knows its labels and series', () => {
    expect(ask('/api/v1/labels').data).toEqual(['__name__', 'code', 'le', 'pod', 'version']);
    expect(ask('/api/v1/label/version/values').data).toEqual(['v1', 'v2']);
    expect(ask('/api/v1/series', { 'match[]': 'http_requests_total{pod="a"}' }).data).toEqual([
      { __name__: 'http_requests_total', pod: 'a', version: 'v1', code: '200' },
    ]);
  });

  it('takes a reset of a counter for what it is', () => {
    const reset = createTimeSeries();
    for (const [at, value] of [
      [0, 100],
      [5, 110],
      [10, 5],
      [15, 15],
    ] as const)
      reset.add({ __name__: 'c' }, { at: at * second, value });
    const { text } = answerPrometheus(
      reset,
      { method: 'GET', path: '/api/v1/query?query=rate(c[16s])', body: '' },
      15 * second,
    );
    const { data } = JSON.parse(text) as { data: { result: { value: [number, string] }[] } };
    // 25 in the 15 s between the samples, carried on by one more.
    expect(Number(data.result[0]?.value[1])).toBeCloseTo((25 * 16) / 15 / 16);
  });

  it('forgets after an hour', () => {
    const old = createTimeSeries();
    old.add({ __name__: 'c' }, { at: 0, value: 1 });
    old.expire(3_600_000);
    expect(old.size).toBe(1);
    old.expire(3_600_001);
    expect(old.size).toBe(0);
  });
});
