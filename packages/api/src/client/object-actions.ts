import type {
  DeleteRequest,
  DrainRequest,
  RelatedReply,
  RollbackReply,
  WireDrain,
  WirePatch,
  WireRevision,
} from '../actions.ts';
import type { Cancel, ObjectAddress, WireObject } from './address.ts';
import { objectPath } from './address.ts';
import type { Http, Written } from './http.ts';

/** What can be done to one object, as functions. */
export const createObjectActions = (http: Http) => {
  const toPost = (at: ObjectAddress, action: string, request: Cancel & { body?: unknown }) =>
    [`${objectPath(at)}/${action}`, { ...request, method: 'POST', query: { namespace: at.namespace } }] as const;
  const post = <T>(at: ObjectAddress, action: string, request: Cancel & { body?: unknown } = {}): Promise<T> =>
    http.json<T>(...toPost(at, action, request));
  /** Of what can be taken back as it was done: not a restart, which would be another one. */
  const change = <T>(at: ObjectAddress, action: string, request: Cancel & { body?: unknown }): Promise<Written<T>> =>
    http.written<T>(...toPost(at, action, request));

  return {
    deleteObject: (at: ObjectAddress, request: Cancel & DeleteRequest = {}) => {
      const { signal, ...query } = request;
      return http.written<{ object: WireObject }>(objectPath(at), {
        ...(signal === undefined ? {} : { signal }),
        method: 'DELETE',
        query: { namespace: at.namespace, ...query },
      });
    },
    /** Changes some fields; resolves to the object as it is then. */
    patchObject: (at: ObjectAddress, patch: WirePatch, request: Cancel & { dryRun?: boolean } = {}) =>
      http.written<{ object: WireObject }>(objectPath(at), {
        ...(request.signal === undefined ? {} : { signal: request.signal }),
        method: 'PATCH',
        query: { namespace: at.namespace },
        body: { patch, ...(request.dryRun === undefined ? {} : { dry_run: request.dryRun }) },
      }),
    scale: (at: ObjectAddress, replicas: number, cancel: Cancel = {}) =>
      change<{ replicas: number; previous: number }>(at, 'scale', { ...cancel, body: { replicas } }),
    restart: (at: ObjectAddress, cancel: Cancel = {}) => post<{ restarted_at: string }>(at, 'restart', cancel),
    /** What the object refers to, and what refers to it. */
    related: (at: ObjectAddress, cancel: Cancel = {}) =>
      http.json<RelatedReply>(`${objectPath(at)}/related`, { ...cancel, query: { namespace: at.namespace } }),
    /** The templates that a workload had, newest first. */
    revisions: (at: ObjectAddress, cancel: Cancel = {}) =>
      http.json<{ items: WireRevision[] }>(`${objectPath(at)}/revisions`, {
        ...cancel,
        query: { namespace: at.namespace },
      }),
    /** 0: the revision before the current one. */
    rollBack: (at: ObjectAddress, revision: number, cancel: Cancel = {}) =>
      change<RollbackReply>(at, 'rollback', { ...cancel, body: { revision } }),
    /** Runs a CronJob now; resolves to the Job's name. */
    trigger: (at: ObjectAddress, cancel: Cancel = {}) => post<{ job: string }>(at, 'trigger', cancel),
    evict: (at: ObjectAddress, cancel: Cancel = {}) => post<{ evicted: true }>(at, 'evict', { ...cancel, body: {} }),
    /** Allows or stops new Pods on a node. */
    setSchedulable: (at: ObjectAddress, schedulable: boolean, cancel: Cancel = {}) =>
      change<{ schedulable: boolean; unchanged: boolean }>(at, 'schedule', { ...cancel, body: { schedulable } }),
    /** Begins to move all Pods off a node; the answer comes when it ends, or after five seconds. */
    drain: (at: ObjectAddress, request: DrainRequest = {}, cancel: Cancel = {}) =>
      post<WireDrain>(at, 'drain', { ...cancel, body: request }),
    /** Rejects with NotFound when no drain of the node is known. */
    drainState: (at: ObjectAddress, cancel: Cancel = {}) => http.json<WireDrain>(`${objectPath(at)}/drain`, cancel),
    /** Evicts no more; what was evicted stays evicted. */
    cancelDrain: (at: ObjectAddress, cancel: Cancel = {}) =>
      http.json<WireDrain>(`${objectPath(at)}/drain`, { ...cancel, method: 'DELETE' }),
  };
};
