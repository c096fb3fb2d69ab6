import { apiVersionOf } from '@binnacle/kube/api';
import type { ManagedFieldsEntry, UnstructuredObject } from '@binnacle/kube/api';
import { applyServerSide, updateManagedFields } from '@binnacle/kube/patch';
import type { FieldOwner } from '@binnacle/kube/patch';
import { patchSchemaOf } from './patch-schema.ts';
import type { Resource } from './resources.ts';

export interface ManagerOptions {
  /** Who writes, for managedFields. */
  fieldManager?: string;
  subresource?: string;
  /** Ownership decided already, by apply. */
  managedFields?: ManagedFieldsEntry[];
}

/** Metadata that the server alone writes, by resource. */
const ownMetadata: Readonly<Record<string, string[][]>> = {
  'apps/daemonsets': [['metadata', 'annotations', 'deprecated.daemonset.template.generation']],
};

/** Metadata that a write of the status cannot set, by resource. */
const closedBelowStatus: Readonly<Record<string, string[][]>> = {
  'apps/deployments': [['metadata', 'labels']],
  '/pods': [['metadata', 'ownerReferences']],
};

/** What a write to an object, or below it, cannot set. */
const resetFieldsOf = (resource: Resource, subresource: string | undefined): string[][] => {
  if (subresource === 'status') return [['spec'], ...(closedBelowStatus[resource.bucket] ?? [])];
  if (subresource !== undefined || !('status' in resource.subresources)) return [];
  return [['status'], ...(ownMetadata[resource.bucket] ?? [])];
};

const ownerOf = (resource: Resource, options: ManagerOptions & { now: string }): FieldOwner => ({
  manager: options.fieldManager ?? '',
  apiVersion: apiVersionOf(resource),
  schema: patchSchemaOf(resource),
  now: options.now,
  resetFields: resetFieldsOf(resource, options.subresource),
  ...(options.subresource === undefined ? {} : { subresource: options.subresource }),
});

/** Records in managedFields which fields this write set. */
export const trackManager = (
  resource: Resource,
  change: { before: UnstructuredObject | undefined; after: UnstructuredObject },
  options: ManagerOptions & { now: string },
): UnstructuredObject => {
  const { before, after } = change;
  // Below `status` nothing else can have changed.
  const part = (object: UnstructuredObject) =>
    options.subresource === 'status'
      ? { apiVersion: object.apiVersion, kind: object.kind, metadata: object.metadata, status: object.status }
      : object;
  const managedFields =
    options.managedFields ??
    updateManagedFields(
      { ...(before === undefined ? {} : { before: part(before) }), after: part(after) },
      ownerOf(resource, options),
    );
  const { managedFields: _sent, ...metadata } = after.metadata;
  return { ...after, metadata: managedFields.length === 0 ? metadata : { ...metadata, managedFields } };
};

export interface ApplyOptions extends ManagerOptions {
  force?: boolean;
  now: string;
}

/** What an apply configuration makes of an object, and who owns what then. */
export const applyConfiguration = (
  resource: Resource,
  { live, applied }: { live: UnstructuredObject | undefined; applied: Record<string, unknown> },
  options: ApplyOptions,
): { object: UnstructuredObject; managedFields: ManagedFieldsEntry[] } => {
  const { object, managedFields } = applyServerSide({
    ...ownerOf(resource, options),
    ...(live === undefined ? {} : { live }),
    ...(options.force === undefined ? {} : { force: options.force }),
    applied,
    kind: resource.kind,
  });
  return { object: object as UnstructuredObject, managedFields };
};
