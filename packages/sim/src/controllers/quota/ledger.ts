import { formatQuantity, parseQuantity, type KubeObject } from '@binnacle/kube/api';
import { addUsage, isInScope, namesAbout, negated, usageOf, type Usage } from '../../policy/quota-usage.ts';
import type { QuotaScopes } from '../../policy/quota-scopes.ts';

/** A quota as its controller reads and writes it. */
export interface ResourceQuota extends KubeObject {
  spec: QuotaScopes & { hard?: Record<string, string> };
  status?: { hard?: Record<string, string>; used?: Record<string, string> };
}

/** What one quota counts, kept right change by change: a change costs the same however many objects there are. */
export interface Ledger {
  readonly quota: ResourceQuota;
  /** Whether it counts objects of this path (`group/plural`). */
  counts(path: string): boolean;
  put(path: string, object: KubeObject, now: number): void;
  remove(object: KubeObject): void;
  /** The amounts used, under the names of the quota. */
  used(): Record<string, string>;
}

const zero = parseQuantity('0');

/** `paths` are all kinds there are: a name in a quota that is about none of them is not counted. */
export const createLedger = (quota: ResourceQuota, paths: readonly string[]): Ledger => {
  const names = Object.keys(quota.spec.hard ?? {});
  const byPath = new Map(paths.map((path) => [path, namesAbout(path, names)] as const).filter(([, own]) => own.length));
  let sums: Usage = Object.fromEntries([...byPath.values()].flat().map((name) => [name, zero]));
  const shares = new Map<string, Usage>();

  const take = (uid: string) => {
    const share = shares.get(uid);
    if (share === undefined) return;
    sums = addUsage(sums, negated(share));
    shares.delete(uid);
  };

  return {
    quota,
    counts: (path) => byPath.has(path),
    put: (path, object, now) => {
      const uid = object.metadata.uid ?? '';
      take(uid);
      if (!isInScope(path, quota.spec, object)) return;
      const usage = usageOf(path, object, now);
      const share = Object.fromEntries(
        (byPath.get(path) ?? []).flatMap((name) => (usage[name] === undefined ? [] : [[name, usage[name]]])),
      );
      shares.set(uid, share);
      sums = addUsage(sums, share);
    },
    remove: ({ metadata }) => take(metadata.uid ?? ''),
    used: () => Object.fromEntries(Object.entries(sums).map(([name, amount]) => [name, formatQuantity(amount)])),
  };
};
