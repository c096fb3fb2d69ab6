import { consoleBase } from '../console.ts';
import type { ApplyReply, DiffReply, SchemaReply, UndoReply, WireManifest } from '../manifests.ts';
import {
  objectPath,
  resourcePath,
  type Cancel,
  type ObjectAddress,
  type ResourceAddress,
  type WireObject,
} from './address.ts';
import type { Http, RequestOptions } from './http.ts';

/** An object, or YAML text of one. */
export interface WriteBody {
  content: WireObject | string;
  dry_run?: boolean;
}

export interface ApplyBody extends WriteBody {
  /** Take over fields that others own. */
  force?: boolean;
  /** `binnacle` unless given. */
  field_manager?: string;
}

export interface WriteOptions extends Cancel {
  /** Answer 428 first, with what would be done and the token that lets the same call through. */
  confirm?: 'required';
  /** Of that answer. */
  confirmationToken?: string;
}

const writeRequest = (
  { namespace }: { namespace?: string },
  { signal, confirm, confirmationToken }: WriteOptions,
): RequestOptions => ({
  ...(signal === undefined ? {} : { signal }),
  query: { namespace, confirm, confirmation_token: confirmationToken },
});

/** Writing whole objects, as functions. */
export const createObjectWrites = (http: Http) => ({
  /** Fields that are stated become as stated; the others stay. Rejects with `conflicts` where somebody else owns one. */
  applyObject: (at: ObjectAddress, body: ApplyBody, write: WriteOptions = {}) =>
    http.written<ApplyReply>(`${objectPath(at)}/apply`, { ...writeRequest(at, write), method: 'POST', body }),
  /** Takes back one change of the object, by its entry in the audit; with `dry_run` only says what that would do. */
  undoChange: (at: ObjectAddress, body: { entry: number; dry_run?: boolean }, write: WriteOptions = {}) =>
    http.written<UndoReply>(`${objectPath(at)}/undo`, { ...writeRequest(at, write), method: 'POST', body }),
  createObject: (at: ResourceAddress & { namespace?: string }, body: WriteBody, write: WriteOptions = {}) =>
    http.written<{ object: WireObject }>(resourcePath(at), { ...writeRequest(at, write), method: 'POST', body }),
  replaceObject: (at: ObjectAddress, body: WriteBody, write: WriteOptions = {}) =>
    http.written<{ object: WireObject }>(objectPath(at), { ...writeRequest(at, write), method: 'PUT', body }),
  /** What a write would change. */
  diffObject: (
    at: ObjectAddress,
    body: Omit<ApplyBody, 'dry_run'> & { mode?: 'apply' | 'create' | 'replace' },
    cancel: Cancel = {},
  ) =>
    http.json<DiffReply>(`${objectPath(at)}/diff`, {
      ...cancel,
      method: 'POST',
      query: { namespace: at.namespace },
      body,
    }),
  /** The objects of a text, and what of them does not fit. */
  checkManifests: (clusterId: number, body: { text: string; namespace?: string }, cancel: Cancel = {}) =>
    http.json<{ items: WireManifest[] }>(`${consoleBase}/clusters/${clusterId}/manifests/check`, {
      ...cancel,
      method: 'POST',
      body,
    }),
  /** The cluster's own schema of a kind, for an editor. */
  schema: (
    { clusterId, group, version, kind }: { clusterId: number; group: string; version: string; kind: string },
    cancel: Cancel = {},
  ) =>
    http.json<SchemaReply>(
      [
        `${consoleBase}/clusters/${clusterId}/schemas`,
        group === '' ? 'core' : encodeURIComponent(group),
        encodeURIComponent(version),
        encodeURIComponent(kind),
      ].join('/'),
      cancel,
    ),
});
