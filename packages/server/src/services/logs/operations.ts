import { badRequest, parseLabelSelector, podKind, type Pod } from '@binnacle/kube/api';
import type { LabelMatcher } from '@binnacle/kube/api';
import { sleep, type Clock } from '@binnacle/kube/clock';
import type { Row } from '@binnacle/kube/watch';
import { Type } from 'typebox';
import { invalidField } from '../errors.ts';
import type { CallContext, Operation } from '../operation.ts';
import { chooseContainer, containersOf } from '../pods/index.ts';
import { clusterOperation, KindField, NameField, NamespaceField, syncedCache } from '../resources/index.ts';
import { createNews } from './news.ts';
import { mostAtOnce, takeDue } from './merge.ts';
import { openSource, type Source } from './source.ts';
import type { LogNews, LogStream, SourceState, StreamLogsInput } from './types.ts';

export interface LogOperations {
  stream: Operation<StreamLogsInput, LogStream>;
  download: Operation<StreamLogsInput, LogStream>;
}

/** Logs read at once: each is a connection to a kubelet. */
export const mostSources = 100;
/** Live lines go out together this often, however many logs say something in between. */
const lookEveryMs = 20;

const Position = Type.Object({
  pod: NameField,
  container: NameField,
  time: Type.String({ minLength: 20, maxLength: 40 }),
  count: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
});

const fields = Type.Object({
  namespace: NamespaceField,
  pod: Type.Optional(NameField),
  labelSelector: Type.Optional(Type.String({ maxLength: 4_096 })),
  kind: Type.Optional(KindField),
  name: Type.Optional(NameField),
  container: Type.Optional(NameField),
  previous: Type.Optional(Type.Boolean()),
  tailLines: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000 })),
  sinceSeconds: Type.Optional(Type.Integer({ minimum: 1 })),
  search: Type.Optional(Type.String({ minLength: 1, maxLength: 1_000 })),
  resume: Type.Optional(Type.Array(Position, { maxItems: mostSources })),
});

/** Logs of one Pod, of the Pods of a workload, or of those that a selector picks, merged in time order. */
export const createLogOperations = (clock: Clock): LogOperations => ({
  stream: clusterOperation({
    id: 'pods.streamLogs',
    summary: 'Logs of containers as they are written, merged in time order',
    effect: 'read',
    access: 'viewer',
    verb: 'logs',
    input: fields,
    run: (input, context) => open({ tailLines: 100, ...input }, { context, clock, follow: true }),
  }),
  download: clusterOperation({
    id: 'pods.downloadLogs',
    summary: 'Logs of containers as far as they are kept, merged in time order',
    effect: 'read',
    access: 'viewer',
    verb: 'logs',
    input: fields,
    run: (input, context) => open(input, { context, clock, follow: false }),
  }),
});

interface OpenOptions {
  context: CallContext;
  clock: Clock;
  follow: boolean;
}

const open = async (input: StreamLogsInput, options: OpenOptions): Promise<LogStream> => {
  const { context } = options;
  if (input.sinceSeconds !== undefined && input.resume !== undefined)
    throw invalidField('resume', 'says where to begin already: leave out sinceSeconds');
  const matches = await podMatcher(input, context);
  const cache = await syncedCache(podKind, context);
  return {
    news: (signal) => {
      const podsNow = () => {
        const view = cache.view({ namespaces: [input.namespace], sortBy: 'name' });
        return view.page(0, view.total).filter(matches);
      };
      return follow(input, {
        ...options,
        podsNow,
        signal,
        onPods: (listener) => cache.subscribe({ change: listener }),
      });
    },
  };
};

type PodMatcher = (row: Row) => boolean;

