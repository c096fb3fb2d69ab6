import { badRequest, notFound } from '@binnacle/kube/api';
import type { ControllerContext, LogRequest } from '../../types.ts';
import { fromTime, refs } from '../../local/objects.ts';
import type { Container, ContainerStatus, Pod } from '../../local/objects.ts';
import { createLogSource, type LogLine, type LogSource } from './source.ts';

/** Bytes asked for at most between two turns of the reader. */
const chunkBytes = 16_384;

/** A follower looks at least this often whether its container still runs. */
const idleMs = 5_000;

/**
 * Reads containers' logs out of thin air: lines follow from the container's identity and the time, unless the run is one
 * whose lines were `captured`.
 */
export const createLogReader = (
  { client, clock }: Pick<ControllerContext, 'client' | 'clock'>,
  captured: (uid: string, container: string, restart: number) => LogSource | undefined,
) => {
  const waiters = new Map<string, Set<() => void>>();

  const findPod = ({ namespace, pod: name }: LogRequest): Pod => {
    const pod = client.get<Pod>(refs.pods, { namespace, name });
    if (pod === undefined) throw notFound(refs.pods, name);
    return pod;
  };

  /** Resolves when the pod changes, the time comes, or the reader leaves. */
  const wait = (uid: string, ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const set = waiters.get(uid) ?? new Set();
      waiters.set(uid, set);
      const done = () => {
        cancel();
        signal.removeEventListener('abort', done);
        set.delete(done);
        if (set.size === 0) waiters.delete(uid);
        resolve();
      };
      const cancel = clock.after(ms, done);
      set.add(done);
      signal.addEventListener('abort', done, { once: true });
      if (signal.aborted) done();
    });

  const toText = (line: LogLine, timestamps: boolean): string =>
    `${timestamps ? `${toNanoTime(line.at)} ` : ''}${line.text}\n`;

  async function* stream(request: LogRequest, first: LogSource, uid: string): AsyncGenerator<Uint8Array> {
    const encoder = new TextEncoder();
    let left = request.limitBytes ?? Infinity;
    let source = first;
    let index = source.firstIndex({
      now: clock.now(),
      ...(request.tailLines === undefined ? {} : { tailLines: request.tailLines }),
      since: sinceOf(request, clock.now()),
    });
    for (;;) {
      let text = '';
      for (let line = source.line(index, clock.now()); line !== undefined; line = source.line(++index, clock.now())) {
        text += toText(line, request.timestamps);
        if (text.length >= chunkBytes) {
          index++;
          break;
        }
      }
      const isFull = text.length >= chunkBytes;
      if (text !== '') {
        const bytes = encoder.encode(text);
        yield bytes.length > left ? bytes.subarray(0, left) : bytes;
        left -= bytes.length;
      }
      if (left <= 0 || request.signal.aborted) return;
      if (isFull) continue;
      if (!request.follow || source.endsAt <= clock.now()) return;
      await wait(uid, Math.min(idleMs, Math.max(1, source.nextAt(index) - clock.now())), request.signal);
      if (request.signal.aborted) return;
      source = refresh(request, source, uid);
    }
  }

  /** The same run of the container, with its end if that has come. */
  const refresh = (request: LogRequest, source: LogSource, uid: string): LogSource => {
    if (source.endsAt !== Infinity) return source;
    const pod = client.get<Pod>(refs.pods, { namespace: request.namespace, name: request.pod });
    const found = pod?.metadata.uid === uid ? findRun(pod, request.container, false) : undefined;
    if (found === undefined || found.restart !== source.restart) {
      return source.endingAt(Math.floor(clock.now() / 1000) * 1000);
    }
    return found.endedAt === undefined ? source : source.endingAt(found.endedAt);
  };

  return {
    /** Wakes followers of a pod. */
    onChange: (pod: Pod) => {
      for (const done of [...(waiters.get(pod.metadata.uid ?? '') ?? [])]) done();
    },
    read: (request: LogRequest): Promise<AsyncIterable<Uint8Array>> =>
      Promise.resolve().then(() => {
        const pod = findPod(request);
        const container = chooseContainer(pod, request.container);
        // Not on a node yet: there is nobody to ask, and that is no failure.
        if (pod.spec.nodeName === undefined || pod.spec.nodeName === '') return nothing();
        const run = requireRun(pod, container.name, request.previous);
        const uid = pod.metadata.uid ?? '';
        const source =
          captured(uid, container.name, run.restart) ??
          createLogSource({
            uid,
            podName: pod.metadata.name,
            container,
            restart: run.restart,
            startedAt: run.startedAt,
            ...(run.endedAt === undefined ? {} : { endedAt: run.endedAt }),
            ...(run.exitCode === undefined ? {} : { exitCode: run.exitCode }),
          });
        return stream({ ...request, container: container.name }, source, uid);
      }),
  };
};

