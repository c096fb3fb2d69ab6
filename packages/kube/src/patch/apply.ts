/** Server-side apply, and who owns what after any write. Source: Kubernetes docs, "Server-Side Apply". */
import { ApiError, applyConflict, badRequest } from '../api/errors.ts';
import type { ManagedFieldsEntry } from '../api/object.ts';
import {
  createFieldSet,
  differenceOf,
  fieldSetOf,
  intersectionOf,
  isEmptySet,
  pathsOf,
  pathText,
  unionOf,
  withoutBelow,
} from './field-set.ts';
import type { FieldSet } from './field-set.ts';
import { isJsonObject, jsonEqual, valueAt } from './json.ts';
import type { JsonObject } from './json.ts';
import {
  capUpdaters,
  managedFieldsOf,
  managerId,
  onlyManaged,
  putManager,
  readManagers,
  withoutManagedFields,
  writeManagers,
} from './managed-fields.ts';
import type { Manager, Managers } from './managed-fields.ts';
import { fieldsLastApplied, withLastApplied } from './last-applied.ts';
import type { Schema } from './schema.ts';
import { typeProblems } from './typed-check.ts';
import { compareValues, fieldsOfValue, withDeclaredParents } from './typed-fields.ts';
import type { Comparison } from './typed-fields.ts';
import { mergeValues, removeFields } from './typed-merge.ts';

/** What every write says of itself. */
export interface FieldOwner {
  /** `fieldManager`; empty becomes `unknown`. */
  manager: string;
  /** As in the request's path: `apps/v1`. */
  apiVersion: string;
  schema: Schema;
  /** RFC 3339, whole seconds. */
  now: string;
  /** `status`, `scale`; absent for the object itself. */
  subresource?: string;
  /** Fields that this write may not set, with all below them: `[['status']]` for the object itself. */
  resetFields?: readonly (readonly string[])[];
}

/** The differences that the write could have made. */
const changes = (before: JsonObject, after: JsonObject, owner: FieldOwner): Comparison => {
  const { added, removed, modified } = compareValues(before, after, owner.schema);
  const reset = fieldSetOf(owner.resetFields ?? []);
  return {
    added: withoutBelow(added, reset),
    removed: withoutBelow(removed, reset),
    modified: withoutBelow(modified, reset),
  };
};

/** Takes fields from everybody but `except`. */
const disown = (managers: Managers, fields: FieldSet, except?: string): void => {
  for (const [id, manager] of [...managers]) {
    if (id === except) continue;
    const left = differenceOf(manager.fields, fields);
    if (left !== manager.fields) putManager(managers, { ...manager, fields: left });
  }
};

const updaterOf = ({ manager, apiVersion, subresource = '', now }: FieldOwner, fields: FieldSet): Manager => ({
  manager: manager === '' ? 'unknown' : manager,
  operation: 'Update',
  apiVersion,
  subresource,
  time: now,
  fields,
});

/** What an update changed is the updater's from now on; what it removed is nobody's. */
const recordUpdate = (
  managers: Managers,
  change: { before: JsonObject; after: JsonObject },
  owner: FieldOwner,
): void => {
  const { added, removed, modified } = changes(change.before, change.after, owner);
  const touched = unionOf(added, modified);
  disown(managers, unionOf(touched, removed));
  const fields = onlyManaged(touched);
  if (isEmptySet(fields)) return;
  const entry = updaterOf(owner, fields);
  const previous = managers.get(managerId(entry));
  putManager(managers, previous === undefined ? entry : { ...entry, fields: unionOf(previous.fields, fields) });
};

/** The empty list, and the list of one empty entry, which ask the server to forget who owns what. */
const asksForReset = (managedFields: unknown): boolean =>
  Array.isArray(managedFields) &&
  (managedFields.length === 0 ||
    (managedFields.length === 1 && isJsonObject(managedFields[0]) && Object.keys(managedFields[0]).length === 0));

/** What the writer sent in managedFields counts when it can be read and is not empty, else what there was. */
const startingPoint = (before: JsonObject | undefined, after: JsonObject, owner: FieldOwner): Managers => {
  if (owner.subresource === undefined || owner.subresource === '') {
    const sent = managedFieldsOf(after);
    if (asksForReset(sent)) return new Map();
    const managers = readManagers(sent);
    if (managers !== undefined && managers.size > 0) return managers;
  }
  return readManagers(managedFieldsOf(before)) ?? new Map();
};

/**
 * `metadata.managedFields` after a create (no `before`), replace, or any patch but apply. An object that nobody's fields
 * were recorded for stays so until it is applied.
 */
