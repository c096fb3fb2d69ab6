import { badRequest, fromStatus } from '../api/index.ts';
import type { KubeList, KubeObject, ObjectKey, ResourceRef, Status, UnstructuredObject } from '../api/index.ts';
import { createRng, createSystemClock } from '../clock/index.ts';
import type { Clock, Rng } from '../clock/index.ts';
import { createCredentialSource } from './credentials.ts';
import type { Interceptor } from './interceptor.ts';
import type { Environment } from './load-kubeconfig.ts';
import { createPortStream, portForwardPath, portForwardProtocol } from './port-forward.ts';
import { proxyFromEnvironment } from './proxy-environment.ts';
import { resourcePath } from './resource-path.ts';
import { createSender } from './sender.ts';
import { createSession, sessionPath, sessionProtocols } from './session.ts';
import type { ClusterTarget } from './target.ts';
import { createTransport } from './transport.ts';
import type {
  DeleteOptions,
  KubeClient,
  KubeRequest,
  ListOptions,
  PatchType,
  WatchOptions,
  WriteOptions,
} from './types.ts';
import { readWatchFrames } from './watch-frames.ts';
import { openWebSocket } from './web-socket.ts';

export interface ClientOptions {
  /** Sees and may change each attempt; for fault tests and measuring. */
  interceptor?: Interceptor;
  clock?: Clock;
  rng?: Rng;
  userAgent?: string;
  /** What credential plugins inherit, and where proxies are named; the process's own environment unless given. */
  env?: Environment;
}

const patchTypes: Record<PatchType, string> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  // JSON is YAML, and the only apply content type that every server since 1.16 takes.
  apply: 'application/apply-patch+yaml',
};

const versionTimeoutMs = 5_000;

/** A client of one API server. Connects at the first call; `close` it when it is no longer needed. */
export const createClient = (target: ClusterTarget, options: ClientOptions = {}): KubeClient => {
  const clock = options.clock ?? createSystemClock();
  const env = options.env ?? process.env;
  const proxyUrl = target.proxyUrl ?? proxyFromEnvironment(target.server, env);
  const reached = proxyUrl === undefined ? target : { ...target, proxyUrl };
  const transport = createTransport(reached);
  const credentials = createCredentialSource(target, clock, options.env ?? process.env);
  const userAgent = options.userAgent ?? 'binnacle';
  const send = createSender({
    target,
    transport,
    clock,
    rng: options.rng ?? createRng(clock.now()),
    credentials: createCredentialSource(target, clock, env),
    interceptor: options.interceptor,
    userAgent,
  });
  const sessions = new Set<{ terminate(): void }>();
  /** Closed with the client, and when `signal` is aborted. */
  const openSocket = async (opening: {
    path: string;
    protocols: readonly string[];
    signal: AbortSignal | undefined;
  }) => {
    const socket = await openWebSocket(credentials, { ...opening, target: reached, userAgent });
    const leave = () => socket.terminate();
    opening.signal?.addEventListener('abort', leave, { once: true });
    sessions.add(socket);
    socket.once('close', () => {
      sessions.delete(socket);
      opening.signal?.removeEventListener('abort', leave);
    });
    return socket;
  };
  const call = async <T>(request: KubeRequest): Promise<T> => (await send(request)).json<T>();

  return {
    server: target.server,
    request: send,

    get: async (ref, key, signal) => call({ method: 'GET', path: resourcePath(ref, key), ...toSignal(signal) }),

    list: async <T extends KubeObject = UnstructuredObject>(ref: ResourceRef, list: ListOptions = {}) =>
      call<KubeList<T>>({
        method: 'GET',
        path: resourcePath(ref, { namespace: list.namespace }),
        query: toListQuery(list),
        ...toSignal(list.signal),
      }),

    watch: async function* (ref, watch: WatchOptions = {}) {
      const response = await send(watchRequest(ref, watch));
      for await (const frame of readWatchFrames(response.stream())) {
        if (frame.type === 'ERROR') throw fromStatus(JSON.parse(frame.object.toString('utf8')) as Partial<Status>);
        yield frame;
      }
    },

    create: async (ref, object, write) =>
      call({
        method: 'POST',
        path: resourcePath(ref, { namespace: namespaceOf(ref, object) }),
        query: toWriteQuery(write),
        body: object,
        ...toSignal(write?.signal),
      }),

    update: async (ref, object, write) =>
      call({
        method: 'PUT',
        path: resourcePath(ref, {
          namespace: object.metadata.namespace,
          name: object.metadata.name,
          ...(write?.subresource === undefined ? {} : { subresource: write.subresource }),
        }),
        query: toWriteQuery(write),
        body: object,
        ...toSignal(write?.signal),
      }),

    patch: async (ref, key, patch) =>
      call({
        method: 'PATCH',
        path: resourcePath(ref, {
          ...key,
          ...(patch.subresource === undefined ? {} : { subresource: patch.subresource }),
        }),
        query: { ...toWriteQuery(patch), force: patch.force },
        headers: { 'content-type': patchTypes[patch.type] },
        body: patch.body,
        ...toSignal(patch.signal),
      }),

    delete: async (ref, key: ObjectKey, del) =>
      call({ method: 'DELETE', path: resourcePath(ref, key), body: toDeleteBody(del), ...toSignal(del?.signal) }),

    deleteCollection: async (ref, del = {}) => {
      await call({
        method: 'DELETE',
        path: resourcePath(ref, { namespace: del.namespace }),
        query: toListQuery(del),
        body: toDeleteBody(del),
        ...toSignal(del.signal),
      });
    },

    log: async (key, log = {}) => {
      const { signal, ...query } = log;
      const response = await send({
        method: 'GET',
        path: resourcePath(pods, { ...key, subresource: 'log' }),
        query,
        headers: { accept: '*/*' },
        // A kubelet answers a followed log with its first line, which a quiet container may not write for hours.
        ...(log.follow === true ? { timeoutMs: 0 } : {}),
        ...toSignal(signal),
      });
      return response.stream();
    },

    session: async (key, session = {}) => {
      const path = sessionPath(key, session);
      return createSession(await openSocket({ path, protocols: sessionProtocols, signal: session.signal }));
    },

    portForward: async (key, port, signal) => {
      const path = portForwardPath(key, port);
      return createPortStream(await openSocket({ path, protocols: [portForwardProtocol], signal }));
    },

    version: (signal) => call({ method: 'GET', path: '/version', timeoutMs: versionTimeoutMs, ...toSignal(signal) }),

    close: () => {
      for (const socket of sessions) socket.terminate();
      return transport.close();
    },
  };
};

