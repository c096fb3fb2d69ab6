import type {
  ClusterMetrics,
  KubernetesObject,
  RolloutActionReply,
  RolloutAnalysis,
  RolloutHistoryEntry,
  RolloutObject,
  RolloutPods,
  RolloutRollbackReply,
  RolloutWatchEvent,
  SetImageReply,
  SetImageRequest,
  WorkloadType,
} from '../rollouts.ts';
import { toContractError } from './console-error.ts';
import { openEventStream, type EventStream, type StreamState } from './event-stream.ts';
import { createHttp, type HttpOptions, type RequestOptions } from './http.ts';
import type { Timers } from './timers.ts';

export interface RolloutClientOptions extends HttpOptions {
  /** Name or id of the cluster that calls go to unless they say; the server's default one without it. */
  cluster?: string | number;
  timers?: Timers;
}

/** What every call takes. */
export interface RolloutCall {
  signal?: AbortSignal;
  /** Name or id. */
  cluster?: string | number;
}

export interface RolloutWatchHandlers<R = RolloutObject> {
  onEvent: (event: RolloutWatchEvent<R>) => void;
  /**
   * `open` comes before the snapshots of all that is there, also after each reconnection: what is not among them is gone.
   * `closed` with an error: trying again would not help.
   */
  onState?: (state: StreamState) => void;
}

const base = '/api/v1';

const pathOf = (...parts: string[]): string => `${base}/${parts.map(encodeURIComponent).join('/')}`;

/** Contract 000 beats every 20 s. */
const silenceMs = 60_000;

/**
 * Contract 000 (`/api/v1`) as functions, by the names of its document, and one for every other of its operations. Every call
 * rejects with ConsoleError, whose `reason` is the contract's code (`ROLLOUT_NOT_PROMOTABLE`), or with AbortError when its
 * signal fired. `R` is what a Rollout is to the caller.
 */
