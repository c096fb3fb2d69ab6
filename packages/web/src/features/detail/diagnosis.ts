import type { RelatedReply, WireEvent } from '@binnacle/api';
import { fieldsAt, flagAt, listAt, numberAt, textAt, textsAt, type Fields } from '../../resource/read-path.ts';
import type { TextKey } from '../../ui/text/text-key.ts';
import type { Tone } from '../../ui/tone.ts';

/** Something that is wrong with an object, why, and what to look at. */
export interface Finding {
  tone: Extract<Tone, 'bad' | 'warn' | 'busy'>;
  what: TextKey;
  /** Values of the text's placeholders. */
  values?: Readonly<Record<string, string | number>>;
  /** The cluster's own words. */
  why: string;
  /** The page's tab that says more. */
  tab?: 'logs' | 'events' | 'yaml';
}

/** What is known beside the object itself; undefined while it is being read. */
export interface Evidence {
  events: readonly WireEvent[] | undefined;
  related: RelatedReply | undefined;
}

type Rule = (object: Fields, evidence: Evidence) => Finding[];

const conditionOf = (object: Fields, type: string): Fields | undefined =>
  listAt(object, 'status', 'conditions').find((item) => textAt(item, 'type') === type);
const wordsOf = (fields: unknown): string => textAt(fields, 'message') || textAt(fields, 'reason');

/** The newest event of one of the reasons. */
const eventOf = ({ events = [] }: Evidence, ...reasons: readonly string[]): WireEvent | undefined =>
  events.find(({ type, reason }) => type === 'Warning' && reasons.includes(reason));

const statusesOf = (object: Fields): readonly Fields[] => [
  ...listAt(object, 'status', 'initContainerStatuses'),
  ...listAt(object, 'status', 'containerStatuses'),
];

const limitOf = (object: Fields, container: string): string => {
  const found = listAt(object, 'spec', 'containers').find((item) => textAt(item, 'name') === container);
  return textAt(found, 'resources', 'limits', 'memory');
};

const pullReasons = ['ImagePullBackOff', 'ErrImagePull', 'InvalidImageName', 'ErrImageNeverPull'];
const configReasons = ['CreateContainerConfigError', 'CreateContainerError', 'RunContainerError'];

const container = (object: Fields, status: Fields, evidence: Evidence): Finding[] => {
  const name = textAt(status, 'name');
  const waiting = fieldsAt(status, 'state', 'waiting');
  const reason = textAt(waiting, 'reason');
  const ended = [fieldsAt(status, 'state', 'terminated'), fieldsAt(status, 'lastState', 'terminated')].find(
    (item) => textAt(item, 'reason') !== '',
  );
  const code = numberAt(ended, 'exitCode') ?? 0;
  if (textAt(ended, 'reason') === 'OOMKilled') {
    const values = { container: name, limit: limitOf(object, name) || '–' };
    return [{ tone: 'bad', what: 'wrong.memory', values, why: wordsOf(ended), tab: 'logs' }];
  }
  if (pullReasons.includes(reason)) {
    const why = textAt(waiting, 'message') || (eventOf(evidence, 'Failed')?.message ?? reason);
    return [
      {
        tone: 'bad',
        what: 'wrong.image',
        values: { container: name, image: textAt(status, 'image') },
        why,
        tab: 'events',
      },
    ];
  }
  if (configReasons.includes(reason)) {
    return [{ tone: 'bad', what: 'wrong.config', values: { container: name }, why: wordsOf(waiting), tab: 'events' }];
  }
  if (reason === 'CrashLoopBackOff') {
    const values = { container: name, code, restarts: numberAt(status, 'restartCount') ?? 0 };
    return [{ tone: 'bad', what: 'wrong.crash', values, why: wordsOf(ended) || wordsOf(waiting), tab: 'logs' }];
  }
  if (textAt(status, 'state', 'terminated', 'reason') !== '' && code !== 0) {
    return [{ tone: 'bad', what: 'wrong.ended', values: { container: name, code }, why: wordsOf(ended), tab: 'logs' }];
  }
  return [];
};

