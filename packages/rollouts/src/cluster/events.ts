import { coreEventKind, toTime } from '@binnacle/kube/api';
import type { KubeObject } from '@binnacle/kube/api';
import type { KubeClient } from '@binnacle/kube/client';
import type { Clock } from '@binnacle/kube/clock';

export interface EventNote {
  type: 'Normal' | 'Warning';
  reason: string;
  message: string;
}

const component = 'rollout-controller';
/** More are left out: nothing waits for events, and what is told too late is of no use. */
const mostWaiting = 1_000;
const atATime = 4;

/** Tells of an object without holding anybody up; in order, save for the few that are written at one time. */
export type TellEvent = (about: KubeObject, note: EventNote) => void;

/** What cannot be written is not worth a retry: it is told to `onError`. */
export const createEventWriter = (client: KubeClient, clock: Clock, onError: (error: unknown) => void): TellEvent => {
  let count = 0;
  let writing = 0;
  const waiting: KubeObject[] = [];

  const write = async (): Promise<void> => {
    writing += 1;
    for (let event = waiting.shift(); event !== undefined; event = waiting.shift())
      await client.create(coreEventKind, event).catch(onError);
    writing -= 1;
  };

  return (about, { type, reason, message }) => {
    if (waiting.length >= mostWaiting) return onError(new Error(`an event was left out: ${message}`));
    const now = clock.now();
    const { name, namespace = 'default', uid = '', resourceVersion = '' } = about.metadata;
    count += 1;
    const event = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: `${name}.${now.toString(16)}${count.toString(16)}`, namespace },
      involvedObject: { apiVersion: about.apiVersion, kind: about.kind, name, namespace, uid, resourceVersion },
      type,
      reason,
      message,
      count: 1,
      firstTimestamp: toTime(now),
      lastTimestamp: toTime(now),
      source: { component },
      reportingComponent: component,
    };
    waiting.push(event);
    if (writing < atATime) void write();
  };
};
