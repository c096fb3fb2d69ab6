import { ApiError, podKind } from '@binnacle/kube/api';
import type { Pod } from '@binnacle/kube/api';
import { sleep } from '@binnacle/kube/clock';
import type { Clock } from '@binnacle/kube/clock';
import { Type } from 'typebox';
import type { Operation } from '../operation.ts';
import { clusterOperation } from '../resources/index.ts';
import type { LogsInput, LogsOutput } from './types.ts';

/** Source: Kubernetes reference, well-known labels, annotations and taints. */
const defaultContainerAnnotation = 'kubectl.kubernetes.io/default-container';

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

/** Containers by name, in the order of the Pod's life. */
const containersOf = ({ spec }: Pod): string[] =>
  [...spec.containers, ...(spec.initContainers ?? []), ...(spec.ephemeralContainers ?? [])].map(({ name }) => name);

const chooseContainer = (pod: Pod, asked: string | undefined): string => {
  const names = containersOf(pod);
  if (asked !== undefined) {
    if (names.includes(asked)) return asked;
    throw new ApiError(
      'NotFound',
      404,
      `container "${asked}" not found in pod "${pod.metadata.name}", which has ${names.join(', ')}`,
      {
        details: { name: asked, kind: 'containers' },
      },
    );
  }
  const chosen = pod.metadata.annotations?.[defaultContainerAnnotation];
  // An annotation that names no container is a slip of its author's, and no reason to show nothing.
  return chosen !== undefined && names.includes(chosen) ? chosen : names[0]!;
};
