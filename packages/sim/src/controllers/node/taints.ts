/** Taints that tell what state a node is in. Source: kube-controller-manager `nodelifecycle`. */
import { findCondition, type Node, type Taint } from '../../local/objects.ts';

const prefix = 'node.kubernetes.io/';

/** [condition, its status, taint] */
const byCondition = [
  ['Ready', 'False', 'not-ready'],
  ['Ready', 'Unknown', 'unreachable'],
  ['MemoryPressure', 'True', 'memory-pressure'],
  ['DiskPressure', 'True', 'disk-pressure'],
  ['NetworkUnavailable', 'True', 'network-unavailable'],
  ['PIDPressure', 'True', 'pid-pressure'],
] as const;

const owned = new Set([...byCondition.map(([, , name]) => `${prefix}${name}`), `${prefix}unschedulable`]);
const evicting = ['not-ready', 'unreachable'];

const wantedTaints = ({ spec, status }: Node): Omit<Taint, 'timeAdded'>[] => {
  const names = byCondition
    .filter(([type, state]) => findCondition(status?.conditions, type)?.status === state)
    .map(([, , name]) => name);
  return [
    ...names.map((name) => ({ key: `${prefix}${name}`, effect: 'NoSchedule' })),
    ...(spec?.unschedulable ? [{ key: `${prefix}unschedulable`, effect: 'NoSchedule' }] : []),
    ...names
      .filter((name) => evicting.includes(name))
      .map((name) => ({ key: `${prefix}${name}`, effect: 'NoExecute' })),
  ];
};

/** The taints that a node should have; undefined when it has them. Others than those of its state stay. */
export const correctedTaints = (node: Node, now: string): Taint[] | undefined => {
  const held = node.spec?.taints ?? [];
  const others = held.filter(({ key }) => !owned.has(key));
  const wanted = wantedTaints(node);
  const before = (taint: { key: string; effect: string }) =>
    held.find(({ key, effect }) => key === taint.key && effect === taint.effect);
  const isRight = held.length - others.length === wanted.length && wanted.every((taint) => before(taint) !== undefined);
  return isRight ? undefined : [...others, ...wanted.map((taint) => before(taint) ?? { ...taint, timeAdded: now })];
};