const pod: Rule = (object, evidence) => {
  const phase = textAt(object, 'status', 'phase');
  if (phase === 'Succeeded') return [];
  const scheduled = conditionOf(object, 'PodScheduled');
  if (textAt(scheduled, 'status') === 'False') {
    return [{ tone: 'bad', what: 'wrong.unschedulable', why: wordsOf(scheduled), tab: 'events' }];
  }
  if (textAt(object, 'status', 'reason') === 'Evicted') {
    return [{ tone: 'bad', what: 'wrong.evicted', why: textAt(object, 'status', 'message') }];
  }
  const findings = statusesOf(object).flatMap((status) => container(object, status, evidence));
  if (findings.length > 0) return findings;
  const mount = eventOf(evidence, 'FailedMount', 'FailedAttachVolume');
  if (phase === 'Pending' && mount !== undefined) {
    return [{ tone: 'bad', what: 'wrong.mount', why: mount.message, tab: 'events' }];
  }
  const sandbox = eventOf(evidence, 'FailedCreatePodSandBox');
  if (phase === 'Pending' && sandbox !== undefined) {
    return [{ tone: 'bad', what: 'wrong.sandbox', why: sandbox.message, tab: 'events' }];
  }
  const ready = conditionOf(object, 'Ready');
  if (phase === 'Running' && textAt(ready, 'status') === 'False') {
    const why = eventOf(evidence, 'Unhealthy')?.message ?? wordsOf(ready);
    return [{ tone: 'warn', what: 'wrong.notReady', why, tab: 'logs' }];
  }
  return [];
};

const workload: Rule = (object, evidence) => {
  const wanted = numberAt(object, 'spec', 'replicas') ?? numberAt(object, 'status', 'desiredNumberScheduled') ?? 0;
  const ready = numberAt(object, 'status', 'readyReplicas') ?? numberAt(object, 'status', 'numberReady') ?? 0;
  const failure = conditionOf(object, 'ReplicaFailure');
  const progress = conditionOf(object, 'Progressing');
  const created = eventOf(evidence, 'FailedCreate');
  const findings: Finding[] = [];
  if (textAt(failure, 'status') === 'True' || (created !== undefined && ready < wanted)) {
    findings.push({
      tone: 'bad',
      what: 'wrong.noPods',
      why: wordsOf(failure) || (created?.message ?? ''),
      tab: 'events',
    });
  }
  if (textAt(progress, 'status') === 'False') {
    findings.push({ tone: 'bad', what: 'wrong.deadline', why: wordsOf(progress) });
  }
  if (flagAt(object, 'spec', 'paused')) findings.push({ tone: 'warn', what: 'wrong.paused', why: '' });
  if (wanted > 0 && ready < wanted && findings.length === 0) {
    const available = conditionOf(object, 'Available');
    const why = textAt(available, 'status') === 'False' ? wordsOf(available) : '';
    findings.push({ tone: ready === 0 ? 'bad' : 'warn', what: 'wrong.short', values: { ready, wanted }, why });
  }
  return findings;
};

const node: Rule = (object) => {
  const findings: Finding[] = [];
  const ready = conditionOf(object, 'Ready');
  if (ready !== undefined && textAt(ready, 'status') !== 'True') {
    findings.push({ tone: 'bad', what: 'wrong.nodeNotReady', why: wordsOf(ready) });
  }
  for (const condition of listAt(object, 'status', 'conditions')) {
    if (textAt(condition, 'type') === 'Ready' || textAt(condition, 'status') !== 'True') continue;
    const values = { condition: textAt(condition, 'type') };
    findings.push({ tone: 'warn', what: 'wrong.nodePressure', values, why: wordsOf(condition) });
  }
  if (flagAt(object, 'spec', 'unschedulable')) findings.push({ tone: 'warn', what: 'wrong.cordoned', why: '' });
  return findings;
};

