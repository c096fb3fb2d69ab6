import { isNotFound, type KubeObject } from '@binnacle/kube/api';
import { createDelayQueue } from '@binnacle/kube/controller';
import type { ControllerContext } from '../types.ts';
import { keyOf, refs, splitKey, toMicroTime, toTime } from './objects.ts';

/** Who reports. `host` is a node's name, for kubelets. */
export interface EventSource {
  component: string;
  host?: string;
  /** Reports through events.k8s.io, as the scheduler does: eventTime and action instead of first and last timestamps. */
  action?: string;
}

export interface EventNote {
  /** The object it is about. */
  about: KubeObject;
  /** A part of it, such as `spec.containers{app}`. */
  fieldPath?: string;
  type?: 'Normal' | 'Warning';
  reason: string;
  message: string;
}

/** Writes Events. Never fails and never waits: an event that cannot be written is dropped, as upstream does. */
export interface EventRecorder {
  record(note: EventNote): void;
}

interface CoreEvent extends KubeObject {
  count?: number;
  lastTimestamp?: string | null;
  message?: string;
}

interface Entry {
  name: string;
  count: number;
  first: number;
  last: number;
  message: string;
  created: boolean;
  dirty: boolean;
}

/** Limits of client-go's correlator. */
const similarLimit = 10;
const similarWindowMs = 600_000;
const spamBurst = 25;
const spamRefillMs = 300_000;
const remembered = 4096;

/** A map that forgets what was used least recently. */
const createRecent = <V>() => {
  const map = new Map<string, V>();
  return {
    get: (key: string): V | undefined => {
      const value = map.get(key);
      if (value !== undefined) {
        map.delete(key);
        map.set(key, value);
      }
      return value;
    },
    set: (key: string, value: V) => {
      map.delete(key);
      map.set(key, value);
      if (map.size > remembered) map.delete(map.keys().next().value as string);
    },
  };
};

/**
 * A recorder with client-go's correlation: repeats raise `count`, ten different messages of one reason within ten
 * minutes are combined, and one object may send 25 events at once, then one per five minutes.
 */
export const createEventRecorder = ({ client, clock }: ControllerContext, source: EventSource): EventRecorder => {
  const entries = createRecent<Entry>();
  const similar = createRecent<{ messages: Set<string>; last: number }>();
  const tokens = createRecent<{ left: number; at: number }>();
  let serial = 0;

  const hasToken = (key: string, now: number): boolean => {
    const bucket = tokens.get(key) ?? { left: spamBurst, at: now };
    const left = Math.min(spamBurst, bucket.left + (now - bucket.at) / spamRefillMs);
    tokens.set(key, { left: left >= 1 ? left - 1 : left, at: now });
    return left >= 1;
  };

  const correlate = (group: string, message: string, now: number): { key: string; message: string } => {
    let record = similar.get(group);
    if (record === undefined || now - record.last > similarWindowMs) record = { messages: new Set(), last: now };
    record.last = now;
    record.messages.add(message);
    similar.set(group, record);
    if (record.messages.size < similarLimit) return { key: `${group}\n${message}`, message };
    record.messages.delete(record.messages.values().next().value as string);
    return { key: group, message: `(combined from similar events): ${message}` };
  };

  const toEvent = (note: EventNote, entry: Entry): CoreEvent => {
    const { about } = note;
    const { metadata } = about;
    const namespace = metadata.namespace ?? 'default';
    const modern = source.action !== undefined;
    return {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: entry.name, namespace },
      involvedObject: {
        kind: about.kind,
        ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
        name: metadata.name,
        uid: metadata.uid,
        apiVersion: about.apiVersion,
        resourceVersion: metadata.resourceVersion,
        ...(note.fieldPath === undefined ? {} : { fieldPath: note.fieldPath }),
      },
      reason: note.reason,
      message: entry.message,
      source: modern
        ? {}
        : { component: source.component, ...(source.host === undefined ? {} : { host: source.host }) },
      firstTimestamp: modern ? null : toTime(entry.first),
      lastTimestamp: modern ? null : toTime(entry.last),
      ...(modern ? {} : { count: entry.count }),
      type: note.type ?? 'Normal',
      eventTime: modern ? toMicroTime(entry.first) : null,
      ...(modern ? { action: source.action } : {}),
      reportingComponent: source.component,
      reportingInstance: modern ? `${source.component}-binnacle-sim` : (source.host ?? ''),
    } as CoreEvent;
  };

  const write = async (note: EventNote, entry: Entry) => {
    entry.dirty = false;
    const namespace = note.about.metadata.namespace ?? 'default';
    try {
      const held = entry.created ? client.get<CoreEvent>(refs.events, { namespace, name: entry.name }) : undefined;
      if (held === undefined) {
        await client.create(refs.events, toEvent(note, entry));
        entry.created = true;
      } else {
        const changes = { count: entry.count, lastTimestamp: toTime(entry.last), message: entry.message };
        await client.update(refs.events, { ...held, ...changes });
      }
    } catch {
      // The namespace is being deleted, or the event raced with its expiry: events are best effort.
    }
  };

  return {
    record: (note) => {
      const now = clock.now();
      const { kind, metadata } = note.about;
      const object = `${kind}/${metadata.namespace ?? ''}/${metadata.name}/${metadata.uid ?? ''}/${note.fieldPath ?? ''}`;
      const group = `${object}\n${note.type ?? 'Normal'}\n${note.reason}`;
      const { key, message } = correlate(group, note.message, now);
      let entry = entries.get(key);
      if (entry === undefined) {
        // Names carry the moment in nanoseconds, as upstream; the serial keeps two of one millisecond apart.
        const nanoseconds = BigInt(now) * 1_000_000n + BigInt(serial++ % 1_000_000);
        const name = `${metadata.name}.${nanoseconds.toString(16)}`;
        entry = { name, count: 0, first: now, last: now, message, created: false, dirty: false };
        entries.set(key, entry);
      }
      entry.count++;
      entry.last = now;
      entry.message = message;
      if (entry.dirty || !hasToken(`${kind}/${metadata.uid ?? metadata.name}`, now)) return;
      entry.dirty = true;
      const current = entry;
      queueMicrotask(() => void write(note, current));
    },
  };
};

/** How long an event is kept after its last change. Source: kube-apiserver `--event-ttl`. */
const eventTtlMs = 3_600_000;

/** Deletes events an hour after their last change, whoever made them. */
export const startEventExpiry = ({ client, clock }: ControllerContext): (() => void) => {
  const queue = createDelayQueue(clock, (key) => {
    void client.delete(refs.events, splitKey(key)).catch((error: unknown) => {
      if (!isNotFound(error)) queue.set(key, clock.now() + 60_000);
    });
  });
  // A watch of its own: an informer would hold every event as an object.
  const stop = client.watch(refs.events, ({ type, object }) => {
    if (type === 'DELETED') queue.delete(keyOf(object));
    else queue.set(keyOf(object), clock.now() + eventTtlMs, { replace: true });
  });
  return () => {
    stop();
    queue.close();
  };
};
