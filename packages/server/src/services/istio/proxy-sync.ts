import { isConditionTrue, podKind, type Pod } from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import { rootNamespace, type ProxySync, type ProxySyncReader, type ProxySyncReading } from '../health/index.ts';
import type { ClusterHandle } from '../operation.ts';
import { readIstiodStatus, type IstiodPod } from './istiod-status.ts';
import { parseSyncz } from './parse-syncz.ts';

/** Asked at most that often while somebody looks; a refusal is remembered longer. In ms. */
const everyMs = 30_000;
const retryMs = 120_000;
/** Who asks after a long silence waits for what is true now. */
const oldMs = 60_000;
/** A whole reading, and the wait for the first one. */
const limitMs = 5_000;
/** Istiods of one cluster that are asked. */
const mostIstiods = 20;

interface Known {
  /** Epoch ms of the last try. */
  triedAt: number;
  reading?: ProxySyncReading;
  /** Why the last try failed. */
  failure?: Error;
  running?: Promise<void> | undefined;
}

/** Asks the istiods of clusters how far their proxies are: in the background, once for all who want to know. */
export const createProxySyncReader = (clock: Clock): ProxySyncReader => {
  const clusters = new WeakMap<ClusterHandle, Known>();

  const readNow = async (cluster: ClusterHandle, known: Known): Promise<void> => {
    known.triedAt = clock.now();
    const limit = new AbortController();
    const cancel = clock.after(limitMs, () => limit.abort(new Error(`no answer within ${limitMs / 1_000} s`)));
    const leave = () => limit.abort(cluster.closed.reason);
    cluster.closed.addEventListener('abort', leave, { once: true });
    try {
      const proxies = await readAll(cluster, known.reading, { at: known.triedAt, signal: limit.signal });
      known.reading = { at: known.triedAt, proxies };
      delete known.failure;
    } catch (error) {
      known.failure = error instanceof Error ? error : new Error(String(error));
    } finally {
      cancel();
      cluster.closed.removeEventListener('abort', leave);
      known.running = undefined;
    }
  };

  return {
    read: async (cluster) => {
      let known = clusters.get(cluster);
      if (known === undefined) clusters.set(cluster, (known = { triedAt: -Infinity }));
      const due = known.failure === undefined ? everyMs : retryMs;
      if (known.running === undefined && clock.now() - known.triedAt >= due) known.running = readNow(cluster, known);
      const isOld = clock.now() - (known.reading?.at ?? -Infinity) >= oldMs;
      if (isOld && known.failure === undefined) await known.running;
      // What an istiod said before it fell silent is no longer true of its proxies.
      if (known.failure !== undefined) throw known.failure;
      if (known.reading === undefined) throw new Error('istiod has not been asked yet');
      return known.reading;
    },
  };
};

const readAll = async (
  { client }: ClusterHandle,
  before: ProxySyncReading | undefined,
  { at, signal }: { at: number; signal: AbortSignal },
): Promise<Map<string, ProxySync>> => {
  const { items } = await client.list(podKind, { namespace: rootNamespace, labelSelector: 'app=istiod', signal });
  const istiods = (items as unknown as Pod[]).filter(isReady).map(({ metadata }) => metadata.name);
  if (istiods.length === 0) throw new Error(`no istiod is ready in namespace "${rootNamespace}"`);
  if (istiods.length > mostIstiods) throw new Error(`there are ${istiods.length} istiods: more than are asked`);
  const answers = await Promise.all(
    istiods.map(async (name) => ({
      istiod: name,
      text: await ask(client, { namespace: rootNamespace, name }, signal),
    })),
  );
  const proxies = new Map<string, ProxySync>();
  for (const { istiod, text } of answers)
    for (const { namespace, name, behind } of parseSyncz(text)) {
      const key = `${namespace}/${name}`;
      const known = before?.proxies.get(key);
      const since = Object.fromEntries(
        Object.entries(behind).map(([type, sent]) => {
          const same = known?.behind[type];
          return [type, { sent, since: same?.sent === sent ? same.since : at }];
        }),
      );
      proxies.set(key, { namespace, name, istiod, behind: since });
    }
  return proxies;
};

const isReady = ({ status }: Pod): boolean => isConditionTrue(status?.conditions, 'Ready');

const ask = async (client: ClusterHandle['client'], pod: IstiodPod, signal: AbortSignal): Promise<string> => {
  try {
    return await readIstiodStatus(client, pod, signal);
  } catch (error) {
    const why = signal.aborted ? (signal.reason as unknown) : error;
    throw new Error(`istiod "${pod.name}" does not say: ${why instanceof Error ? why.message : String(why)}`, {
      cause: error,
    });
  }
};
