import { podKind } from '@binnacle/kube/api';
import type { Pod } from '@binnacle/kube/api';
import { sleep } from '@binnacle/kube/clock';
import type { Clock } from '@binnacle/kube/clock';
import { Type } from 'typebox';
import type { Operation } from '../operation.ts';
import { clusterOperation } from '../resources/index.ts';
import { chooseContainer } from './container.ts';
import type { LogsInput, LogsOutput } from './types.ts';

/** Milliseconds. */
const headPatience = 1_000;

const count = (minimum: number, maximum = Number.MAX_SAFE_INTEGER) => Type.Optional(Type.Integer({ minimum, maximum }));

/** A container's log, pulled from the kubelet as fast as the reader takes it. */
export const createLogsOperation = (clock: Clock): Operation<LogsInput, LogsOutput> =>
  clusterOperation({
    id: 'pods.logs',
    summary: "A container's log",
    effect: 'read',
    access: 'viewer',
    input: Type.Object({
      namespace: Type.String({ minLength: 1, maxLength: 253 }),
      name: Type.String({ minLength: 1, maxLength: 253 }),
      container: Type.Optional(Type.String({ minLength: 1, maxLength: 253 })),
      follow: Type.Optional(Type.Boolean()),
      previous: Type.Optional(Type.Boolean()),
      timestamps: Type.Optional(Type.Boolean()),
      tailLines: count(0),
      sinceSeconds: count(1),
      sinceTime: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
      limitBytes: count(1),
    }),
    run: async ({ namespace, name, container: asked, ...options }, { cluster, signal }) => {
      const key = { namespace, name };
      const container = chooseContainer(await cluster.client.get<Pod>(podKind, key, signal), asked);
      const log = cluster.client.log(key, { ...options, container, signal });
      const stream = options.follow ? await startedOrLater(log, clock) : await log;
      return { container, stream };
    },
  });

/**
 * A kubelet answers a followed log with its first line, which a quiet container may never write. So the answer's head is
 * waited for just long enough to hear of a refusal, and then within the stream.
 */
const startedOrLater = async (
  log: Promise<AsyncIterable<Uint8Array>>,
  clock: Clock,
): Promise<AsyncIterable<Uint8Array>> => {
  const later = async function* () {
    yield* await log;
  };
  const waited = new AbortController();
  const patience = sleep(clock, headPatience, waited.signal).then(later);
  try {
    return await Promise.race([log, patience]);
  } finally {
    patience.catch(() => undefined);
    waited.abort();
  }
};
