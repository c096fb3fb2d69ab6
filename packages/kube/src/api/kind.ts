import type { PodTemplateSpec } from './kinds/pod-spec.ts';
import type { LabelMatcher } from './label-selector.ts';
import type { UnstructuredObject } from './object.ts';

/** Where the API server serves a kind. A `Kind` is one; so is a literal for a custom resource. */
export interface ResourceRef {
  /** Empty for the core group. */
  group: string;
  version: string;
  plural: string;
  namespaced: boolean;
}

/** What can be done with objects of a kind. Callers ask for the capability, never for the kind's name. */
export type Capability =
  | 'scalable'
  | 'restartable'
  | 'rollbackable'
  | 'loggable'
  | 'podTemplate'
  | 'selectsPods'
  /** `spec.paused` holds its rollout. */
  | 'pausable'
  /** `spec.suspend` holds its work. */
  | 'suspendable'
  /** `spec.jobTemplate` can be run at once. */
  | 'triggerable'
  /** The eviction subresource asks disruption budgets first. */
  | 'evictable'
  /** Pods can be kept off it and moved off it. */
  | 'drainable';

/** A cell never depends on the current time: dates are RFC 3339 text, and readers turn them into ages. */
export type Cell = string | number | boolean | null;

/** One column of `kubectl get`, as data. Order and names follow kubectl's own printers. */
export interface Column {
  name: string;
  /** `date` cells hold RFC 3339 text and are shown as an age; other text in them (`<none>`) is shown as it is. */
  type: 'string' | 'integer' | 'number' | 'boolean' | 'date';
  /** 0 is always shown, 1 with `-o wide`. */
  priority: 0 | 1;
  value: (object: UnstructuredObject) => Cell;
  /** A moment shown after the value as `3 (5m ago)`, RFC 3339; used by Pod restarts. */
  since?: (object: UnstructuredObject) => string | null;
  /** The type an API server's Table states where it is not `type` (dates are always `string` there). */
  tableType?: 'string' | 'date';
  /** The format that it states; none but for a few. */
  tableFormat?: 'name';
}

export interface Kind extends ResourceRef {
  kind: string;
  singular: string;
  shortNames: readonly string[];
  categories: readonly string[];
  capabilities: readonly Capability[];
  /** Without Name and Namespace, which readers add; Age is included where kubectl shows it. */
  columns: readonly Column[];
  /** The name's column when it is not the first: Events show it last, with `-o wide`. */
  nameColumn?: 'wide';
  /** The name as lists show it where more than the name is shown: `standard (default)`. */
  shownName?: (object: UnstructuredObject) => string;
  /** The order of a Table's rows, where it is not that of the names. */
  tableOrder?: (a: UnstructuredObject, b: UnstructuredObject) => number;
  /** Field selectors an API server takes beside metadata.name and metadata.namespace. */
  selectableFields?: readonly string[];
  /** With capability `rollbackable`: the kind of the objects that keep its former templates. */
  revisionsIn?: 'ReplicaSet' | 'ControllerRevision';
  /** With capability `scalable`: the field under `spec` that says how many; `replicas` unless given. */
  replicasField?: 'parallelism';
  /** With capability `podTemplate`. */
  podTemplate?: (object: UnstructuredObject) => PodTemplateSpec | undefined;
  /** With capability `selectsPods`; undefined when the object picks none itself. Throws BadRequest for a malformed selector. */
  podSelector?: (object: UnstructuredObject) => LabelMatcher | undefined;
}

/** `v1` or `apps/v1`. */
export const apiVersionOf = (ref: Pick<ResourceRef, 'group' | 'version'>): string =>
  ref.group === '' ? ref.version : `${ref.group}/${ref.version}`;
