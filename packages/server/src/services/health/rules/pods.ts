import { findCondition, podKind, type ContainerStatus, type Pod } from '@binnacle/kube/api';
import type { Rule, Subject } from '../types.ts';

const podOf = (subject: Subject) => subject.object() as unknown as Pod;
const statusesOf = ({ status }: Pod): ContainerStatus[] => [
  ...(status?.initContainerStatuses ?? []),
  ...(status?.containerStatuses ?? []),
];
const imageReasons = new Set(['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull']);
const configReasons = new Set(['CreateContainerConfigError', 'CreateContainerError', 'RunContainerError']);

/** Longer than most starts take, in ms. */
const patienceMs = 60_000;

const isEnding = (pod: Pod): boolean => pod.metadata.deletionTimestamp !== undefined;

export const podRules: readonly Rule[] = [
  {
    code: 'PodCrashLooping',
    kind: podKind,
    severity: 'critical',
    title: 'A container ends again and again',
    recommendation: 'Read the log of its previous run; the exit code says how it ended.',
    *check(subject) {
      for (const { name, state, lastState, restartCount } of statusesOf(podOf(subject))) {
        if (state?.waiting?.reason !== 'CrashLoopBackOff') continue;
        const end = lastState?.terminated;
        const how = end === undefined ? '' : `, last with exit code ${end.exitCode} (${end.reason ?? 'no reason'})`;
        yield `container "${name}" was restarted ${restartCount} times${how}`;
      }
    },
  },
  {
    code: 'PodImageNotPulled',
    kind: podKind,
    severity: 'critical',
    title: 'An image cannot be pulled',
    recommendation: 'Check the name and tag of the image, and the credentials in imagePullSecrets.',
    *check(subject) {
      for (const { name, image, state } of statusesOf(podOf(subject))) {
        const { reason = '', message } = state?.waiting ?? {};
        if (imageReasons.has(reason)) yield `container "${name}", image "${image}": ${message ?? reason}`;
      }
    },
  },
  {
    code: 'PodCannotStart',
    kind: podKind,
    severity: 'critical',
    title: 'A container cannot be created',
    recommendation: 'Check that the ConfigMaps, Secrets, keys and volumes that it names exist.',
    *check(subject) {
      for (const { name, state } of statusesOf(podOf(subject))) {
        const { reason = '', message } = state?.waiting ?? {};
        if (configReasons.has(reason)) yield `container "${name}": ${message ?? reason}`;
      }
    },
  },
  {
    code: 'PodUnschedulable',
    kind: podKind,
    severity: 'critical',
    title: 'The Pod fits on no node',
    recommendation: 'Ask for less, add nodes, or loosen node selectors, affinities and tolerations.',
    *check(subject) {
      const condition = findCondition(podOf(subject).status?.conditions, 'PodScheduled');
      if (condition?.status === 'False' && condition.reason === 'Unschedulable')
        yield condition.message ?? 'no node fits';
    },
  },
  {
    code: 'PodProbeFailing',
    kind: podKind,
    severity: 'warning',
    title: 'A running container is not ready',
    recommendation: 'Its readiness or startup probe fails: look at what the probe asks for, and at the log.',
    *check(subject, world) {
      const pod = podOf(subject);
      if (isEnding(pod) || pod.status?.phase !== 'Running') return;
      for (const { name, ready, state } of pod.status.containerStatuses ?? []) {
        const startedAt = Date.parse(state?.running?.startedAt ?? '');
        if (ready || Number.isNaN(startedAt)) continue;
        if (world.now() < startedAt + patienceMs) world.again(startedAt + patienceMs);
        else yield `container "${name}" has run since ${state?.running?.startedAt ?? ''} and is not ready`;
      }
    },
  },
  {
    code: 'PodOutOfMemory',
    kind: podKind,
    severity: 'warning',
    title: 'A container was killed for its use of memory',
    recommendation: 'Raise its memory limit, or find what it holds on to.',
    *check(subject) {
      for (const { name, state, lastState } of statusesOf(podOf(subject))) {
        const end = state?.terminated ?? lastState?.terminated;
        if (end?.reason === 'OOMKilled')
          yield `container "${name}" was killed at ${end.finishedAt ?? 'an unknown time'}`;
      }
    },
  },
  {
    code: 'PodFailed',
    kind: podKind,
    severity: 'warning',
    title: 'The Pod has failed',
    recommendation: 'It runs no more and holds nothing but its record; delete it when the record is of no use.',
    *check(subject) {
      const { status } = podOf(subject);
      if (status?.phase === 'Failed') yield status.message ?? status.reason ?? 'its containers ended with an error';
    },
  },
];
