import {
  clusterRoleBindingKind,
  clusterRoleKind,
  configMapKind,
  cronJobKind,
  customResourceDefinitionKind,
  daemonSetKind,
  deploymentKind,
  endpointSliceKind,
  endpointsKind,
  horizontalPodAutoscalerKind,
  ingressClassKind,
  ingressKind,
  jobKind,
  leaseKind,
  namespaceKind,
  networkPolicyKind,
  nodeKind,
  persistentVolumeClaimKind,
  persistentVolumeKind,
  podDisruptionBudgetKind,
  podKind,
  replicaSetKind,
  roleBindingKind,
  roleKind,
  secretKind,
  serviceAccountKind,
  serviceKind,
  statefulSetKind,
  storageClassKind,
  type Kind,
} from '@binnacle/kube/api';
import { fileRows } from '../../http/file-rows.ts';
import type { Row } from '../../http/row.ts';
import type { ClusterOperations } from '../../services/clusters/index.ts';
import type { ManifestOperations } from '../../services/manifests/index.ts';
import type { FileOperations } from '../../services/files/index.ts';
import type { LogOperations } from '../../services/logs/index.ts';
import type { MetricsOperations } from '../../services/metrics/index.ts';
import type { NodeOperations } from '../../services/nodes/index.ts';
import type { PodOperations } from '../../services/pods/index.ts';
import type { ResourceOperations } from '../../services/resources/index.ts';
import type { TerminalOperations } from '../../services/terminals/index.ts';
import type { WorkloadOperations } from '../../services/workloads/index.ts';
import { anyRows } from './any-rows.ts';
import { clusterRows } from './cluster-rows.ts';
import { clusterOf } from './decoders.ts';
import { eventRows, namespaceRows } from './event-rows.ts';
import { liveLogRows } from './live-log-rows.ts';
import { metricsRows } from './metrics-rows.ts';
import { nodeRows } from './node-rows.ts';
import { filesQuery } from './parameters.ts';
import { podRows } from './pod-rows.ts';
import { prefix, resourceRows, type Sections } from './resource-rows.ts';
import { terminalRows } from './terminal-rows.ts';
import { workloadRows } from './workload-rows.ts';

export interface KubegaleOperations {
  clusters: ClusterOperations;
  resources: ResourceOperations;
  workloads: WorkloadOperations;
  pods: PodOperations;
  nodes: NodeOperations;
  terminals: TerminalOperations;
  files: FileOperations;
  logs: LogOperations;
  metrics: MetricsOperations;
  manifests: ManifestOperations;
}

export interface KubegaleOptions {
  operations: KubegaleOperations;
}

/** All five actions, numbered below the kind's section as §2.2, §3.1 and those "as above" are. */
const numbered = (section: string): Sections => ({
  list: `${section}.1`,
  get: `${section}.2`,
  create: `${section}.3`,
  update: `${section}.4`,
  delete: `${section}.5`,
});

/** All five actions in one unnumbered section. */
const together = (section: string): Sections => ({
  list: section,
  get: section,
  create: section,
  update: section,
  delete: section,
});

/** Beyond the document, in its shape. */
const beyond = together('README');

/** Which plain actions each kind has, and where the document says so. */
const plainRows: readonly (readonly [Kind, Sections])[] = [
  [podKind, { list: '2.1.1', get: '2.1.2', create: '2.1.3', delete: '2.1.4' }],
  [deploymentKind, numbered('2.2')],
  [statefulSetKind, numbered('2.3')],
  [daemonSetKind, numbered('2.4')],
  [jobKind, numbered('2.5')],
  [cronJobKind, numbered('2.6')],
  [serviceKind, numbered('3.1')],
  [ingressKind, numbered('3.2')],
  [endpointsKind, numbered('3.3')],
  [persistentVolumeKind, together('4.1')],
  [persistentVolumeClaimKind, together('4.2')],
  [storageClassKind, together('4.3')],
  [configMapKind, together('5.1')],
  [secretKind, together('5.2')],
  [roleKind, together('6.1')],
  [clusterRoleKind, together('6.2')],
  [roleBindingKind, together('6.3')],
  [clusterRoleBindingKind, together('6.4')],
  [serviceAccountKind, together('6.5')],
  [nodeKind, { list: '7.1', get: '7.2', update: '7.3', delete: '7.4' }],
  [namespaceKind, { list: '8.1', get: '8.2', create: '8.3', delete: '8.4' }],
  [replicaSetKind, beyond],
  [horizontalPodAutoscalerKind, beyond],
  [podDisruptionBudgetKind, beyond],
  [networkPolicyKind, beyond],
  [ingressClassKind, beyond],
  [endpointSliceKind, beyond],
  [customResourceDefinitionKind, beyond],
  [leaseKind, beyond],
];

/** §2.2.6–2.2.8 for each workload of §2.2–2.6; `restart` as contracts/README.md, 001, has it. */
const workloadKinds: readonly (readonly [Kind, string])[] = [
  [deploymentKind, '2.2'],
  [statefulSetKind, '2.3'],
  [daemonSetKind, '2.4'],
  [jobKind, '2.5'],
  [cronJobKind, '2.6'],
];

/** Every endpoint of contract 001 that is served. */
export const kubegaleRows = ({ operations }: KubegaleOptions): Row[] => [
  ...clusterRows(operations.clusters, operations.resources),
  ...plainRows.flatMap(([kind, sections]) => resourceRows(operations.resources, kind, sections)),
  ...podRows(operations.pods, operations.resources),
  ...workloadKinds.flatMap(([kind, section]) =>
    workloadRows(operations.workloads, kind, {
      scale: `${section}.6`,
      rollback: `${section}.7`,
      revisions: `${section}.8`,
      restart: `${section} (README)`,
    }),
  ),
  ...nodeRows(operations.nodes),
  ...fileRows(operations.files, {
    path: `${prefix}/pods/:name/files`,
    section: 'README',
    query: filesQuery,
    // A file's body says nothing but its bytes.
    clusterOf: (request) => clusterOf({ ...request, body: undefined }),
  }),
  ...liveLogRows(operations.logs),
  ...metricsRows(operations.metrics),
  ...terminalRows(operations.terminals),
  ...namespaceRows(operations.resources),
  ...anyRows(operations.resources, operations.manifests),
  ...eventRows(operations.resources),
];
