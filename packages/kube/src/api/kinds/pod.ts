/** Pods. Source: Kubernetes API reference, Pod v1 core; kube-apiserver's Pod printer for STATUS and RESTARTS. */
import type { Kind } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import { age, columnsOf, firstText, wide } from './columns.ts';
import { podRestarts, podStatusText } from './pod-status.ts';
import type { PodSpec } from './pod-spec.ts';

export interface ContainerStateTerminated {
  exitCode: number;
  signal?: number;
  reason?: string;
  message?: string;
  startedAt?: string;
  finishedAt?: string;
  containerID?: string;
}

/** One of the three is set; none means waiting. */
export interface ContainerState {
  waiting?: { reason?: string; message?: string };
  running?: { startedAt?: string };
  terminated?: ContainerStateTerminated;
}

export interface ContainerStatus {
  name: string;
  state?: ContainerState;
  lastState?: ContainerState;
  ready: boolean;
  started?: boolean;
  restartCount: number;
  image: string;
  imageID: string;
  containerID?: string;
}

export interface PodCondition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason?: string;
  message?: string;
  lastProbeTime?: string | null;
  lastTransitionTime?: string;
  observedGeneration?: number;
}

export type PodPhase = 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown';

export interface PodStatus {
  phase?: PodPhase;
  reason?: string;
  message?: string;
  conditions?: PodCondition[];
  hostIP?: string;
  hostIPs?: { ip: string }[];
  podIP?: string;
  podIPs?: { ip: string }[];
  startTime?: string;
  nominatedNodeName?: string;
  qosClass?: 'Guaranteed' | 'Burstable' | 'BestEffort';
  initContainerStatuses?: ContainerStatus[];
  containerStatuses?: ContainerStatus[];
  ephemeralContainerStatuses?: ContainerStatus[];
  observedGeneration?: number;
}

export interface Pod extends KubeObject {
  spec: PodSpec;
  status?: PodStatus;
}

const pod = columnsOf<Pod>();

export const podKind: Kind = {
  group: '',
  version: 'v1',
  plural: 'pods',
  kind: 'Pod',
  singular: 'pod',
  shortNames: ['po'],
  categories: ['all'],
  namespaced: true,
  capabilities: ['loggable', 'evictable'],
  selectableFields: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.podIPs',
    'status.nominatedNodeName',
  ],
  columns: [
    pod.text('Ready', (o) => {
      const { ready, total } = podStatusText(o);
      return `${ready}/${total}`;
    }),
    pod.text('Status', (o) => podStatusText(o).text),
    {
      ...pod.count('Restarts', (o) => podRestarts(o).count),
      since: (object) => podRestarts(object).last,
      tableType: 'string',
    },
    age,
    wide(pod.text('IP', (o) => firstText(o.status?.podIPs?.[0]?.ip, '<none>'))),
    wide(pod.text('Node', (o) => firstText(o.spec?.nodeName, '<none>'))),
    wide(pod.text('Nominated Node', (o) => firstText(o.status?.nominatedNodeName, '<none>'))),
    wide(
      pod.text('Readiness Gates', (o) => {
        const gates = o.spec?.readinessGates ?? [];
        if (gates.length === 0) return '<none>';
        const met = gates.filter(
          (gate) => o.status?.conditions?.find((c) => c.type === gate.conditionType)?.status === 'True',
        );
        return `${met.length}/${gates.length}`;
      }),
    ),
  ],
};
