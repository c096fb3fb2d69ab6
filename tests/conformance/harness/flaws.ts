import type { Status, UnstructuredObject } from '@binnacle/kube/api';
import type { Api } from './api.ts';
import { comparable } from './comparable.ts';
import type { Call } from './http.ts';

/** What is set in an object, by path: `spec.ports.0.port: 0`. Null takes a field away. */
export type Flaw = Record<string, unknown>;

/** A kind, an object of it that is well, and what is done to that object: each flaw is tried alone. */
export interface FlawedKind {
  /** What the body is called. */
  about: string;
  /** Where its objects are made; `$NS` is the body's own namespace. */
  path: string;
  base: UnstructuredObject;
  /** Updates are of an object that is there already: none is made, and none removed. */
  existing?: boolean;
  /** Written to the status of the object once it is made, for good. */
  state?: Flaw;
  create?: Flaw[];
  update?: Flaw[];
  /** Updates through subresources, by their names. */
  through?: Record<string, Flaw[]>;
}

interface Answer {
  code: number;
  reason?: string;
  message?: string;
  causes?: unknown;
  warning?: string;
}

const DRY_RUN = { dryRun: 'All' } as const;

/** What is answered to each flaw: a code when it is accepted, and any warning. */
export type Answers = Record<string, unknown>;

/** The object with a flaw. What is on the way is made where it is missing. */
export const withFlaw = (object: UnstructuredObject, flaw: Flaw): UnstructuredObject => {
  const flawed = structuredClone(object);
  for (const [path, value] of Object.entries(flaw)) {
    const steps = path.split('.');
    const last = steps.pop() ?? '';
    let at = flawed as Record<string, unknown>;
    steps.forEach((step, i) => {
      at[step] ??= /^\d+$/.test(steps[i + 1] ?? last) ? [] : {};
      at = at[step] as Record<string, unknown>;
    });
    if (value === null) delete at[last];
    else at[last] = value;
  }
  return flawed;
};

/** The difference of two objects that may follow is Go's own. */
const firstLine = (text = ''): string => text.split('\n', 1)[0] ?? '';

/** How often upstream looks at the same field, and says so, is chance: it differs from kind to kind. */
const once = (causes: readonly { message?: string }[] | undefined): unknown[] | undefined =>
  causes &&
  [...new Set(causes.map((cause) => JSON.stringify({ ...cause, message: firstLine(cause.message) })))].map(
    (text) => JSON.parse(text) as unknown,
  );

const CONFLICT = 409;
/** Controllers write too: whoever comes late reads again, so often at most. */
const ATTEMPTS = 50;

/** Tries every flaw, as a dry run: nothing that is tried is kept. */
export const askFlaws = async (api: Api, ns: string, asked: FlawedKind): Promise<Answers> => {
  const kind = JSON.parse(JSON.stringify(asked).replaceAll('$NS', ns)) as FlawedKind;
  const answers: Answers = {};
  const existing = kind.existing === true ? (await api.list(kind.path)).items[0]?.metadata.name : undefined;
  const send = async (method: string, path: string, sent: Pick<Call, 'body' | 'query'>): Promise<Answer> => {
    const reply = await api.raw({ method, path, ...sent });
    const { warning } = reply.headers;
    if (reply.status < 400) return { code: reply.status, ...(warning && { warning }) };
    const { reason, message, details } = JSON.parse(reply.text) as Status;
    return {
      code: reply.status,
      reason,
      message: firstLine(message),
      causes: once(details?.causes),
      ...(warning && { warning }),
    };
  };
  const note = (door: string, flaw: Flaw, answer: unknown) => {
    const told = JSON.parse(JSON.stringify(comparable(answer, existing ?? ns)).replaceAll(ns, 'NS')) as unknown;
    answers[`${door} ${JSON.stringify(flaw).replaceAll(ns, 'NS')}`] = told;
  };
  for (const flaw of kind.create ?? [])
    note('create', flaw, await send('POST', kind.path, { body: withFlaw(kind.base, flaw), query: DRY_RUN }));
  const doors = { '': kind.update ?? [], ...kind.through };
  if (Object.values(doors).every((flaws) => flaws.length === 0)) return answers;

  if (existing === undefined) await api.post(kind.path, kind.base);
  const object = `${kind.path}/${existing ?? kind.base.metadata.name}`;
  /** What is answered to an update of what is there, with a flaw. */
  const update = async (door: string, flaw: Flaw, query: { dryRun?: 'All' }): Promise<Answer> => {
    const path = door === '' ? object : `${object}/${door}`;
    for (let attempt = 1; ; attempt += 1) {
      const answer = await send('PUT', path, {
        body: withFlaw(await api.get(door === 'scale' ? path : object), flaw),
        query,
      });
      if (answer.code !== CONFLICT || flaw['metadata.resourceVersion'] !== undefined || attempt === ATTEMPTS)
        return answer;
    }
  };
  try {
    if (kind.state !== undefined) {
      const { code, message } = await update('status', kind.state, {});
      if (code >= 400) throw new Error(`no such status: ${message ?? code}`);
    }
    for (const [door, flaws] of Object.entries(doors))
      for (const flaw of flaws) note(door === '' ? 'update' : door, flaw, await update(door, flaw, DRY_RUN));
  } finally {
    if (existing === undefined && !kind.path.includes(ns)) await api.delete(object).catch(() => {});
  }
  return answers;
};
