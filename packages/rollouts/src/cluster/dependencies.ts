/** Which reconcile keys have read which objects: a change is told to those alone. */
import type { Kind } from '@binnacle/kube/api';
import { sameJson } from '../api/index.ts';

type Labels = Readonly<Record<string, string>>;

interface Changed {
  kind: Kind;
  namespace: string;
  name: string;
  /** Before and after: an object that leaves a list was read there too. */
  labels: readonly Labels[];
}

export interface Dependencies {
  /** Starts a pass: what it reads from now on is kept, what only earlier passes read is forgotten at `end`. */
  begin(key: string): {
    got(kind: Kind, id: string): void;
    listed(kind: Kind, namespace: string, labels: Labels): void;
    end(): void;
  };
  forget(key: string): void;
  /** The keys that depend on this object. */
  of(changed: Changed): ReadonlySet<string>;
}

const carries = (labels: Labels, wanted: Labels): boolean =>
  Object.entries(wanted).every(([key, value]) => labels[key] === value);

const kindId = ({ group, plural }: Kind): string => `${plural}.${group}`;

/** What was asked for: `kind namespace/name`, or `kind namespace` with one of the labels, `key=value`, if there are any. */
interface Read {
  scope: string;
  labels: Labels | undefined;
}

/**
 * A list is found by one of its labels: the last, for the more telling ones follow the workload's own selector. So a
 * change looks at the lists that have a label of its own in common with it, not at those of all other releases.
 */
const listScope = (kind: Kind, namespace: string, labels: Labels): string => {
  const last = Object.entries(labels).at(-1);
  return `${kindId(kind)} ${namespace} ${last?.join('=') ?? ''}`;
};

/** Lists have their scope by one label only. */
const sameReads = (a: readonly Read[], b: readonly Read[]): boolean =>
  a.length === b.length &&
  a.every((read, i) => read.scope === b[i]?.scope && sameJson(read.labels ?? {}, b[i].labels ?? {}));

export const createDependencies = (): Dependencies => {
  const readsOf = new Map<string, readonly Read[]>();
  /** By scope, then by the key that has read: more than one list may have the same scope. */
  const scopes = new Map<string, Map<string, readonly Read[]>>();

  const add = (key: string, reads: readonly Read[]) => {
    for (const read of reads) {
      let readers = scopes.get(read.scope);
      if (readers === undefined) scopes.set(read.scope, (readers = new Map()));
      readers.set(key, [...(readers.get(key) ?? []), read]);
    }
  };
  const drop = (key: string) => {
    for (const { scope } of readsOf.get(key) ?? []) {
      const readers = scopes.get(scope);
      readers?.delete(key);
      if (readers?.size === 0) scopes.delete(scope);
    }
    readsOf.delete(key);
  };

  return {
    begin: (key) => {
      const reads: Read[] = [];
      return {
        got: (kind, id) => void reads.push({ scope: `${kindId(kind)} ${id}`, labels: undefined }),
        listed: (kind, namespace, labels) => void reads.push({ scope: listScope(kind, namespace, labels), labels }),
        end: () => {
          // Most passes read what the one before has read.
          if (sameReads(reads, readsOf.get(key) ?? [])) return;
          drop(key);
          readsOf.set(key, reads);
          add(key, reads);
        },
      };
    },
    forget: drop,
    of: ({ kind, namespace, name, labels }) => {
      const keys = new Set<string>(scopes.get(`${kindId(kind)} ${namespace}/${name}`)?.keys());
      const list = `${kindId(kind)} ${namespace} `;
      for (const own of labels)
        for (const pair of ['', ...Object.entries(own).map((entry) => entry.join('='))])
          for (const [key, reads] of scopes.get(list + pair) ?? [])
            if (!keys.has(key) && reads.some((read) => carries(own, read.labels ?? {}))) keys.add(key);
      return keys;
    },
  };
};