export const updateManagedFields = (
  change: { before?: JsonObject; after: JsonObject },
  owner: FieldOwner,
): ManagedFieldsEntry[] => {
  const { before, after } = change;
  const managers = startingPoint(before, after, owner);
  if (before === undefined && managers.size === 0) {
    const created = createdFields(withoutManagedFields(after), owner);
    putManager(managers, updaterOf(owner, created));
    return writeManagers(managers);
  }
  if (before !== undefined && managers.size === 0) return [];
  recordUpdate(
    managers,
    { before: withoutManagedFields(before ?? emptyOf(after, owner.schema)), after: withoutManagedFields(after) },
    owner,
  );
  capUpdaters(managers);
  return writeManagers(managers);
};

/** Objects of one shape set the same fields: Pods of one template, events of one sort. Within bounds. */
const CREATED = new WeakMap<Schema, Map<string, FieldSet>>();
const MAX_SHAPES = 200;
/** The shape of a larger object is not remembered. */
const MAX_SHAPE_TEXT = 16_384;

/** The fields that a new object's writer owns. */
const createdFields = (object: JsonObject, owner: FieldOwner): FieldSet => {
  const known = CREATED.get(owner.schema) ?? new Map<string, FieldSet>();
  CREATED.set(owner.schema, known);
  const shape = `${JSON.stringify(owner.resetFields ?? [])}${shapeText(object)}`;
  const made = known.get(shape);
  if (made !== undefined) return made;
  const { added, modified } = changes(emptyOf(object, owner.schema), object, owner);
  const fields = onlyManaged(unionOf(added, modified));
  if (shape.length > MAX_SHAPE_TEXT) return fields;
  if (known.size >= MAX_SHAPES) known.clear();
  known.set(shape, fields);
  return fields;
};

/** All that decides which fields a value has: its keys, what is null or empty, and what its lists hold. */
const shapeText = (value: unknown): string => {
  if (Array.isArray(value)) return JSON.stringify(value);
  if (!isJsonObject(value)) return value === undefined ? 'u' : value === null ? 'n' : 's';
  let text = '{';
  for (const key in value) text += `${JSON.stringify(key)}${shapeText(value[key])}`;
  return `${text}}`;
};

/** Nothing but the type: what a new object is compared with. */
const emptyOf = (object: JsonObject, schema: Schema): JsonObject => {
  const empty = schema.empty?.();
  return {
    ...(isJsonObject(empty) ? empty : {}),
    apiVersion: valueAt(object, 'apiVersion'),
    kind: valueAt(object, 'kind'),
  };
};

export interface ApplyRequest extends FieldOwner {
  /** Absent: the object is created. */
  live?: JsonObject;
  applied: JsonObject;
  /** The kind that the path serves. */
  kind: string;
  /** Take fields from their owners instead of answering a conflict. */
  force?: boolean;
}

/**
 * The live object with the configuration merged in, without what this manager applied before and applies no longer
 * (unless somebody else owns it), and everybody's fields after that. The object carries no managedFields: set them when
 * it is stored. Throws Conflict with one cause per field, BadRequest for another type or own managedFields, and a plain
 * error with code 500, as upstream, for a configuration that does not fit the schema.
 */
export const applyServerSide = (request: ApplyRequest): { object: JsonObject; managedFields: ManagedFieldsEntry[] } => {
  const { applied, schema } = request;
  checkApplied(request);
  const live = request.live === undefined ? undefined : withoutManagedFields(request.live);
  const managers = readManagers(managedFieldsOf(request.live)) ?? new Map();
  if (live !== undefined && managers.size === 0)
    recordUpdate(
      managers,
      { before: emptyOf(live, schema), after: live },
      { ...request, manager: 'before-first-apply', subresource: request.subresource ?? '' },
    );
  const base = live ?? emptyOf(applied, schema);
  const entry: Manager = {
    manager: request.manager,
    operation: 'Apply',
    apiVersion: request.apiVersion,
    subresource: request.subresource ?? '',
    time: undefined,
    fields: withoutBelow(fieldsOfValue(applied, schema), fieldSetOf(request.resetFields ?? [])),
  };
  const id = managerId(entry);
  const previous = managers.get(id);
  managers.set(id, { ...entry, time: previous?.time });

  const merged = mergeValues(base, applied, schema) as JsonObject;
  const { object, stated } =
    previous === undefined || isEmptySet(previous.fields)
      ? { object: merged, stated: merged }
      : prune(merged, { managers, last: previous.fields, schema });

  const { added, removed, modified } = changes(base, stated, request);
  const touched = unionOf(added, modified);
  if (request.force !== true)
    refuseConflicts(managers, differenceOf(touched, fieldsLastApplied(live, request.manager, schema)), id);
  disown(managers, unionOf(touched, removed), id);

  const changed = live === undefined || !jsonEqual(live, object);
  const mine = managers.get(id) ?? entry;
  managers.delete(id);
  putManager(managers, { ...mine, time: changed ? request.now : mine.time, fields: onlyManaged(mine.fields) });
  return { object: withLastApplied(object, applied, request.manager), managedFields: writeManagers(managers) };
};