async function* nothing(): AsyncGenerator<Uint8Array> {}

const toNanoTime = (ms: number): string => {
  const whole = Math.floor(ms);
  const micros = Math.round((ms - whole) * 1e6);
  return `${new Date(whole).toISOString().slice(0, 23)}${String(micros).padStart(6, '0')}Z`;
};

const sinceOf = ({ sinceSeconds, sinceTime }: LogRequest, now: number): number => {
  if (sinceSeconds !== undefined) return now - sinceSeconds * 1000;
  return sinceTime === undefined ? 0 : fromTime(sinceTime);
};

const chooseContainer = (pod: Pod, name: string): Container => {
  const { containers, initContainers = [], ephemeralContainers = [] } = pod.spec;
  if (name !== '') {
    const found = [...containers, ...initContainers, ...ephemeralContainers].find(
      (container) => container.name === name,
    );
    if (found === undefined) throw badRequest(`container ${name} is not valid for pod ${pod.metadata.name}`);
    return found;
  }
  const [only] = containers;
  if (containers.length === 1 && only !== undefined) return only;
  const names = [...initContainers, ...containers].map((container) => container.name).join(' ');
  throw badRequest(`a container name must be specified for pod ${pod.metadata.name}, choose one of: [${names}]`);
};

interface Run {
  restart: number;
  startedAt: number;
  endedAt?: number;
  exitCode?: number;
}

const statusOf = (pod: Pod, name: string): ContainerStatus | undefined =>
  [
    ...(pod.status?.containerStatuses ?? []),
    ...(pod.status?.initContainerStatuses ?? []),
    ...(pod.status?.ephemeralContainerStatuses ?? []),
  ].find((status) => status.name === name);

/** The run whose log is meant, or undefined when there is none. */
const findRun = (pod: Pod, name: string, previous: boolean): Run | undefined => {
  const status = statusOf(pod, name);
  if (status === undefined) return undefined;
  const { state, lastState, restartCount } = status;
  const ended = previous
    ? lastState.terminated
    : (state.terminated ?? (state.running ? undefined : lastState.terminated));
  if (ended !== undefined) {
    const isEarlier = previous && (state.running !== undefined || state.terminated !== undefined);
    return {
      restart: isEarlier ? restartCount - 1 : restartCount,
      startedAt: fromTime(ended.startedAt),
      endedAt: fromTime(ended.finishedAt),
      exitCode: ended.exitCode,
    };
  }
  if (previous || state.running === undefined) return undefined;
  return { restart: restartCount, startedAt: fromTime(state.running.startedAt) };
};

/** As findRun, with a kubelet's words for what is missing. */
const requireRun = (pod: Pod, name: string, previous: boolean): Run => {
  const run = findRun(pod, name, previous);
  if (run !== undefined) return run;
  const about = `container "${name}" in pod "${pod.metadata.name}"`;
  if (previous) throw badRequest(`previous terminated ${about} not found`);
  const status = statusOf(pod, name);
  if (status === undefined) throw badRequest(`${about} is not available`);
  const reason = status.state.waiting?.reason ?? 'ContainerCreating';
  const known: Readonly<Record<string, string>> = {
    ErrImagePull: "image can't be pulled",
    ImagePullBackOff: 'trying and failing to pull image',
  };
  throw badRequest(`${about} is waiting to start: ${known[reason] ?? reason}`);
};
