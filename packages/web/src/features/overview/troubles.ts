import type { RowsReply, WireKind, WireRow } from '@binnacle/api';
import { cellOf } from '../../resource/cell-of.ts';
import { parseRatio } from '../../ui/tone.ts';

/** An object that is not as it should be now. */
export interface Trouble {
  kind: WireKind;
  row: WireRow;
  /** A status word of Kubernetes, e.g. `CrashLoopBackOff`; '' when only the count is short. */
  status: string;
  /** `have/want`. */
  ready: string;
}

const finished = new Set(['Completed', 'Succeeded']);

/** The rows of a list that are in trouble: a status other than Running, or fewer ready than wanted. */
export const troublesOf = (kind: WireKind, reply: RowsReply): Trouble[] =>
  reply.rows.flatMap((row) => {
    const status = cellOf(reply, row, 'Status');
    const ready = cellOf(reply, row, 'Ready');
    if (finished.has(status)) return [];
    const ratio = parseRatio(ready);
    const short = ratio !== undefined && ratio.have < ratio.want;
    const odd = status !== '' && status !== 'Running';
    return short || odd ? [{ kind, row, status: odd ? status : '', ready }] : [];
  });

/** Each object once, in the order of first mention. */
export const withoutRepeats = (troubles: readonly Trouble[]): Trouble[] => {
  const seen = new Set<string>();
  return troubles.filter(({ row }) => !seen.has(row.uid) && seen.add(row.uid));
};

/** What is wrong with one workload and its Pods, or with one object that is nobody's. */
export interface Cause {
  kind: WireKind;
  namespace: string;
  name: string;
  /** Status words of what is in trouble, each once; empty when only the count is short. */
  statuses: readonly string[];
  /** `have/want`, of the object itself; '' where it is not known to be short, as while older Pods serve. */
  ready: string;
  /** How many of its Pods are in trouble. */
  pods: number;
  /** RFC 3339: when the first of what is in trouble was made. */
  since: string;
}

/** Troubles by their causes, in the order of first mention: the Pods of a workload stand under it. */
export const causesOf = (troubles: readonly Trouble[], kinds: readonly WireKind[]): Cause[] => {
  const causes = new Map<string, Cause>();
  for (const { kind, row, status, ready } of troubles) {
    const { owner, namespace } = row;
    const ownKind = owner && kinds.find((one) => one.group === owner.group && one.kind === owner.kind);
    const [at, name] = owner === undefined || ownKind === undefined ? [kind, row.name] : [ownKind, owner.name];
    const isOwned = at !== kind || name !== row.name;
    const key = `${at.plural}.${at.group}/${namespace}/${name}`;
    const known = causes.get(key);
    const statuses = new Set(known?.statuses);
    if (status !== '') statuses.add(status);
    const isFirstPod = isOwned && (known?.pods ?? 0) === 0;
    causes.set(key, {
      kind: at,
      namespace,
      name,
      statuses: [...statuses],
      ready: isOwned ? (known?.ready ?? '') : ready,
      pods: (known?.pods ?? 0) + (isOwned ? 1 : 0),
      since: known === undefined || isFirstPod || row.created < known.since ? row.created : known.since,
    });
  }
  return [...causes.values()];
};