const checkApplied = ({ applied, apiVersion, kind, schema }: ApplyRequest): void => {
  const [sentVersion, sentKind] = [valueAt(applied, 'apiVersion') ?? '', valueAt(applied, 'kind') ?? ''];
  if (sentVersion !== apiVersion || sentKind !== kind) {
    const shown = sentVersion === '' ? '/' : String(sentVersion);
    throw badRequest(`invalid object type: ${shown}, Kind=${String(sentKind)}`);
  }
  const sent = managedFieldsOf(applied);
  if (sent !== undefined && sent !== null) throw badRequest('metadata.managedFields must be nil');
  const problems = typeProblems(applied, schema);
  if (problems.length === 0) return;
  const metadata = valueAt(applied, 'metadata');
  const { namespace = '', name = '' } = isJsonObject(metadata) ? metadata : {};
  const list = problems.length === 1 ? problems[0] : ['errors:', ...problems.map((p) => `  ${p}`)].join('\n');
  throw new ApiError(
    '',
    500,
    `failed to create typed patch object (${String(namespace)}/${String(name)}; ${apiVersion.includes('/') ? '' : '/'}${apiVersion}, Kind=${kind}): ${list}`,
  );
};

/** Takes out what was applied last time and is owned by nobody now. `stated`: the same, with emptied fields as null. */
const prune = (
  merged: JsonObject,
  { managers, last, schema }: { managers: Managers; last: FieldSet; schema: Schema },
): { object: JsonObject; stated: JsonObject } => {
  const named = (fields: FieldSet): FieldSet => withDeclaredParents(fields, schema);
  const without = (fields: FieldSet, emptied: null | undefined): JsonObject =>
    (removeFields(merged, fields, { schema, emptied }) ?? {}) as JsonObject;
  const fieldsLeft = (object: JsonObject): FieldSet => named(fieldsOfValue(object, schema));

  const all = fieldsLeft(merged);
  const owned = [...managers.values()].map(({ fields }) => fields).reduce(unionOf, createFieldSet());
  const bare = without(named(last), null);
  // What was below something removed comes back when it has an owner…
  const withOwned = without(differenceOf(all, unionOf(fieldsLeft(bare), named(owned))), null);
  // …or when it was never applied by this manager.
  const gone = intersectionOf(differenceOf(all, fieldsLeft(withOwned)), named(last));
  return { object: without(gone, undefined), stated: without(gone, null) };
};

/** `"kubectl" with subresource "scale" using apps/v1`. */
const managerText = ({ manager, subresource, operation, apiVersion }: Manager): string => {
  const below = subresource === '' ? '' : ` with subresource ${JSON.stringify(subresource)}`;
  return `${JSON.stringify(manager)}${below}${operation === 'Update' ? ` using ${apiVersion}` : ''}`;
};

const refuseConflicts = (managers: Managers, touched: FieldSet, except: string): void => {
  const conflicts = [...managers]
    .filter(([id]) => id !== except)
    .map(([, manager]) => ({
      who: managerText(manager),
      paths: pathsOf(intersectionOf(manager.fields, touched)).map(pathText),
    }))
    .filter(({ paths }) => paths.length > 0)
    .sort((a, b) => (a.who < b.who ? -1 : 1));
  const causes = conflicts.flatMap(({ who, paths }) =>
    paths.map((field) => ({ reason: 'FieldManagerConflict', message: `conflict with ${who}`, field })),
  );
  const [only] = causes;
  if (only === undefined) return;
  const list =
    causes.length === 1
      ? `${only.message}: ${only.field}`
      : conflicts
          .map(({ who, paths }) => [`conflicts with ${who}:`, ...paths.map((p) => `- ${p}`)].join('\n'))
          .join('\n');
  throw applyConflict(`Apply failed with ${causes.length} conflict${causes.length === 1 ? '' : 's'}: ${list}`, causes);
};
