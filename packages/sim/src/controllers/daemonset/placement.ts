/** Which nodes a DaemonSet's pods belong on, and what its pods are. */
import { fromTime, type Node, type Pod, type PodTemplate, type Toleration } from '../../local/objects.ts';
import type { DaemonSet } from '../../local/workloads.ts';
import { revisionHashLabel } from '../revisions.ts';
import { isWanted, tolerates } from '../scheduler/fit.ts';

const exists = (name: string, effect: string): Toleration => ({
  key: `node.kubernetes.io/${name}`,
  operator: 'Exists',
  effect,
});

/** A daemon stays on a node in trouble. */
const daemonTolerations = (hostNetwork: boolean): Toleration[] => [
  exists('not-ready', 'NoExecute'),
  exists('unreachable', 'NoExecute'),
  exists('disk-pressure', 'NoSchedule'),
  exists('memory-pressure', 'NoSchedule'),
  exists('pid-pressure', 'NoSchedule'),
  exists('unschedulable', 'NoSchedule'),
  ...(hostNetwork ? [exists('network-unavailable', 'NoSchedule')] : []),
];

const isSameToleration = (a: Toleration, b: Toleration): boolean =>
  a.key === b.key && a.operator === b.operator && (a.value ?? '') === (b.value ?? '') && a.effect === b.effect;

/** The template with what every daemon has: the revision's labels and the tolerations. */
export const daemonTemplate = (set: DaemonSet, hash: string): PodTemplate => {
  const { metadata, spec } = set.spec.template;
  const own = spec.tolerations ?? [];
  const added = daemonTolerations(spec.hostNetwork === true);
  const generation = set.metadata.annotations?.['deprecated.daemonset.template.generation'];
  return {
    metadata: {
      ...metadata,
      labels: {
        ...metadata?.labels,
        ...(generation === undefined ? {} : { 'pod-template-generation': generation }),
        [revisionHashLabel]: hash,
      },
    },
    spec: {
      ...spec,
      tolerations: [
        ...own.map((toleration) => added.find((other) => isSameToleration(other, toleration)) ?? toleration),
        ...added.filter((toleration) => !own.some((other) => isSameToleration(other, toleration))),
      ],
    },
  };
};

/** The template's spec for one node: the scheduler may choose no other. */
export const specForNode = ({ spec }: PodTemplate, node: string): Pod['spec'] => ({
  ...spec,
  affinity: {
    ...spec.affinity,
    nodeAffinity: {
      ...spec.affinity?.nodeAffinity,
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [node] }] }],
      },
    },
  },
});

/** The node that a daemon is on or waits for. */
export const nodeOf = ({ spec }: Pod): string =>
  spec.nodeName ||
  (spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms
    .flatMap(({ matchFields = [] }) => matchFields)
    .find(({ key }) => key === 'metadata.name')?.values?.[0] ??
    '');

/** Whether a daemon should be started on the node, and whether one that is there may stay. */
export const shouldRun = (template: PodTemplate, node: Node): { start: boolean; stay: boolean } => {
  const wanted = template.spec.nodeName;
  const pod: Pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: '' }, spec: template.spec };
  if ((wanted !== undefined && wanted !== '' && wanted !== node.metadata.name) || !isWanted(pod, node))
    return { start: false, stay: false };
  const blocking = (node.spec?.taints ?? []).filter(
    (taint) => !(template.spec.tolerations ?? []).some((toleration) => tolerates(toleration, taint)),
  );
  return {
    start: blocking.every(({ effect }) => effect !== 'NoSchedule' && effect !== 'NoExecute'),
    stay: blocking.every(({ effect }) => effect !== 'NoExecute'),
  };
};

/** Placed ones first, then the oldest. */
export const byAge = (a: Pod, b: Pod): number =>
  Number(!a.spec.nodeName) - Number(!b.spec.nodeName) ||
  fromTime(a.metadata.creationTimestamp) - fromTime(b.metadata.creationTimestamp) ||
  (a.metadata.name < b.metadata.name ? -1 : 1);

export const isOfRevision = (pod: Pod, hash: string): boolean => pod.metadata.labels?.[revisionHashLabel] === hash;
