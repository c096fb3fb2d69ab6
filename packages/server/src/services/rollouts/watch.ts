import type { Clock } from '@binnacle/kube/clock';
import type { Change, Freshness, Row } from '@binnacle/kube/watch';
import { Type } from 'typebox';
import type { Operation } from '../operation.ts';
import { clusterOperation, syncedCache, untilClosed, type FrameSink } from '../resources/index.ts';
import { servedRolloutKind } from './served.ts';

export interface RolloutWatchInput {
  /** All namespaces without it. */
  namespace?: string;
  /** All Rollouts of the namespace without it. One that does not exist yet is waited for. */
  name?: string;
}

export interface RolloutWatchOutput extends RolloutWatchInput {
  rows: () => readonly Row[];
  freshness: () => Freshness;
  subscribe: (listener: { change: (change: Change) => void; freshness: (freshness: Freshness) => void }) => () => void;
}

const NameField = Type.Optional(Type.String({ minLength: 1, maxLength: 253 }));

export const createWatchOperation = (): Operation<RolloutWatchInput, RolloutWatchOutput> =>
  clusterOperation({
    id: 'rollouts.watch',
    summary: 'Rollouts as they are and as they change',
    effect: 'read',
    access: 'viewer',
    input: Type.Object({ namespace: NameField, name: NameField }),
    run: async ({ namespace, name }, context) => {
      const cache = await syncedCache(await servedRolloutKind(context), context);
      const view = cache.view(namespace === undefined ? {} : { namespaces: [namespace] });
      const isMeant = (row: Row) =>
        (namespace === undefined || row.namespace === namespace) && (name === undefined || row.name === name);
      return {
        ...(namespace === undefined ? {} : { namespace }),
        ...(name === undefined ? {} : { name }),
        rows: () => view.page(0, view.total).filter(isMeant),
        freshness: () => cache.freshness(),
        subscribe: ({ change, freshness }) =>
          cache.subscribe({
            change: (changed) => {
              if (isMeant(changed.row)) change(changed);
            },
            freshness,
          }),
      };
    },
  });

export interface RolloutEvent {
  type: 'snapshot' | 'upsert' | 'delete' | 'error' | 'heartbeat';
  /** The Rollout as it is, or was when it was deleted. */
  row?: Row;
  message?: string;
}

/** Milliseconds between heartbeats. Source: peers §4. */
const heartbeatMs = 20_000;

/**
 * One `snapshot` for each Rollout that is there, then `upsert` and `delete` as they come. When the cluster is lost sight of an
 * `error` says so, and fresh snapshots follow once it is back; the stream stays open. A slow reader is waited for, and then
 * sent the newest state of what changed meanwhile: what waits is bounded by how many Rollouts there are.
 */
export const streamRollouts = async (
  output: RolloutWatchOutput,
  { sink, clock, frame }: { sink: FrameSink; clock: Clock; frame: (event: RolloutEvent) => Buffer },
): Promise<void> => {
  if (sink.closed.aborted) return;
  const waiting = new Map<string, RolloutEvent>();
  let busy = false;
  let lost = false;

  const flush = (): void => {
    if (busy) return;
    for (const [key, event] of waiting) {
      waiting.delete(key);
      const slow = sink.sendFrame(frame(event));
      if (slow === undefined) continue;
      busy = true;
      const goOn = () => {
        busy = false;
        if (!sink.closed.aborted) flush();
      };
      slow.then(goOn, goOn);
      return;
    }
  };
  const tell = (key: string, event: RolloutEvent) => {
    // Moves what is told anew to the end, so that events come in the order of what they tell.
    waiting.delete(key);
    waiting.set(key, event);
    flush();
  };
  const snapshot = () => {
    for (const row of output.rows()) tell(row.key, { type: 'snapshot', row });
  };

  const unsubscribe = output.subscribe({
    change: ({ type, row }) => {
      if (!lost) tell(row.key, { type: type === 'DELETED' ? 'delete' : 'upsert', row });
      else if (type === 'DELETED') tell(row.key, { type: 'delete', row });
    },
    freshness: ({ state, reason }) => {
      if (state === 'synced' && lost) {
        lost = false;
        snapshot();
      } else if (state !== 'synced' && !lost) {
        lost = true;
        tell('', { type: 'error', message: reason ?? 'the cluster was lost sight of' });
      }
    },
  });
  let cancel = () => {};
  const beat = () => {
    tell(' ', { type: 'heartbeat' });
    cancel = clock.after(heartbeatMs, beat);
  };
  cancel = clock.after(heartbeatMs, beat);
  const { state, reason } = output.freshness();
  snapshot();
  if (state !== 'synced') {
    lost = true;
    tell('', { type: 'error', message: reason ?? 'the cluster was lost sight of' });
  }
  await untilClosed(sink);
  cancel();
  unsubscribe();
};
