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

/** Writes events about an object. What cannot be written is not worth a retry: it is told to `onError`. */
export const createEventWriter = (client: KubeClient, clock: Clock, onError: (error: unknown) => void) => {
  let count = 0;
  return async (about: KubeObject, { type, reason, message }: EventNote): Promise<void> => {
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
    try {
      await client.create(coreEventKind, event);
    } catch (error) {
      onError(error);
    }
  };
};
