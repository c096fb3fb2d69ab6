import {
  daemonSetKind,
  deploymentKind,
  findCondition,
  statefulSetKind,
  type Container,
  type DaemonSet,
  type Deployment,
  type Kind,
  type PodTemplateSpec,
  type StatefulSet,
} from '@binnacle/kube/api';
import type { Rule, Subject } from '../types.ts';

const deploymentOf = (subject: Subject) => subject.object() as unknown as Deployment;

/** How many Pods are wanted, and how many are there to be used. */
const countsOf: readonly [Kind, (subject: Subject) => { wanted: number; available: number }][] = [
  [
    deploymentKind,
    (subject) => {
      const { spec, status } = deploymentOf(subject);
      return { wanted: spec.replicas ?? 1, available: status?.availableReplicas ?? 0 };
    },
  ],
  [
    statefulSetKind,
    (subject) => {
      const { spec, status } = subject.object() as unknown as StatefulSet;
      return { wanted: spec.replicas ?? 1, available: status?.availableReplicas ?? status?.readyReplicas ?? 0 };
    },
  ],
  [
    daemonSetKind,
    (subject) => {
      const { status } = subject.object() as unknown as DaemonSet;
      return { wanted: status?.desiredNumberScheduled ?? 0, available: status?.numberAvailable ?? 0 };
    },
  ],
];

const containersOf = (subject: Subject): readonly Container[] => {
  const { spec } = subject.object() as { spec?: { template?: PodTemplateSpec } };
  return spec?.template?.spec?.containers ?? [];
};

const quoted = (containers: readonly Container[]): string => containers.map(({ name }) => `"${name}"`).join(', ');

/** A rule for every kind of workload, about containers of which something is missing. */
const templateRule = (
  rule: Omit<Rule, 'kind' | 'check' | 'severity'> & { lacks: (container: Container) => boolean; says: string },
): Rule[] =>
  countsOf.map(([kind]) => {
    const { lacks, says, ...told } = rule;
    return {
      ...told,
      kind,
      severity: 'info',
      *check(subject) {
        const lacking = containersOf(subject).filter(lacks);
        if (lacking.length > 0) yield `${says}: ${quoted(lacking)}`;
      },
    };
  });

export const workloadRules: readonly Rule[] = [
  ...countsOf.map(([kind, counts]): Rule => ({
    code: 'WorkloadNotAvailable',
    kind,
    severity: 'warning',
    title: 'Fewer Pods are available than wanted',
    recommendation: 'Look at its Pods: the findings and events about them say what holds them up.',
    *check(subject) {
      const { wanted, available } = counts(subject);
      if (available < wanted) yield `${available} of ${wanted} are available`;
    },
  })),
  {
    code: 'WorkloadStuck',
    kind: deploymentKind,
    severity: 'critical',
    title: 'The update does not get on',
    recommendation: 'Look at the newest Pods; roll back if the update itself is at fault.',
    *check(subject) {
      const progressing = findCondition(deploymentOf(subject).status?.conditions, 'Progressing');
      if (progressing?.reason === 'ProgressDeadlineExceeded') yield progressing.message ?? progressing.reason;
    },
  },
  ...templateRule({
    code: 'WorkloadWithoutRequests',
    title: 'Containers ask for no resources',
    recommendation: 'State requests for cpu and memory, by which the scheduler finds a place with room.',
    lacks: ({ resources }) => resources?.requests?.['cpu'] === undefined || resources.requests['memory'] === undefined,
    says: 'no request for cpu or memory',
  }),
  ...templateRule({
    code: 'WorkloadWithoutLimits',
    title: 'Containers have no memory limit',
    recommendation: 'Limit the memory, so that a leak ends the container and not its neighbours.',
    lacks: ({ resources }) => resources?.limits?.['memory'] === undefined,
    says: 'no memory limit',
  }),
  ...templateRule({
    code: 'WorkloadWithoutProbes',
    title: 'Containers with ports have no readiness probe',
    recommendation: 'Add a readiness probe: without one, requests come before the container can answer.',
    lacks: ({ ports = [], readinessProbe }) => ports.length > 0 && readinessProbe === undefined,
    says: 'ports and no readiness probe',
  }),
];
