import type { RolloutCluster } from '@binnacle/api';
import type { Clock } from '@binnacle/kube/clock';
import type { Row } from '@binnacle/kube/watch';
import { createCoalescer, untilClosed, type StreamSink } from '../resources/index.ts';
import type { FleetMember } from './fleet-members.ts';

export type FleetStream = (sink: StreamSink) => Promise<void>;

/** At most ten deltas a second. */
const deltaIntervalMs = 100;
/** Clusters that come, go or change are noticed after this time. */
const lookMs = 5_000;

/** RolloutsReply as JSON text. */
const encodeFleet = (items: readonly string[], clusters: readonly RolloutCluster[]): string =>
  `{"items":[${items.join(',')}],"clusters":${JSON.stringify(clusters)}}`;

interface Followed {
  member: FleetMember;
  /** Uids that the reader has been told of. */
  known: Set<string>;
  stop: () => void;
}

/**
 * Sends `rollouts`, then `delta`s and `clusters` as they come, until the reader leaves. A slow reader is waited for and then
 * sent one delta to the newest state: what waits is bounded by how many Rollouts there are.
 */
export const streamFleet = async (
  open: () => readonly FleetMember[],
  { sink, clock }: { sink: StreamSink; clock: Clock },
): Promise<void> => {
  if (sink.closed.aborted) return;
  /** By cluster id. */
  const followed = new Map<number, Followed>();
  /** By uid: the newest text to send, or undefined for one that is gone. */
  const waiting = new Map<string, string | undefined>();
  let started = false;
  let shownClusters = '';

  const clustersText = (): string => JSON.stringify([...followed.values()].map(({ member }) => member.state()));

  const next = (): void | Promise<void> => {
    const clusters = clustersText();
    const restated = clusters !== shownClusters;
    shownClusters = clusters;
    if (!started) {
      started = true;
      waiting.clear();
      const all = [...followed.values()];
      const items = all.flatMap(({ member, known }) => member.rows().map((row) => textOf(row, member, known)));
      const states = all.map(({ member }) => member.state());
      return sink.send('rollouts', encodeFleet(items, states));
    }
    const slow = waiting.size === 0 ? undefined : sink.send('delta', takeDelta(waiting));
    if (!restated) return slow;
    const sendClusters = () => sink.send('clusters', `{"clusters":${clusters}}`);
    return slow === undefined ? sendClusters() : slow.then(sendClusters);
  };
  const coalescer = createCoalescer({ clock, intervalMs: deltaIntervalMs, run: next });

  const follow = (member: FleetMember): void => {
    const known = new Set<string>();
    const forget = member.cache?.subscribe({
      change: ({ type, row }) => {
        if (!member.isMeant(row)) return;
        waiting.delete(row.uid);
        if (type !== 'DELETED') waiting.set(row.uid, textOf(row, member, known));
        else if (known.delete(row.uid)) waiting.set(row.uid, undefined);
        coalescer.poke();
      },
      freshness: coalescer.poke,
    });
    followed.set(member.cluster.id, { member, known, stop: forget ?? (() => undefined) });
    for (const row of started ? member.rows() : []) waiting.set(row.uid, textOf(row, member, known));
  };
  const leave = ({ member, known, stop }: Followed): void => {
    stop();
    followed.delete(member.cluster.id);
    for (const uid of known) waiting.set(uid, undefined);
  };

  let cancel = (): void => undefined;
  /** Follows what is new, and leaves what is gone or is connected to anew. */
  const look = (): void => {
    const found = new Map(open().map((member) => [member.cluster.id, member]));
    for (const entry of [...followed.values()]) {
      const now = found.get(entry.member.cluster.id);
      if (now === undefined || now.cache !== entry.member.cache) leave(entry);
    }
    for (const [id, member] of found) if (!followed.has(id)) follow(member);
    coalescer.poke();
    cancel = clock.after(lookMs, look);
  };
  look();
  await untilClosed(sink);
  cancel();
  coalescer.stop();
  for (const { stop } of followed.values()) stop();
};

const textOf = (row: Row, member: FleetMember, known: Set<string>): string => {
  known.add(row.uid);
  return member.tell(row).text;
};

/** RolloutsDelta as JSON text. */
const takeDelta = (waiting: Map<string, string | undefined>): string => {
  const items = [...waiting.values()].filter((text) => text !== undefined);
  const gone = [...waiting].filter(([, text]) => text === undefined).map(([uid]) => uid);
  waiting.clear();
  return `{"items":[${items.join(',')}],"gone":${JSON.stringify(gone)}}`;
};
