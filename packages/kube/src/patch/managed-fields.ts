/** Who owns which fields: `metadata.managedFields`. Source: apimachinery `util/managedfields`. */
import type { ManagedFieldsEntry } from '../api/object.ts';
import { differenceOf, fieldSetOf, fromFieldsV1, isEmptySet, toFieldsV1, unionOf } from './field-set.ts';
import type { FieldSet } from './field-set.ts';
import { isJsonObject, valueAt } from './json.ts';
import type { JsonObject } from './json.ts';

/** One entry while it is worked on. */
export interface Manager {
  manager: string;
  operation: 'Apply' | 'Update';
  apiVersion: string;
  subresource: string;
  /** RFC 3339, whole seconds. */
  time: string | undefined;
  fields: FieldSet;
}

/** By identity. */
export type Managers = Map<string, Manager>;

/** An applier keeps its entry across versions, an updater has one per version. */
export const managerId = (of: Pick<Manager, 'manager' | 'operation' | 'apiVersion' | 'subresource'>): string =>
  `${of.manager}\n${of.operation}\n${of.operation === 'Apply' ? '' : of.apiVersion}\n${of.subresource}`;

/** Entries that cannot be read make the list unreadable: undefined. */
export const readManagers = (entries: unknown): Managers | undefined => {
  const managers: Managers = new Map();
  if (entries === undefined || entries === null) return managers;
  if (!Array.isArray(entries)) return undefined;
  for (const entry of entries as Partial<ManagedFieldsEntry>[]) {
    const { operation, apiVersion = '', fieldsType, manager = '', subresource = '', time } = entry;
    if (operation !== 'Apply' && operation !== 'Update') return undefined;
    if (apiVersion === '' || fieldsType !== 'FieldsV1') return undefined;
    const read: Manager = { manager, operation, apiVersion, subresource, time, fields: fromFieldsV1(entry.fieldsV1) };
    managers.set(managerId(read), read);
  }
  return managers;
};

/** Appliers first, then by time, name, version and subresource. */
export const writeManagers = (managers: Managers): ManagedFieldsEntry[] =>
  [...managers.values()]
    .sort(
      (a, b) =>
        byText(a.operation, b.operation) ||
        byText(a.time ?? '', b.time ?? '') ||
        byText(a.manager, b.manager) ||
        byText(a.apiVersion, b.apiVersion) ||
        byText(a.subresource, b.subresource),
    )
    .map(({ manager, operation, apiVersion, time, fields, subresource }) => ({
      manager,
      operation,
      apiVersion,
      ...(time === undefined ? {} : { time }),
      fieldsType: 'FieldsV1',
      fieldsV1: toFieldsV1(fields),
      ...(subresource === '' ? {} : { subresource }),
    }));

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Fields that the API server owns, or that name the object. */
const NOT_MANAGED = fieldSetOf([
  ['apiVersion'],
  ['kind'],
  ['metadata'],
  ...[
    'name',
    'namespace',
    'creationTimestamp',
    'selfLink',
    'uid',
    'clusterName',
    'generation',
    'managedFields',
    'resourceVersion',
  ].map((name) => ['metadata', name]),
]);

export const onlyManaged = (fields: FieldSet): FieldSet => differenceOf(fields, NOT_MANAGED);

/** Sets an owner's fields; an owner of nothing has no entry. */
export const putManager = (managers: Managers, manager: Manager): void => {
  const id = managerId(manager);
  if (isEmptySet(manager.fields)) managers.delete(id);
  else managers.set(id, manager);
};

const MAX_UPDATERS = 10;

/** Keeps at most ten updaters: the oldest are joined, per version, as `ancient-changes`. */
export const capUpdaters = (managers: Managers): void => {
  const updaters = [...managers.values()]
    .filter(({ operation }) => operation === 'Update')
    .sort((a, b) => byText(a.time ?? '', b.time ?? '') || byText(managerId(a), managerId(b)));
  let excess = updaters.length - MAX_UPDATERS;
  const buckets = new Map<string, Manager[]>();
  for (const updater of updaters) {
    if (excess <= 0) break;
    const bucket = buckets.get(updater.apiVersion);
    if (bucket === undefined) buckets.set(updater.apiVersion, [updater]);
    else {
      bucket.push(updater);
      excess--;
    }
  }
  for (const [apiVersion, members] of buckets) {
    if (members.length < 2) continue;
    for (const member of members) managers.delete(managerId(member));
    putManager(managers, {
      manager: 'ancient-changes',
      operation: 'Update',
      apiVersion,
      subresource: '',
      time: members.at(-1)?.time,
      fields: members.map(({ fields }) => fields).reduce(unionOf),
    });
  }
};

/** The object without its managedFields. */
export const withoutManagedFields = (object: JsonObject): JsonObject => {
  const metadata = valueAt(object, 'metadata');
  if (!isJsonObject(metadata) || !Object.hasOwn(metadata, 'managedFields')) return object;
  const { managedFields: _managedFields, ...rest } = metadata;
  return { ...object, metadata: rest };
};

/** `metadata.managedFields` as it stands. */
export const managedFieldsOf = (object: JsonObject | undefined): unknown => {
  const metadata = object === undefined ? undefined : valueAt(object, 'metadata');
  return isJsonObject(metadata) ? valueAt(metadata, 'managedFields') : undefined;
};
