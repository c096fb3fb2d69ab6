/**
 * What a Prometheus answered, taken apart and trusted in nothing: it may be another program, or a page of one that stands
 * before it. Source: prometheus.io/docs/prometheus/latest/querying/api.
 */

export type Labels = Readonly<Record<string, string>>;

/** One value at a moment, epoch ms. A scalar has no labels. */
export interface PrometheusPoint {
  labels: Labels;
  at: number;
  value: number;
}

/** Values over time, oldest first: `[epoch ms, value]`. NaN and infinities are as Prometheus has them. */
export interface PrometheusSeries {
  labels: Labels;
  points: readonly (readonly [at: number, value: number])[];
}

/** What is wrong with an answer, in words that go behind "Prometheus at …". */
export class AnswerProblem extends Error {
  /** The question is to blame, not the server. */
  readonly isQuery: boolean;

  constructor(message: string, isQuery = false) {
    super(message);
    this.isQuery = isQuery;
  }
}

/** More are no picture any more, and nobody asked for them. */
export const mostSeries = 1_000;
const longestReason = 300;

interface Data {
  resultType: unknown;
  result: unknown;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Throws AnswerProblem for what is not a successful answer of Prometheus. */
const dataOf = ({ status, body }: { status: number; body: string }): Data => {
  if (status >= 300 && status < 400) throw new AnswerProblem('redirects elsewhere, which is not followed');
  let answer: unknown;
  try {
    answer = JSON.parse(body);
  } catch {
    const what = /^\s*</.test(body) ? 'with a page of HTML' : 'with something that is not JSON';
    throw new AnswerProblem(`answers ${what} (HTTP ${status})`);
  }
  if (!isRecord(answer) || (answer['status'] !== 'success' && answer['status'] !== 'error'))
    throw new AnswerProblem(`does not answer as Prometheus does (HTTP ${status})`);
  if (answer['status'] === 'error') {
    const reason = String(answer['error']).slice(0, longestReason);
    throw new AnswerProblem(`refuses the query: ${reason}`, status === 400 || status === 422);
  }
  const data = answer['data'];
  if (!isRecord(data)) throw new AnswerProblem('answers without data');
  return data as unknown as Data;
};

const labelsOf = (metric: unknown): Labels => {
  if (!isRecord(metric)) throw new AnswerProblem('answers a series without labels');
  for (const value of Object.values(metric))
    if (typeof value !== 'string') throw new AnswerProblem('answers a label that is no text');
  return metric as Labels;
};

const numberOf = (text: unknown): number => {
  if (text === '+Inf') return Infinity;
  if (text === '-Inf') return -Infinity;
  const number = typeof text === 'string' ? Number(text) : NaN;
  if (Number.isNaN(number) && text !== 'NaN') throw new AnswerProblem('answers a value that is no number');
  return number;
};

const pairOf = (pair: unknown): [at: number, value: number] => {
  const [at, text] = Array.isArray(pair) ? (pair as unknown[]) : [];
  if (typeof at !== 'number') throw new AnswerProblem('answers a value without a moment');
  return [Math.round(at * 1000), numberOf(text)];
};

const itemsOf = (result: unknown): Record<string, unknown>[] => {
  if (!Array.isArray(result) || !result.every(isRecord)) throw new AnswerProblem('answers a result that is no list');
  if (result.length > mostSeries)
    throw new AnswerProblem(`answers ${result.length} series; at most ${mostSeries} are taken`, true);
  return result;
};

/** Throws AnswerProblem. */
export const parsePoints = (reply: { status: number; body: string }): PrometheusPoint[] => {
  const { resultType, result } = dataOf(reply);
  if (resultType === 'scalar') {
    const [at, value] = pairOf(result);
    return [{ labels: {}, at, value }];
  }
  if (resultType !== 'vector')
    throw new AnswerProblem(`answers with a ${String(resultType)} where a vector was asked for`, true);
  return itemsOf(result).map(({ metric, value: pair }) => {
    const [at, value] = pairOf(pair);
    return { labels: labelsOf(metric), at, value };
  });
};

/** Throws AnswerProblem. */
export const parseSeries = (reply: { status: number; body: string }): PrometheusSeries[] => {
  const { resultType, result } = dataOf(reply);
  if (resultType !== 'matrix')
    throw new AnswerProblem(`answers with a ${String(resultType)} where a matrix was asked for`);
  return itemsOf(result).map(({ metric, values }) => {
    if (!Array.isArray(values)) throw new AnswerProblem('answers a series without values');
    return { labels: labelsOf(metric), points: values.map(pairOf) };
  });
};
