import {
  badRequest,
  conflict,
  isNotFound,
  notFound,
  qualifiedResource,
  type Kind,
  type UnstructuredObject,
} from '@binnacle/kube/api';
import { Type } from 'typebox';
import type { AuditEntry, AuditRepository } from '../audit/index.ts';
import { invalidField } from '../errors.ts';
import type { CallContext, Operation } from '../operation.ts';
import {
  clusterOperation,
  fieldManager,
  holdsSecrets,
  ObjectFields,
  toKey,
  withoutManagedFields,
} from '../resources/index.ts';
import { keptChange, type KeptChange } from './kept-change.ts';
import { stated } from './stated.ts';
import { takeBack } from './take-back.ts';
import type { UndoInput, UndoOutput } from './types.ts';

export interface UndoOperations {
  undo: Operation<UndoInput, UndoOutput>;
}

/** Taking back what the audit has of changes to objects. */
export const createUndoOperations = (audit: Pick<AuditRepository, 'list'>): UndoOperations => ({
  undo: clusterOperation({
    id: 'resources.undo',
    summary: 'Take back one change that was made through Binnacle',
    effect: 'write',
    access: 'operator',
    input: Type.Object({
      ...ObjectFields,
      entry: Type.Integer({ minimum: 1 }),
      dryRun: Type.Optional(Type.Boolean()),
    }),
    run: async (input, context) => {
      const change = changeOf(await findEntry(audit, input, context), input.kind);
      const live = await liveObject(input, context);
      if (change.type === 'made') return unmake(change.after, live, { input, context });
      if (change.type === 'deleted') return remake(change.before, live, { input, context });
      return revert(change, live, { input, context });
    },
  }),
});

interface Call {
  input: UndoInput;
  context: CallContext;
}

/** The entry, if it is about this very object. */
const findEntry = async (
  audit: Pick<AuditRepository, 'list'>,
  { entry: id, kind, namespace, name }: UndoInput,
  { cluster }: CallContext,
): Promise<AuditEntry> => {
  const about = { cluster: cluster.name, name, result: 'ok', ...(namespace === undefined ? {} : { namespace }) };
  const [entry] = await audit.list({ filter: about, limit: 1, order: 'oldest', from: id - 1 });
  const word = qualifiedResource(kind);
  if (entry?.id !== id || entry.kind !== word)
    throw notFound({ group: '', plural: 'changes' }, `${id} of ${word} ${name}`);
  return entry;
};

/** Throws BadRequest where the entry does not keep what is needed. */
const changeOf = (entry: AuditEntry, kind: Kind): KeptChange => {
  if (holdsSecrets(kind))
    throw badRequest('the audit keeps no values of Secrets, so that no change to one can be taken back');
  const change = keptChange(entry);
  if (change === undefined) throw invalidField('entry', `${entry.id} keeps no object before and after the change`);
  return change;
};

const liveObject = async (
  input: UndoInput,
  { cluster, signal }: CallContext,
): Promise<UnstructuredObject | undefined> => {
  try {
    return withoutManagedFields(await cluster.client.get(input.kind, toKey(input), signal));
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
};

/** Throws unless what is there is what was changed. */
const requireSame = (
  after: UnstructuredObject,
  live: UnstructuredObject | undefined,
  { kind, name }: UndoInput,
): UnstructuredObject => {
  if (live === undefined) throw notFound(kind, name);
  if (live.metadata.uid !== after.metadata.uid)
    throw conflict(kind, name, 'it is another object of that name, made since the change');
  return live;
};

const unmake = async (
  after: UnstructuredObject,
  live: UnstructuredObject | undefined,
  { input, context: { cluster, signal } }: Call,
): Promise<UndoOutput> => {
  const made = requireSame(after, live, input);
  if (input.dryRun !== true) await cluster.client.delete(input.kind, toKey(input), { signal });
  return { outcome: 'deleted', kept: [], live: made };
};

const remake = async (
  before: UnstructuredObject,
  live: UnstructuredObject | undefined,
  { input, context: { cluster, signal } }: Call,
): Promise<UndoOutput> => {
  if (live !== undefined && live.metadata.uid === before.metadata.uid)
    throw conflict(input.kind, input.name, 'it is still being deleted, try again when it is gone');
  if (live !== undefined) throw conflict(input.kind, input.name, 'there is an object of that name again');
  const { dryRun = false } = input;
  const created = await cluster.client.create(input.kind, stated(before), { dryRun, fieldManager, signal });
  return { outcome: 'created', kept: [], result: withoutManagedFields(created) };
};

const revert = async (
  { before, after }: { before: UnstructuredObject; after: UnstructuredObject },
  found: UnstructuredObject | undefined,
  { input, context: { cluster, signal } }: Call,
): Promise<UndoOutput> => {
  const live = requireSame(after, found, input);
  const { value, kept } = takeBack(stated(before), stated(after), stated(live));
  const { metadata, ...fields } = value as ReturnType<typeof stated>;
  const { labels: _labels, annotations: _annotations, ...own } = live.metadata;
  // Every top-level field that anybody writes is in `fields`; status is not, and a removed field must not come back.
  const status = live.status === undefined ? {} : { status: live.status };
  const object = { ...fields, ...status, metadata: { ...own, ...metadata } } as UnstructuredObject;
  if (JSON.stringify(stated(object)) === JSON.stringify(stated(live)))
    return { outcome: 'unchanged', kept, live, result: live };
  const { dryRun = false } = input;
  // With the resourceVersion that was read: a change made meanwhile is a Conflict.
  const updated = await cluster.client.update(input.kind, object, { dryRun, fieldManager, signal });
  return { outcome: 'reverted', kept, live, result: withoutManagedFields(updated) };
};