export const createRolloutClient = <R extends RolloutObject = RolloutObject>(options: RolloutClientOptions = {}) => {
  const http = createHttp(options, toContractError);
  const timers = options.timers === undefined ? {} : { timers: options.timers };

  const queryOf = (call: RolloutCall) => ({ cluster: call.cluster ?? options.cluster });
  const ask = async <T>(path: string, call: RolloutCall, request: RequestOptions = {}): Promise<T> => {
    const { data } = await http.json<{ data: T }>(path, {
      ...request,
      query: { ...queryOf(call), ...request.query },
      ...(call.signal === undefined ? {} : { signal: call.signal }),
    });
    return data;
  };
  const read =
    <T>(action: string) =>
    (namespace: string, name: string, call: RolloutCall = {}): Promise<T> =>
      ask<T>(pathOf('rollout', action, namespace, name), call);
  const act =
    <T = RolloutActionReply>(action: string) =>
    (namespace: string, name: string, call: RolloutCall = {}): Promise<T> =>
      ask<T>(pathOf('rollout', action, namespace, name), call, { method: 'POST' });

  const watch = (path: string, handlers: RolloutWatchHandlers<R>, call: RolloutCall): EventStream => {
    const stream = openEventStream({
      ...timers,
      silenceMs,
      errorGoesOn: true,
      open: (signal) => http.send(path, { query: queryOf(call), accept: 'text/event-stream', signal, timeoutMs: 0 }),
      onState: (state) => handlers.onState?.(state),
      onEvent: ({ event, data }) => {
        const told = JSON.parse(data) as Omit<RolloutWatchEvent<R>, 'event'>;
        // The last words of a server that ends the stream are an error of another form; the stream is opened again then.
        if (told.type === 'rollout') handlers.onEvent({ ...told, event: event as RolloutWatchEvent['event'] });
      },
    });
    if (call.signal?.aborted === true) stream.close();
    else call.signal?.addEventListener('abort', stream.close, { once: true });
    return stream;
  };

  return {
    getRollout: (namespace: string, name: string, call: RolloutCall = {}) =>
      ask<R>(pathOf('rollout', namespace, name), call),
    getRolloutStatus: read<R>('status'),
    /** The workload's Pods, by revision. */
    getRolloutPods: <P extends KubernetesObject = KubernetesObject>(
      namespace: string,
      name: string,
      call: RolloutCall = {},
    ) => ask<RolloutPods<P>>(pathOf('rollout', namespace, name, 'pods'), call),
    /** Newest first. */
    getRolloutHistory: read<{ history: RolloutHistoryEntry[] }>('history'),
    getRolloutAnalysis: (namespace: string, name: string, call: RolloutCall = {}) =>
      ask<RolloutAnalysis>(pathOf('rollout', namespace, name, 'analysis'), call),
    listRollouts: (namespace: string, call: RolloutCall = {}) =>
      ask<{ rollouts: R[]; total: number; namespace: string }>(pathOf('rollout', 'list', namespace), call),
    /** Those that release something or wait to be confirmed. */
    listActiveRollouts: (namespace: string, call: RolloutCall = {}) =>
      ask<R[]>(pathOf('rollout', 'active', namespace), call),

    /** Holds a release where it is. */
    pauseRollout: act('pause'),
    resumeRollout: act('resume'),
    /** Has changes of the workload released in steps again. */
    enableRollout: act('enable'),
    /** Lets go of the workload: a release under way goes on in one go. */
    disableRollout: act('disable'),
    /** The document's older word for `disableRollout`. */
    abortRollout: act('abort'),
    /** Runs the current step again. */
    retryRollout: act('retry'),
    /** Goes on past the step that waits; 409 ROLLOUT_NOT_PROMOTABLE when none does. */
    promoteRollout: act('promote'),
    /** Goes to the last step and through it. */
    approveRollout: act('approve'),
    /** Goes to another step, from 1. Beyond the document. */
    jumpRollout: (namespace: string, name: string, { step, ...call }: RolloutCall & { step: number }) =>
      ask<RolloutActionReply>(pathOf('rollout', 'jump', namespace, name), call, { method: 'POST', body: { step } }),
    /** Gives the workload its stable template again. */
    rollbackRollout: act<RolloutRollbackReply>('rollback'),
    /** Gives the workload the template before the current one. */
    undoRollout: act<RolloutRollbackReply>('undo'),
    /** Replaces the workload's Pods, released in steps. */
    restartRollout: act('restart'),
    setRolloutImage: (namespace: string, name: string, request: RolloutCall & SetImageRequest) => {
      const { signal: _signal, cluster: _cluster, ...body } = request;
      return ask<SetImageReply>(pathOf('rollout', 'set-image', namespace, name), request, { method: 'POST', body });
    },

    /** All Rollouts of a namespace, live; of all namespaces when it is empty, which is beyond the document. */
    watchRollouts: (namespace: string, handlers: RolloutWatchHandlers<R>, call: RolloutCall = {}): EventStream =>
      watch(namespace === '' ? pathOf('rollout', 'watch') : pathOf('rollout', 'watch', namespace), handlers, call),
    /** One Rollout, live; one that does not exist yet is waited for. */
    watchRollout: (
      at: { namespace: string; name: string },
      handlers: RolloutWatchHandlers<R>,
      call: RolloutCall = {},
    ): EventStream => watch(pathOf('rollout', 'watch', at.namespace, at.name), handlers, call),

    getClusterMetrics: (call: RolloutCall = {}) => ask<ClusterMetrics>(pathOf('cluster', 'metrics'), call),
    listNamespaces: (call: RolloutCall = {}) => ask<string[]>(pathOf('namespaces'), call),
    /** The workloads of a namespace, by kind. */
    listWorkloads: (namespace: string, call: RolloutCall = {}) =>
      ask<Record<string, KubernetesObject[]>>(pathOf('workload', namespace), call),
    listWorkloadsOfType: (namespace: string, type: WorkloadType, call: RolloutCall = {}) =>
      ask<{ apiVersion: string; kind: string; items: KubernetesObject[] }>(pathOf('workload', namespace, type), call),
    ...workloadFunctions(ask),
  };
};

type Ask = <T>(path: string, call: RolloutCall, request?: RequestOptions) => Promise<T>;

/** One workload. */
export interface WorkloadAddress {
  namespace: string;
  type: WorkloadType;
  name: string;
}

const workloadFunctions = (ask: Ask) => {
  const at = ({ namespace, type, name }: WorkloadAddress, ...rest: string[]) =>
    pathOf('workload', namespace, type, name, ...rest);
  return {
    getWorkload: (address: WorkloadAddress, call: RolloutCall = {}) => ask<KubernetesObject>(at(address), call),
    getWorkloadPods: (address: WorkloadAddress, call: RolloutCall = {}) =>
      ask<{ workload: KubernetesObject; pods: KubernetesObject[] }>(at(address, 'pods'), call),
    scaleWorkload: (address: WorkloadAddress, replicas: number, call: RolloutCall = {}) =>
      ask<RolloutActionReply & { replicas: number }>(at(address, 'scale'), call, {
        method: 'POST',
        query: { replicas },
      }),
    restartWorkload: (address: WorkloadAddress, call: RolloutCall = {}) =>
      ask<RolloutActionReply>(at(address, 'restart'), call, { method: 'POST' }),
    deleteWorkload: (address: WorkloadAddress, call: RolloutCall = {}) =>
      ask<RolloutActionReply>(at(address), call, { method: 'DELETE' }),
  };
};

export type RolloutClient<R extends RolloutObject = RolloutObject> = ReturnType<typeof createRolloutClient<R>>;
