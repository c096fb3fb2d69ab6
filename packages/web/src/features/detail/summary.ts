import type { TextKey } from '../../ui/text/text-key.ts';
import { listAt, numberAt, textAt, valueAt, type Fields } from '../../resource/read-path.ts';
import { toneOfStatus, type Tone } from '../../ui/tone.ts';

/** The object's state in one word, with the reason behind it. */
export interface Summary {
  tone: Tone;
  /** A word of Kubernetes, shown as it is; or a key of our texts. */
  text?: string;
  label?: TextKey;
  /** e.g. `2/3`. */
  count?: string;
  reason: string;
}

const podSummary = (object: Fields): Summary => {
  const phase = textAt(object, 'status', 'phase') || 'Unknown';
  const statuses = [
    ...listAt(object, 'status', 'initContainerStatuses'),
    ...listAt(object, 'status', 'containerStatuses'),
  ];
  for (const status of statuses) {
    const waiting = textAt(status, 'state', 'waiting', 'reason');
    if (waiting !== '' && waiting !== 'PodInitializing') {
      const reason =
        textAt(status, 'state', 'waiting', 'message') || textAt(status, 'lastState', 'terminated', 'reason');
      return { tone: toneOfStatus(waiting), text: waiting, reason: `${textAt(status, 'name')}: ${reason}` };
    }
    const ended = textAt(status, 'state', 'terminated', 'reason');
    if (ended !== '' && ended !== 'Completed') {
      return {
        tone: 'bad',
        text: ended,
        reason: `${textAt(status, 'name')}: exit code ${textAt(status, 'state', 'terminated', 'exitCode')}`,
      };
    }
  }
  const trouble = listAt(object, 'status', 'conditions').find(
    (condition) =>
      (textAt(condition, 'type') === 'PodScheduled' || textAt(condition, 'type') === 'Ready') &&
      textAt(condition, 'status') === 'False',
  );
  const reason = textAt(object, 'status', 'message') || textAt(object, 'status', 'reason');
  if (phase === 'Running' && trouble !== undefined) {
    return { tone: 'warn', label: 'summary.notReady', reason: textAt(trouble, 'message') || textAt(trouble, 'reason') };
  }
  const finished = phase === 'Succeeded';
  return { tone: toneOfStatus(phase), text: phase, reason: finished ? '' : reason || textAt(trouble, 'message') };
};

const replicasSummary = (object: Fields, wanted: number): Summary => {
  const ready = numberAt(object, 'status', 'readyReplicas') ?? 0;
  const updated = numberAt(object, 'status', 'updatedReplicas');
  const count = `${ready}/${wanted}`;
  const conditions = listAt(object, 'status', 'conditions');
  const find = (type: string): Fields | undefined => conditions.find((item) => textAt(item, 'type') === type);
  const stuck = find('Progressing');
  const failure = find('ReplicaFailure');
  if (textAt(failure, 'status') === 'True') {
    return { tone: 'bad', label: 'summary.failing', count, reason: textAt(failure, 'message') };
  }
  if (textAt(stuck, 'status') === 'False') {
    return { tone: 'bad', label: 'summary.stuck', count, reason: textAt(stuck, 'message') };
  }
  if (wanted === 0) return { tone: 'idle', label: 'summary.scaledToZero', count, reason: '' };
  if (valueAt(object, 'spec', 'paused') === true) return { tone: 'warn', label: 'summary.paused', count, reason: '' };
  if (updated !== undefined && updated < wanted) {
    return { tone: 'busy', label: 'summary.rolling', count, reason: textAt(stuck, 'message') };
  }
  if (ready < wanted) {
    return {
      tone: ready === 0 ? 'bad' : 'warn',
      label: 'summary.notReady',
      count,
      reason: textAt(find('Available'), 'message'),
    };
  }
  return { tone: 'ok', label: 'summary.ready', count, reason: '' };
};

/** Reads the state from the object's shape; undefined for objects that have none. */
export const summaryOf = (object: Fields): Summary | undefined => {
  if (textAt(object, 'metadata', 'deletionTimestamp') !== '') {
    const finalizers = valueAt(object, 'metadata', 'finalizers');
    return { tone: 'busy', text: 'Terminating', reason: Array.isArray(finalizers) ? finalizers.join(', ') : '' };
  }
  if (listAt(object, 'spec', 'containers').length > 0) return podSummary(object);
  const wanted = numberAt(object, 'spec', 'replicas');
  if (wanted !== undefined) return replicasSummary(object, wanted);
  const ready = listAt(object, 'status', 'conditions').find((item) => textAt(item, 'type') === 'Ready');
  if (ready !== undefined) {
    const good = textAt(ready, 'status') === 'True';
    return {
      tone: good ? 'ok' : 'bad',
      label: good ? 'summary.ready' : 'summary.notReady',
      reason: good ? '' : textAt(ready, 'message'),
    };
  }
  const phase = textAt(object, 'status', 'phase');
  return phase === '' ? undefined : { tone: toneOfStatus(phase), text: phase, reason: '' };
};