const claim: Rule = (object, evidence) => {
  const phase = textAt(object, 'status', 'phase');
  if (phase === 'Lost') return [{ tone: 'bad', what: 'wrong.claimLost', why: textAt(object, 'spec', 'volumeName') }];
  if (phase !== 'Pending') return [];
  const failed = eventOf(evidence, 'ProvisioningFailed', 'FailedBinding', 'VolumeMismatch');
  const waiting = evidence.events?.find(({ reason }) => reason === 'WaitForFirstConsumer');
  const event = failed ?? waiting ?? evidence.events?.[0];
  return [
    {
      tone: failed === undefined ? 'busy' : 'bad',
      what: waiting !== undefined && failed === undefined ? 'wrong.claimWaits' : 'wrong.claimPending',
      why: event?.message ?? '',
      tab: 'events',
    },
  ];
};

const job: Rule = (object, evidence) => {
  const failed = conditionOf(object, 'Failed');
  if (textAt(failed, 'status') === 'True') {
    const values = { reason: textAt(failed, 'reason') };
    return [{ tone: 'bad', what: 'wrong.jobFailed', values, why: textAt(failed, 'message'), tab: 'events' }];
  }
  const created = eventOf(evidence, 'FailedCreate');
  if (created !== undefined) return [{ tone: 'bad', what: 'wrong.noPods', why: created.message, tab: 'events' }];
  if (flagAt(object, 'spec', 'suspend')) return [{ tone: 'warn', what: 'wrong.suspended', why: '' }];
  return [];
};

const cronJob: Rule = (object) =>
  flagAt(object, 'spec', 'suspend') ? [{ tone: 'warn', what: 'wrong.suspended', why: '' }] : [];

const service: Rule = (object) => {
  const isBalancer = textAt(object, 'spec', 'type') === 'LoadBalancer';
  if (isBalancer && listAt(object, 'status', 'loadBalancer', 'ingress').length === 0) {
    return [{ tone: 'busy', what: 'wrong.noAddress', why: '' }];
  }
  return textsAt(object, 'spec', 'selector').length === 0 && textAt(object, 'spec', 'type') !== 'ExternalName'
    ? [{ tone: 'warn', what: 'wrong.noSelector', why: '' }]
    : [];
};

const rules: Readonly<Record<string, Rule>> = {
  Pod: pod,
  Deployment: workload,
  StatefulSet: workload,
  DaemonSet: workload,
  ReplicaSet: workload,
  Node: node,
  PersistentVolumeClaim: claim,
  Job: job,
  CronJob: cronJob,
  Service: service,
};

/** Something that it needs is not there. */
const missing: Rule = (_object, { related }) =>
  (related?.to ?? [])
    .filter((item) => item.missing && !item.optional)
    .map(({ kind, name }) => ({ tone: 'bad', what: 'wrong.missing', values: { kind, name }, why: '' }));

/** Held by finalizers, longer than a Pod's grace period. */
const stuck: Rule = (object) => {
  const finalizers = fieldsAt(object, 'metadata')['finalizers'];
  if (textAt(object, 'metadata', 'deletionTimestamp') === '' || !Array.isArray(finalizers) || finalizers.length === 0)
    return [];
  return [{ tone: 'warn', what: 'wrong.finalizers', why: finalizers.join(', ') }];
};

/** What any other kind says of itself in the common conditions. */
const conditions: Rule = (object) => {
  const ready = ['Ready', 'Available', 'Established'].map((type) => conditionOf(object, type));
  return ready
    .filter((condition) => textAt(condition, 'status') === 'False')
    .map((condition) => ({
      tone: 'warn',
      what: 'wrong.condition',
      values: { condition: textAt(condition, 'type') },
      why: wordsOf(condition),
    }));
};

/** What is wrong with the object now, the gravest first; nothing when all is as it should be. */
export const diagnose = (kind: string, object: Fields, evidence: Evidence): Finding[] => {
  const found = [stuck, missing, rules[kind] ?? conditions].flatMap((rule) => rule(object, evidence));
  const rank = { bad: 0, warn: 1, busy: 2 };
  return found.sort((a, b) => rank[a.tone] - rank[b.tone]);
};
