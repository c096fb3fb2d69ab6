import type { Column, Kind, Relation, UnstructuredObject } from '@binnacle/kube/api';
import type { Freshness, ListQuery, Row, View } from '@binnacle/kube/watch';

/** resources.list (viewer, read, cluster) */
export interface ListInput extends ListQuery {
  kind: Kind;
  offset: number;
  limit: number;
  /** Answer NamespaceNotFound (404) when the one namespace asked for does not exist. */
  requireNamespace?: boolean;
}
export interface ListOutput {
  kind: Kind;
  view: View;
  offset: number;
  limit: number;
  columns: readonly Column[];
  freshness: Freshness;
}

/** resources.watch (viewer, read, cluster): the same input; `streamRows` turns it into events. */
export interface WatchOutput extends ListOutput {
  /** How old the view is now; `freshness` is how old it was when the watch began. */
  currentFreshness: () => Freshness;
  onFreshness: (listener: (freshness: Freshness) => void) => () => void;
}

/** resources.get, resources.delete, resources.events, resources.watchOne (cluster) */
export interface ObjectInput {
  kind: Kind;
  namespace?: string;
  name: string;
}
export interface GetInput extends ObjectInput {
  /** Include managedFields, which only the API server has. */
  managedFields?: boolean;
}
export interface GetOutput {
  /** JSON bytes; without managedFields unless asked for. */
  bytes: Buffer;
  freshness: Freshness;
}
/** resources.watchOne: one object, live; `streamObject` turns it into events. */
export interface WatchOneOutput {
  /** Undefined while there is no such object. */
  current: () => Row | undefined;
  freshness: () => Freshness;
  /** Called after each change to the object or to the freshness. */
  onChange: (listener: () => void) => () => void;
}
export interface DeleteInput extends ObjectInput {
  gracePeriodSeconds?: number;
  propagationPolicy?: 'Orphan' | 'Background' | 'Foreground';
}
export interface DeleteOutput {
  /** As deleted, or as being deleted while finalizers or the grace period hold it. */
  object: UnstructuredObject;
}
/** resources.create (operator, write, cluster) */
export interface CreateInput {
  kind: Kind;
  namespace?: string;
  /** As sent; its type, name and namespace may be left to the address. */
  object: Record<string, unknown>;
  /** The API server checks and answers, and keeps nothing. */
  dryRun?: boolean;
}
/** resources.update (operator, write, cluster) */
export interface UpdateInput extends ObjectInput {
  object: Record<string, unknown>;
  dryRun?: boolean;
}
/** resources.patch (operator, write, cluster) */
export interface PatchInput extends ObjectInput {
  /** A list is a JSON patch (RFC 6902), an object a merge patch (RFC 7386). */
  patch: Record<string, unknown> | readonly unknown[];
  dryRun?: boolean;
}
/** resources.apply (operator, write, cluster) */
export interface ApplyInput extends ObjectInput {
  object: Record<string, unknown>;
  /** Take over fields that others own. */
  force?: boolean;
  /** Whose fields they become; `binnacle` unless given. */
  fieldManager?: string;
  dryRun?: boolean;
}
export interface ApplyOutput extends WriteOutput {
  outcome: 'created' | 'configured' | 'unchanged';
}
/** resources.diff (operator, cluster): changes nothing, and asks for the right to change. */
export interface DiffInput extends Omit<ApplyInput, 'dryRun'> {
  mode: 'apply' | 'create' | 'replace';
}
export interface DiffOutput {
  /** Absent when there is no such object. Both without managedFields. */
  live?: UnstructuredObject;
  result: UnstructuredObject;
}
export interface WriteOutput {
  /** As the API server has it now, without managedFields. */
  object: UnstructuredObject;
}
/** Another object, and what it has to do with the one asked about. */
export interface RelatedObject {
  relation: Relation | 'selects';
  apiVersion: string;
  kind: string;
  /** Undefined for kinds that are not known. */
  plural: string | undefined;
  namespace?: string;
  name: string;
  /** Nothing breaks when it is missing. */
  optional: boolean;
  /** The cluster says that it is not there. */
  missing?: true;
}
/** resources.related (viewer, read, cluster) */
export interface RelatedOutput {
  /** What the object refers to. */
  to: readonly RelatedObject[];
  /** What refers to it, or selects its Pods. */
  from: readonly RelatedObject[];
}
export interface EventsOutput {
  /** core/v1 Events about the object, newest first. */
  items: readonly UnstructuredObject[];
}
/** resources.kinds → Kind[] known and served by the cluster. */
