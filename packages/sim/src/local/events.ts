import { isNotFound, type KubeObject } from '@binnacle/kube/api';
import { createDelayQueue } from '@binnacle/kube/controller';
import type { ControllerContext } from '../types.ts';
import { createEventMemory, type ToldEvent } from './event-memory.ts';
import { refs, toMicroTime, toTime } from './objects.ts';

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

/** What is to be written, by the event that it is. */
interface Pending {
  note: EventNote;
  message: string;
}

/** Names carry the moment in nanoseconds, as upstream. */
const nameOf = (about: KubeObject, { first, serial }: ToldEvent): string =>
  `${about.metadata.name}.${(BigInt(first) * 1_000_000n + BigInt(serial)).toString(16)}`;

/** A recorder with client-go's correlation. */
export const createEventRecorder = ({ client, clock }: ControllerContext, source: EventSource): EventRecorder => {
  const memory = createEventMemory();
  const pending = new Map<ToldEvent, Pending>();

  const toEvent = ({ note, message }: Pending, told: ToldEvent, name: string): CoreEvent => {
    const { about } = note;
    const { metadata } = about;
    const namespace = metadata.namespace ?? 'default';
    const modern = source.action !== undefined;
    return {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name, namespace },
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
      message,
      source: modern
        ? {}
        : { component: source.component, ...(source.host === undefined ? {} : { host: source.host }) },
      firstTimestamp: modern ? null : toTime(told.first),
      lastTimestamp: modern ? null : toTime(told.last),
      ...(modern ? {} : { count: told.count }),
      type: note.type ?? 'Normal',
      eventTime: modern ? toMicroTime(told.first) : null,
      ...(modern ? { action: source.action } : {}),
      reportingComponent: source.component,
      reportingInstance: modern ? `${source.component}-binnacle-sim` : (source.host ?? ''),
    } as CoreEvent;
  };

  const write = async (told: ToldEvent) => {
    const event = pending.get(told);
    if (event === undefined) return;
    pending.delete(told);
    const { about } = event.note;
    const name = nameOf(about, told);
    try {
      const at = { namespace: about.metadata.namespace ?? 'default', name };
      const held = told.written ? client.get<CoreEvent>(refs.events, at) : undefined;
      if (held === undefined) {
        await client.create(refs.events, toEvent(event, told, name));
        told.written = true;
      } else {
        const changes = { count: told.count, lastTimestamp: toTime(told.last), message: event.message };
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
      const about = `${kind}/${metadata.uid ?? `${metadata.namespace ?? ''}/${metadata.name}`}`;
      const group = `${note.fieldPath ?? ''}\n${note.type ?? 'Normal'}\n${note.reason}`;
      const told = memory.tell({ about, group, message: note.message, now });
      const isWaiting = pending.has(told);
      if (!isWaiting && !memory.maySend(about, now)) return;
      const message = memory.isCombined(told) ? `(combined from similar events): ${note.message}` : note.message;
      pending.set(told, { note, message });
      if (!isWaiting) queueMicrotask(() => void write(told));
    },
  };
};

/** How long an event is kept after its last change. Source: kube-apiserver `--event-ttl`. */
const eventTtlMs = 3_600_000;

/** Changes this close together expire together. */
const togetherMs = 1_000;

const retryMs = 60_000;

/**
 * Deletes events an hour after their last change, whoever made them. Nothing is kept of each event: what has not been
 * written since a version that is an hour old is old.
 */
export const startEventExpiry = ({ client, clock }: ControllerContext): (() => void) => {
  const queue = createDelayQueue(clock, (version) => {
    for (const key of client.unchangedSince(refs.events, version))
      void client.delete(refs.events, key).catch((error: unknown) => {
        if (!isNotFound(error)) queue.set(version, clock.now() + retryMs);
      });
  });
  let newest = { since: -Infinity, version: '0' };
  // A watch of its own: an informer would hold every event as an object.
  const stop = client.watch(refs.events, ({ type, object }) => {
    if (type === 'DELETED') return;
    const now = clock.now();
    if (now - newest.since < togetherMs) queue.delete(newest.version);
    else newest = { since: now, version: newest.version };
    newest.version = String(Math.max(Number(newest.version), Number(object.metadata.resourceVersion)));
    queue.set(newest.version, now + eventTtlMs);
  });
  return () => {
    stop();
    queue.close();
  };
};
