import type { Kind } from '@binnacle/kube/api';
import type { Operation } from '../operation.ts';
import { createApplyOperation, createDiffOperation } from './apply.ts';
import { createDeleteOperation } from './delete.ts';
import { createEventsOperation } from './events.ts';
import { createGetOperation, createWatchOneOperation } from './get.ts';
import { createKindsOperation } from './kinds.ts';
import { createListOperation, createWatchOperation, type ListOptions } from './list.ts';
import { createPatchOperation } from './patch.ts';
import { createRelatedOperation } from './related.ts';
import { createCreateOperation, createUpdateOperation } from './write.ts';
import type {
  ApplyInput,
  ApplyOutput,
  CreateInput,
  DeleteInput,
  DeleteOutput,
  DiffInput,
  DiffOutput,
  EventsOutput,
  GetInput,
  GetOutput,
  ListInput,
  ListOutput,
  ObjectInput,
  PatchInput,
  RelatedOutput,
  UpdateInput,
  WatchOneOutput,
  WatchOutput,
  WriteOutput,
} from './types.ts';

export interface ResourceOperations {
  list: Operation<ListInput, ListOutput>;
  get: Operation<GetInput, GetOutput>;
  watch: Operation<ListInput, WatchOutput>;
  watchOne: Operation<ObjectInput, WatchOneOutput>;
  create: Operation<CreateInput, WriteOutput>;
  update: Operation<UpdateInput, WriteOutput>;
  patch: Operation<PatchInput, WriteOutput>;
  apply: Operation<ApplyInput, ApplyOutput>;
  diff: Operation<DiffInput, DiffOutput>;
  delete: Operation<DeleteInput, DeleteOutput>;
  events: Operation<ObjectInput, EventsOutput>;
  related: Operation<ObjectInput, RelatedOutput>;
  kinds: Operation<Record<string, never>, readonly Kind[]>;
}

/** `kinds`: the table of kube/api. */
export const createResourceOperations = (options: ListOptions & { kinds: readonly Kind[] }): ResourceOperations => ({
  list: createListOperation(options),
  get: createGetOperation(options.clock),
  watch: createWatchOperation(options),
  watchOne: createWatchOneOperation(),
  create: createCreateOperation(options.clock),
  update: createUpdateOperation(options.clock),
  patch: createPatchOperation(options.clock),
  apply: createApplyOperation(options.clock),
  diff: createDiffOperation(),
  delete: createDeleteOperation(options.clock),
  events: createEventsOperation(),
  related: createRelatedOperation(),
  kinds: createKindsOperation(options.kinds, options.clock),
});

export { customKinds, isSought, kindAt, servedKind, type KindAddress } from './served-kind.ts';
export { createGetOperation, createListOperation };
export { clusterOperation, requireNamespace } from './cluster-operation.ts';
export { createCoalescer } from './coalesce.ts';
export { KindField, largestPage, NameField, NamespaceField, ObjectFields, toKey } from './inputs.ts';
export { itemsByName } from './items-by-name.ts';
export { streamObject } from './live-object.ts';
export { createLiveRows, streamRows } from './live-rows.ts';
export { withoutManagedFields } from './get.ts';
export { retryOnConflict } from './retry-on-conflict.ts';
export { fieldManager } from './write.ts';
export { isGuarded } from './guard.ts';
export { holdsSecrets, maskedRow, withoutSecretValues } from './secret-values.ts';
export { toFrame, untilClosed, type FrameSink, type StreamSink } from './sink.ts';
export { syncedCache } from './synced-cache.ts';
export { placeBehind, rememberPlaces } from './text-place.ts';
export * from './types.ts';
export type { UsageNow, UsagePort } from './usage-order.ts';
export { workloadOf } from './workload-of.ts';
export { encodeRowsReply, toRfc3339, toWireColumns, toWireFreshness, toWireRow } from './wire.ts';