const pods: ResourceRef = { group: '', version: 'v1', plural: 'pods', namespaced: true };

const toSignal = (signal: AbortSignal | undefined) => (signal === undefined ? {} : { signal });

/** The request behind a watch, for readers that want the answer's head or its bytes. */
export const watchRequest = (ref: ResourceRef, watch: WatchOptions): KubeRequest => ({
  method: 'GET',
  path: resourcePath(ref, { namespace: watch.namespace }),
  query: {
    ...toListQuery(watch),
    watch: true,
    allowWatchBookmarks: watch.allowWatchBookmarks,
    sendInitialEvents: watch.sendInitialEvents,
    timeoutSeconds: watch.timeoutSeconds,
  },
  ...toSignal(watch.signal),
});

const toListQuery = (list: ListOptions): KubeRequest['query'] => ({
  labelSelector: list.labelSelector,
  fieldSelector: list.fieldSelector,
  limit: list.limit,
  continue: list.continue,
  resourceVersion: list.resourceVersion,
  resourceVersionMatch: list.resourceVersionMatch,
});

const toWriteQuery = (write: WriteOptions | undefined): KubeRequest['query'] => ({
  dryRun: write?.dryRun === true ? 'All' : undefined,
  fieldManager: write?.fieldManager,
  fieldValidation: write?.fieldValidation,
});

const toDeleteBody = (del: DeleteOptions | undefined) => ({
  apiVersion: 'v1',
  kind: 'DeleteOptions',
  ...(del?.dryRun === true ? { dryRun: ['All'] } : {}),
  ...(del?.gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds: del.gracePeriodSeconds }),
  ...(del?.propagationPolicy === undefined ? {} : { propagationPolicy: del.propagationPolicy }),
  ...(del?.preconditions === undefined ? {} : { preconditions: del.preconditions }),
});

const namespaceOf = (ref: ResourceRef, object: KubeObject): string | undefined => {
  if (ref.namespaced && object.metadata.namespace === undefined) {
    throw badRequest(`metadata.namespace is missing: ${ref.plural} are in namespaces`);
  }
  return object.metadata.namespace;
};
