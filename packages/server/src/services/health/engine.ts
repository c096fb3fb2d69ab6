import { podKind, type Kind, type UnstructuredObject } from '@binnacle/kube/api';
import { sleep, type Clock } from '@binnacle/kube/clock';
import { workloadOf } from '../resources/index.ts';
import type { Finding, Followed, Rule, Subject, World } from './types.ts';

/** How a subject is told to the engine. */
export type Given = Omit<Subject, 'kind'>;

/**
 * Holds objects and what rules find in them. A change costs the rules of the object and of those that looked at it,
 * however many objects there are.
 */
export interface Engine {
  put(kind: Kind, given: Given): void;
  remove(kind: Kind, namespace: string, name: string): void;
  /** Objects of the kind are all there, or can no longer be relied on. */
  know(kind: Kind, isKnown: boolean): void;
  /** Checks what has changed. Resolves when all findings are up to date. */
  settle(): Promise<void>;
  of(kind: Kind, namespace: string, name: string): readonly Finding[];
  all(): Iterable<readonly Finding[]>;
  subjects(kind: Kind): Iterable<Subject>;
  /** Grows when findings or objects change. */
  readonly version: number;
  /** Checks made so far. */
  readonly checks: number;
}

/** Objects checked before others have their turn. */
const batch = 200;
const none: readonly never[] = [];

export const idOf = ({ group, plural }: Kind): string => `${plural}.${group}`;
const keyOf = (kind: Kind, namespace: string, name: string): string => `${idOf(kind)}/${namespace}/${name}`;
const termKey = (kind: Kind, term: string): string => `${idOf(kind)}#${term}`;
const knowledgeKey = (kind: Kind): string => `${idOf(kind)}?`;

export const createEngine = (options: {
  followed: readonly Followed[];
  rules: readonly Rule[];
  clock: Clock;
}): Engine => {
  const termsOf = new Map(options.followed.map(({ kind, terms }) => [idOf(kind), terms]));
  const rulesOf = new Map<string, Rule[]>();
  for (const rule of options.rules) rulesOf.set(idOf(rule.kind), [...(rulesOf.get(idOf(rule.kind)) ?? []), rule]);

  const subjects = new Map<string, Subject>();
  const byKind = new Map<string, Map<string, Subject>>();
  const index = new Map<string, Map<string, Subject>>();
  const known = new Set<string>();
  /** What was looked at → who looked, and back. */
  const lookers = new Map<string, Set<string>>();
  const looked = new Map<string, Set<string>>();
  const dirty = new Set<string>();
  /** Who wants to look again, and when. */
  const waking = new Map<string, number>();
  const findings = new Map<string, readonly Finding[]>();
  let version = 0;
  let checks = 0;
  let settling: Promise<void> | undefined;

  const touch = (place: string) => {
    for (const looker of lookers.get(place) ?? none) dirty.add(looker);
  };

  const forget = (key: string) => {
    for (const place of looked.get(key) ?? none) {
      const set = lookers.get(place);
      set?.delete(key);
      if (set?.size === 0) lookers.delete(place);
    }
    looked.delete(key);
  };

  const unlist = (key: string, subject: Subject) => {
    for (const term of termsOf.get(idOf(subject.kind))?.(subject) ?? none) {
      const place = termKey(subject.kind, term);
      const set = index.get(place);
      set?.delete(key);
      if (set?.size === 0) index.delete(place);
      touch(place);
    }
  };

  const worldOf = (key: string): World => {
    const look = (place: string) => {
      let own = looked.get(key);
      if (own === undefined) looked.set(key, (own = new Set()));
      own.add(place);
      let set = lookers.get(place);
      if (set === undefined) lookers.set(place, (set = new Set()));
      set.add(key);
    };
    return {
      get: (kind, namespace, name) => {
        const place = keyOf(kind, namespace, name);
        look(place);
        return subjects.get(place);
      },
      find: (kind, term) => {
        const place = termKey(kind, term);
        look(place);
        return [...(index.get(place)?.values() ?? none)];
      },
      knows: (kind) => {
        look(knowledgeKey(kind));
        return known.has(idOf(kind));
      },
      now: () => options.clock.now(),
      again: (at) => void waking.set(key, Math.min(at, waking.get(key) ?? at)),
    };
  };

  const check = (key: string) => {
    forget(key);
    waking.delete(key);
    const subject = subjects.get(key);
    const found: Finding[] = [];
    if (subject !== undefined) {
      checks += 1;
      const world = worldOf(key);
      const { kind, namespace, name } = subject;
      for (const { code, severity, title, recommendation, check: run } of rulesOf.get(idOf(kind)) ?? none)
        for (const message of run(subject, world)) {
          const workload = kind === podKind ? workloadOf(subject.object().metadata) : undefined;
          const whose = workload === undefined ? {} : { workload };
          found.push({ code, severity, kind, namespace, name, title, message, recommendation, ...whose });
        }
    }
    if (found.length > 0) findings.set(key, found);
    else findings.delete(key);
    version += 1;
  };

  const settle = async (): Promise<void> => {
    let left = batch;
    for (const key of dirty) {
      dirty.delete(key);
      check(key);
      left -= 1;
      if (left > 0) continue;
      left = batch;
      await sleep(options.clock, 0);
    }
  };

  return {
    put: (kind, given) => {
      const key = keyOf(kind, given.namespace, given.name);
      const subject = parsedOnce(kind, given);
      const before = subjects.get(key);
      if (before !== undefined) unlist(key, before);
      subjects.set(key, subject);
      let own = byKind.get(idOf(kind));
      if (own === undefined) byKind.set(idOf(kind), (own = new Map()));
      own.set(key, subject);
      for (const term of termsOf.get(idOf(kind))?.(subject) ?? none) {
        const place = termKey(kind, term);
        let set = index.get(place);
        if (set === undefined) index.set(place, (set = new Map()));
        set.set(key, subject);
        touch(place);
      }
      touch(key);
      dirty.add(key);
      version += 1;
    },
    remove: (kind, namespace, name) => {
      const key = keyOf(kind, namespace, name);
      const before = subjects.get(key);
      if (before === undefined) return;
      unlist(key, before);
      subjects.delete(key);
      byKind.get(idOf(kind))?.delete(key);
      touch(key);
      dirty.add(key);
      version += 1;
    },
    know: (kind, isKnown) => {
      if (known.has(idOf(kind)) === isKnown) return;
      if (isKnown) known.add(idOf(kind));
      else known.delete(idOf(kind));
      touch(knowledgeKey(kind));
    },
    settle: async () => {
      const now = options.clock.now();
      for (const [key, at] of waking) if (at <= now) dirty.add(key);
      while (dirty.size > 0 || settling !== undefined)
        await (settling ??= settle().finally(() => {
          settling = undefined;
        }));
    },
    of: (kind, namespace, name) => findings.get(keyOf(kind, namespace, name)) ?? none,
    all: () => findings.values(),
    subjects: (kind) => byKind.get(idOf(kind))?.values() ?? none,
    get version() {
      return version;
    },
    get checks() {
      return checks;
    },
  };
};

/** While rules look at it, an object is parsed once; afterwards it is forgotten, since the bytes are kept elsewhere. */
const parsedOnce = (kind: Kind, given: Given): Subject => {
  let parsed: WeakRef<UnstructuredObject> | undefined;
  return {
    kind,
    namespace: given.namespace,
    name: given.name,
    labels: given.labels,
    object: () => {
      const known = parsed?.deref();
      if (known !== undefined) return known;
      const object = given.object();
      parsed = new WeakRef(object);
      return object;
    },
  };
};
