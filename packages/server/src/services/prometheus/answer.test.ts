import { describe, expect, it } from 'vitest';
import { AnswerProblem, mostSeries, parsePoints, parseSeries } from './answer.ts';

const success = (data: unknown) => ({ status: 200, body: JSON.stringify({ status: 'success', data }) });
const vector = (...result: unknown[]) => success({ resultType: 'vector', result });
const matrix = (...result: unknown[]) => success({ resultType: 'matrix', result });

/** What is said of an answer, and whether the query is to blame. */
const problemOf = (work: () => unknown): { message: string; isQuery: boolean } => {
  try {
    work();
  } catch (error) {
    if (error instanceof AnswerProblem) return { message: error.message, isQuery: error.isQuery };
    throw error;
  }
  throw new Error('nothing was found wrong');
};

describe('parsePoints', () => {
  it('reads vectors and scalars, with moments in milliseconds', () => {
    expect(parsePoints(vector({ metric: { pod: 'cart' }, value: [1700000000.25, '0.5'] }))).toEqual([
      { labels: { pod: 'cart' }, at: 1_700_000_000_250, value: 0.5 },
    ]);
    expect(parsePoints(success({ resultType: 'scalar', result: [1, '+Inf'] }))).toEqual([
      { labels: {}, at: 1_000, value: Infinity },
    ]);
    expect(parsePoints(vector({ metric: {}, value: [1, 'NaN'] }))[0]?.value).toBeNaN();
    expect(parsePoints(vector({ metric: {}, value: [1, '-Inf'] }))[0]?.value).toBe(-Infinity);
  });

  it('blames the query for what Prometheus refuses and for results of another shape', () => {
    const refused = { status: 400, body: '{"status":"error","errorType":"bad_data","error":"parse error at 1"}' };
    expect(problemOf(() => parsePoints(refused))).toEqual({
      message: 'refuses the query: parse error at 1',
      isQuery: true,
    });
    expect(problemOf(() => parsePoints(matrix())).isQuery).toBe(true);
    const many = Array.from({ length: mostSeries + 1 }, () => ({ metric: {}, value: [1, '1'] }));
    expect(problemOf(() => parsePoints(vector(...many)))).toEqual({
      message: 'answers 1001 series; at most 1000 are taken',
      isQuery: true,
    });
  });

  it.each([
    [
      'a page',
      { status: 200, body: ' <!doctype html><title>Sign in</title>' },
      'answers with a page of HTML (HTTP 200)',
    ],
    ['text', { status: 502, body: 'Bad gateway' }, 'answers with something that is not JSON (HTTP 502)'],
    ['a redirect', { status: 302, body: '' }, 'redirects elsewhere, which is not followed'],
    ['other JSON', { status: 200, body: '[1]' }, 'does not answer as Prometheus does (HTTP 200)'],
    [
      'an error',
      { status: 503, body: '{"status":"error","error":"shutting down"}' },
      'refuses the query: shutting down',
    ],
    ['no data', { status: 200, body: '{"status":"success"}' }, 'answers without data'],
    ['no list', success({ resultType: 'vector', result: {} }), 'answers a result that is no list'],
    ['no labels', vector({ value: [1, '1'] }), 'answers a series without labels'],
    ['a label of 1', vector({ metric: { a: 1 }, value: [1, '1'] }), 'answers a label that is no text'],
    ['no value', vector({ metric: {} }), 'answers a value without a moment'],
    ['a value of {}', vector({ metric: {}, value: [1, {}] }), 'answers a value that is no number'],
    ['a value of "x"', vector({ metric: {}, value: [1, 'x'] }), 'answers a value that is no number'],
  ])('says what is wrong with %s', (_what, reply, message) => {
    expect(problemOf(() => parsePoints(reply))).toEqual({ message, isQuery: false });
  });
});

describe('parseSeries', () => {
  it('reads matrices', () => {
    const series = {
      metric: { pod: 'cart' },
      values: [
        [1, '1'],
        [2, '2'],
      ],
    };
    expect(parseSeries(matrix(series))).toEqual([
      {
        labels: { pod: 'cart' },
        points: [
          [1_000, 1],
          [2_000, 2],
        ],
      },
    ]);
    expect(problemOf(() => parseSeries(matrix({ metric: {} }))).message).toBe('answers a series without values');
    expect(problemOf(() => parseSeries(vector())).message).toBe('answers with a vector where a matrix was asked for');
  });
});
