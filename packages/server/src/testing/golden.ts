/** Exchanges as files: what was asked, and the answer in full, with what differs from run to run written as a word. */
import { createSystemClock, sleep } from '@binnacle/kube/clock';

/** An answer, and its body as JSON where it is some. */
export interface ExchangeReply {
  status: number;
  headers: Headers;
  text: string;
  json: unknown;
}

export interface Exchange {
  /** The row it shows, `METHOD path`. */
  row: string;
  /** File name, and what the exchange is about. */
  name: string;
  path: string;
  method?: string;
  body?: unknown;
  /** In place of a body: sent as they are. */
  bytes?: string;
  headers?: Record<string, string>;
  as?: string | null;
  /** Asked again until the answer is so. */
  until?: (json: { data: Awaited | null }) => boolean;
  /** The part of a long answer that is worth a file. */
  show?: (json: unknown) => unknown;
}

/** What an answer is waited for by: how many, how far, what was said. */
interface Awaited {
  total?: number;
  state?: string;
  pods?: { state: string }[];
  logs?: string;
  status?: { phase?: string; currentHealthy?: number };
}

/** Kubernetes objects are the API server's business: they are named, not repeated. */
const isObject = (value: Record<string, unknown>): boolean =>
  typeof value['kind'] === 'string' && typeof value['apiVersion'] === 'string' && typeof value['metadata'] === 'object';

const moments = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;
const lineTimes = /\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{9}Z/g;
const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

const stableText = (text: string): string => {
  if (moments.test(text)) return '<time>';
  return text
    .replace(uuid, '<uuid>')
    .replace(lineTimes, '<time>')
    .replace(/\b10(\.\d{1,3}){3}\b/g, '<ip>')
    .replace(/\bworker-\d+\b/g, '<node>')
    .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:<port>')
    .replace(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g, '<token>')
    .replace(/(?<=token=)[\w-]{43}/g, '<token>')
    .replace(/\bbnk_\w{12}_[\w-]{43}/g, '<key>')
    .replace(/\b(\w+)-[a-z0-9]{8,10}-[a-z0-9]{5}\b/g, '$1-<pod>');
};

const kubeconfigForms: readonly [RegExp, string][] = [
  [/^apiVersion: v1\n/, '<kubeconfig>'],
  [/^YXBp/, '<kubeconfig in base64>'],
];

/** Fields whose value differs from run to run, whatever it looks like. */
const named = new Map<string, (value: unknown) => string | undefined>([
  ['resource_version', () => '<version>'],
  ['source', (value) => (['watch', 'api', 'cache'].includes(String(value)) ? '<source>' : undefined)],
  ...['age_seconds', 'cpu_usage', 'memory_usage', 'cpu_percentage', 'memory_percentage'].map(
    (name): [string, (value: unknown) => string | undefined] => [
      name,
      (value) => (typeof value === 'number' ? '<number>' : undefined),
    ],
  ),
  ['id', (value) => (typeof value === 'string' ? '<id>' : undefined)],
  ['confirmation_token', () => '<token>'],
  ['token', (value) => (/^([\w-]{43}|[\w-]{32})$/.test(String(value)) ? '<token>' : undefined)],
  ['trace_id', (value) => (value === '' ? undefined : '<uuid>')],
  ['kubeconfig', (value) => kubeconfigForms.find(([form]) => form.test(String(value)))?.[1]],
]);

/** A value with moments, ids, ports and generated names replaced. */
export const stable = (value: unknown): unknown => {
  if (typeof value === 'string') return stableText(value);
  if (Array.isArray(value)) return value.map(stable);
  if (typeof value !== 'object' || value === null) return value;
  const record = value as Record<string, unknown>;
  if (isObject(record)) {
    const { namespace, name } = record['metadata'] as { namespace?: string; name: string };
    return `<${String(record['kind'])} ${stableText([namespace, name].filter(Boolean).join('/'))}>`;
  }
  return Object.fromEntries(
    Object.entries(record).map(([key, field]) => [key, named.get(key)?.(field) ?? stable(field)]),
  );
};

const clock = createSystemClock({ keepAlive: true });
const longestWaitMs = 90_000;

/**
 * Asks until the answer is as it is to be: a list follows a write by an instant. The text of the exchange's file. Rejects
 * with the last answer when it never is.
 */
export const runExchange = async (exchange: Exchange, ask: () => Promise<ExchangeReply>): Promise<string> => {
  const { until = () => true } = exchange;
  const giveUpAt = clock.now() + longestWaitMs;
  let reply = await ask();
  while (!until(reply.json as Parameters<typeof until>[0])) {
    if (clock.now() > giveUpAt) throw new Error(`${exchange.row} is not as it is to be: ${reply.status} ${reply.text}`);
    await sleep(clock, 25);
    reply = await ask();
  }
  return toGolden(exchange, reply);
};

/** The text of the exchange's file. */
export const toGolden = (
  { method = 'GET', path, body, bytes, row, show = (json) => json }: Exchange,
  { status, headers, json, text }: ExchangeReply,
): string => {
  const answer = json === undefined ? stableText(text) : stable(show(json));
  const type = headers.get('content-type');
  const request = { method, path, ...(body === undefined ? {} : { body }), ...(bytes === undefined ? {} : { bytes }) };
  return `${JSON.stringify({ row, request, answer: { status, type, body: answer } }, null, 2)}\n`;
};