/** Which Pods are meant. Throws BadRequest unless it is said in one way, and NotFound for a Pod or workload that is not there. */
const podMatcher = async (input: StreamLogsInput, { cluster, signal }: CallContext): Promise<PodMatcher> => {
  const { namespace, pod, labelSelector, kind, name, container } = input;
  const ways = [pod, labelSelector, name].filter((way) => way !== undefined).length;
  if (ways !== 1 || (kind === undefined) !== (name === undefined))
    throw badRequest('say which Pods are meant: by pod, by labelSelector, or by kind and name of a workload');
  if (pod !== undefined) {
    const object = await cluster.client.get<Pod>(podKind, { namespace, name: pod }, signal);
    if (container !== undefined) chooseContainer(object, container);
    return (row) => row.name === pod;
  }
  const selector =
    labelSelector === undefined
      ? await workloadSelector(input, { cluster, signal })
      : parseLabelSelector(labelSelector);
  return (row) => selector.matches(row.labels);
};

const workloadSelector = async (
  { namespace, kind, name = '' }: StreamLogsInput,
  { cluster, signal }: Pick<CallContext, 'cluster' | 'signal'>,
): Promise<LabelMatcher> => {
  if (kind?.podSelector === undefined) throw invalidField('kind', `has no Pods of its own: ${kind?.plural ?? ''}`);
  const selector = kind.podSelector(await cluster.client.get(kind, { namespace, name }, signal));
  if (selector === undefined) throw badRequest(`${kind.plural} "${name}" picks no Pods`);
  return selector;
};

interface FollowOptions extends OpenOptions {
  podsNow: () => readonly Row[];
  onPods: (listener: () => void) => () => void;
  signal: AbortSignal;
}

async function* follow(input: StreamLogsInput, options: FollowOptions): AsyncGenerator<LogNews> {
  const { context, clock, follow: isLive, podsNow, onPods } = options;
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const sources = new Map<string, Source>();
  let present = new Set<string>();
  let states: SourceState[] = [];
  let isTold = false;
  const heard = createNews(signal);
  const needle = input.search?.toLowerCase();

  const join = () => {
    present = new Set();
    for (const row of podsNow()) {
      const pod = JSON.parse(row.bytes.toString('utf8')) as Pod;
      const all = containersOf(pod);
      for (const container of input.container === undefined ? all : all.filter((name) => name === input.container)) {
        const id = `${row.uid}/${container}`;
        present.add(id);
        if (sources.has(id)) continue;
        if (sources.size >= mostSources) {
          if (!isTold)
            states.push({
              pod: row.name,
              container,
              state: 'ended',
              reason: `only ${mostSources} logs are read at once`,
            });
          isTold = true;
          continue;
        }
        const position = input.resume?.find((known) => known.pod === row.name && known.container === container);
        const { previous = false, tailLines, sinceSeconds } = input;
        sources.set(
          id,
          openSource({
            client: context.cluster.client,
            namespace: input.namespace,
            pod: row.name,
            container,
            options: {
              follow: isLive && !previous,
              previous,
              ...(tailLines === undefined ? {} : { tailLines }),
              ...(sinceSeconds === undefined ? {} : { sinceSeconds }),
            },
            position,
            clock,
            signal,
            onNews: heard.tell,
            onState: (state) => {
              states.push(state);
              heard.tell();
            },
          }),
        );
      }
    }
    for (const [id, source] of sources) if (!present.has(id)) source.finish();
  };

  join();
  const unsubscribe = isLive ? onPods(join) : () => {};
  try {
    while (!signal.aborted) {
      const lookedAt = clock.now();
      const due = takeDue(sources.values(), { clock, isLive });
      const lines = needle === undefined ? due : due.filter(({ text }) => text.toLowerCase().includes(needle));
      const told = states;
      states = [];
      if (lines.length > 0 || told.length > 0) yield { lines, sources: told };
      if (due.length === mostAtOnce || told.length > 0) continue;
      if (!isLive) {
        if (due.length > 0) continue;
        if ([...sources.values()].every(({ isOver }) => isOver)) return;
        await heard.next();
        continue;
      }
      for (const [id, source] of sources) if (source.isOver && !present.has(id)) sources.delete(id);
      if ([...sources.values()].every((source) => source.peek() === undefined)) await heard.next();
      await sleep(clock, Math.max(0, lookedAt + lookEveryMs - clock.now()), signal).catch(() => undefined);
    }
  } finally {
    unsubscribe();
    stop.abort();
  }
}
