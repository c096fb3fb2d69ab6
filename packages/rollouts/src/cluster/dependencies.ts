/** Which reconcile keys have read which objects: a change is told to those alone. */
import type { Kind } from '@binnacle/kube/api';

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

interface Read {
  /** What was asked for: `kind namespace/name` or `kind namespace`. */
  scope: string;
  labels: Labels | undefined;
}

export const createDependencies = (): Dependencies => {
  const readsOf = new Map<string, readonly Read[]>();
  const scopes = new Map<string, Set<{ key: string; labels: Labels | undefined }>>();

  const add = (key: string, reads: readonly Read[]) => {
    for (const { scope, labels } of reads) {
      let entries = scopes.get(scope);
      if (entries === undefined) scopes.set(scope, (entries = new Set()));
      entries.add({ key, labels });
    }
  };
  const drop = (key: string) => {
    for (const { scope } of readsOf.get(key) ?? []) {
      const entries = scopes.get(scope);
      for (const entry of entries ?? []) if (entry.key === key) entries?.delete(entry);
      if (entries?.size === 0) scopes.delete(scope);
    }
    readsOf.delete(key);
  };

  return {
    begin: (key) => {
      const reads: Read[] = [];
      return {
        got: (kind, id) => void reads.push({ scope: `${kindId(kind)} ${id}`, labels: undefined }),
        listed: (kind, namespace, labels) => void reads.push({ scope: `${kindId(kind)} ${namespace}`, labels }),
        end: () => {
          drop(key);
          readsOf.set(key, reads);
          add(key, reads);
        },
      };
    },
    forget: drop,
    of: ({ kind, namespace, name, labels }) => {
      const keys = new Set<string>();
      for (const { key } of scopes.get(`${kindId(kind)} ${namespace}/${name}`) ?? []) keys.add(key);
      for (const entry of scopes.get(`${kindId(kind)} ${namespace}`) ?? [])
        if (labels.some((own) => carries(own, entry.labels ?? {}))) keys.add(entry.key);
      return keys;
    },
  };
};
