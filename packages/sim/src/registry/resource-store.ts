/** The generic store: every verb of every kind. Strategies say what is particular. */
import {
  alreadyExists,
  apiVersionOf,
  ApiError,
  badRequest,
  conflict,
  invalid,
  notFound,
  toTime,
} from '@binnacle/kube/api';
import type { ObjectKey, UnstructuredObject } from '@binnacle/kube/api';
import type { Entry, Write } from '../storage/index.ts';
import { assertMayCreate, assertMayDelete } from './admission.ts';
import { assertPreconditions, deletionOf, holdsDelete } from './deletion.ts';
import {
  copyField,
  isSameMetadata,
  keepServerFields,
  mergeOwners,
  withOpenMetadata,
  withoutDeletion,
  withoutEmptyVersion,
} from './drafts.ts';
import { equalJson } from './json.ts';
import { createUid, generateName, orderMeta, validateFinalizers, validateKept, validateMeta } from './meta.ts';
import type { RegistryContext } from './context.ts';
import type { Resource } from './resources.ts';
import { keyOf } from './store-requests.ts';
import type { DeleteRequest, Outcome, UpdateRequest, VerbOptions } from './store-requests.ts';
import { rememberForm } from './served-form.ts';
import { createStoredForm } from './stored-form.ts';
import type { Storable } from './stored-form.ts';
import type { Strategy } from './strategy.ts';
import { admitPod } from './pod-admission.ts';
import { checkChange, checkCreation, completeByPolicy } from './policy/policies.ts';
import { strategyOf } from './strategies/index.ts';
import { applyConfiguration, trackManager } from './managers.ts';
import { typed } from './typed.ts';
import { ChangedMeanwhile, runNow } from './writing.ts';
import type { AdmissionRequest, Writing } from './writing.ts';

/** What is no version at all is told in Go's words. */
const assertVersion = (version: string): void => {
  if (!/^\d*$/.test(version))
    throw new ApiError('', 500, `strconv.ParseUint: parsing ${JSON.stringify(version)}: invalid syntax`);
};

/** Subresources that write the status and nothing else. */
const STATUS_DOORS: ReadonlySet<string> = new Set(['status', 'approval']);

const contentOf = ({ metadata, ...rest }: UnstructuredObject) => ({ ...rest, labels: metadata.labels });

const isNewGeneration = (
  { generation }: Strategy,
  object: UnstructuredObject,
  current: UnstructuredObject,
): boolean => {
  if (generation === undefined || generation === false) return false;
  if (typeof generation === 'function') return generation(object, current);
  return generation === 'content'
    ? !equalJson(contentOf(object), contentOf(current))
    : !equalJson(object.spec, current.spec);
};

export const createResourceStore = (context: RegistryContext, resource: Resource) => {
  const { store, clock, rng } = context;
  const strategy = strategyOf(resource);
  const { bucket } = resource;
  const hasStatus = 'status' in resource.subresources;
  const now = () => toTime(clock.now());
  const strategyContext = () => ({ now: now(), rng, store });
  const { read, known, served, asStored, storable, isCurrent } = createStoredForm(store, resource);

  const require = (key: ObjectKey): Entry => {
    const entry = read(keyOf(resource, key));
    if (entry === undefined) throw notFound(resource, key.name);
    return entry;
  };

  /** Commits unless it is a dry run; the object answered has its version either way. */
  const commit = (
    key: string,
    options: VerbOptions,
    { form, ...write }: (Write & object) & { form?: Storable },
  ): Outcome => {
    const removed = 'remove' in write;
    const object = removed ? write.remove : write.put;
    if (options.dryRun === true) return { object: withoutEmptyVersion(object), removed };
    const stored = store.txn(bucket, key, () => (removed ? write : { put: form?.put ?? asStored(object) }))!;
    if (form?.again !== undefined) rememberForm(resource, stored, form.again);
    const entry = served(stored);
    if (removed) strategy.afterDelete?.(entry.object);
    return { object: entry.object, entry, removed };
  };

  const assertValid = (
    object: UnstructuredObject,
    current?: UnstructuredObject,
    { validate = strategy.validate, subresource }: Pick<UpdateRequest, 'validate' | 'subresource'> = {},
  ) => {
    const errors = [
      ...validateMeta(object.metadata, strategy),
      ...(validate?.(object, current) ?? []),
      ...(current === undefined ? (strategy.validateCreate?.(object) ?? []) : []),
      ...(current === undefined ? [] : validateFinalizers(object.metadata, current.metadata)),
      ...(current === undefined ? [] : (strategy.validateUpdate?.(object, current, subresource) ?? [])),
    ];
    if (errors.length > 0)
      throw invalid({ group: resource.group, kind: resource.kind }, object.metadata.name ?? '', errors);
  };

  /** Asks admission about a change of what is stored; what is stored must not change meanwhile. */
  function* asked(
    request: Pick<AdmissionRequest, 'phase' | 'operation' | 'key' | 'object' | 'old'>,
    options: UpdateRequest & { generatedName?: boolean },
  ): Writing<UnstructuredObject | undefined> {
    const { dryRun = false, fieldManager, subresource, generatedName } = options;
    const { revision } = store;
    const answer = yield {
      ...request,
      resource,
      dryRun,
      ...(fieldManager === undefined ? {} : { fieldManager }),
      ...(subresource === undefined ? {} : { subresource }),
      ...(generatedName === true ? { generatedName } : {}),
    };
    if (store.revision === revision) return answer;
    const entry = store.get(bucket, keyOf(resource, request.key));
    if (entry === undefined ? request.old !== undefined : entry.revision > revision) throw new ChangedMeanwhile();
    return answer;
  }

  /** The draft as admission leaves it, with the defaults of its kind. */
  function* mutated(
    draft: UnstructuredObject,
    request: Pick<AdmissionRequest, 'operation' | 'key' | 'old'>,
    options: UpdateRequest & { generatedName?: boolean },
  ): Writing<UnstructuredObject> {
    const answer = yield* asked({ ...request, phase: 'mutate', object: draft }, options);
    if (answer === undefined || answer === draft) return draft;
    const other = typed(resource, answer);
    strategy.defaults?.(other);
    return other;
  }

  /** A new object before anybody outside has seen it. */
  const prepareNew = (namespace: string | undefined, sent: UnstructuredObject, options: VerbOptions) => {
    const draft = typed(resource, sent);
    const meta = draft.metadata;
    mergeOwners(meta, options.warn);
    if (resource.namespaced) {
      if (meta.namespace !== undefined && meta.namespace !== '' && meta.namespace !== namespace)
        throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
      meta.namespace = namespace!;
    } else delete meta.namespace;
    assertMayCreate(context, resource, draft);
    if (meta.resourceVersion !== undefined && meta.resourceVersion !== '' && options.dryRun !== true)
      throw new ApiError('', 500, 'resourceVersion should not be set on objects to be created');
    const prefix = meta.generateName ?? '';
    const generated = (meta.name ?? '') === '' && prefix !== '';
    if (generated) meta.name = generateName(prefix, rng);
    delete meta.deletionTimestamp;
    delete meta.deletionGracePeriodSeconds;
    delete meta.managedFields;
    delete (meta as { selfLink?: string }).selfLink;
    meta.uid = createUid(rng);
    meta.creationTimestamp = now();
    // Kinds that count no changes keep the number that they are sent.
    if (strategy.generation === 'changes') delete meta.generation;
    else if (strategy.generation !== undefined) meta.generation = 1;
    if (hasStatus && resource.custom === undefined) draft.status = {};
    else if (hasStatus) delete draft.status;
    // What is sent, with its defaults, is the writer's; what admission and the server add is nobody's.
    strategy.defaults?.(draft);
    const { managedFields } = trackManager(
      resource,
      { before: undefined, after: draft },
      { ...options, now: now() },
    ).metadata;
    if (bucket === '/pods') admitPod(context, draft);
    strategy.prepareCreate?.(draft, strategyContext());
    strategy.defaults?.(draft);
    completeByPolicy(context, resource, draft);
    options.admit?.(draft);
    return { prepared: draft, generatedName: generated, managedFields };
  };

  function* creating(
    namespace: string | undefined,
    sent: UnstructuredObject,
    options: VerbOptions & { subresource?: string },
  ): Writing<Outcome> {
    const { prepared, generatedName, managedFields } = prepareNew(namespace, sent, options);
    const at = { namespace: prepared.metadata.namespace ?? '', name: prepared.metadata.name ?? '' };
    const draft = yield* mutated(prepared, { operation: 'CREATE', key: at }, { ...options, generatedName });
    assertValid(draft, undefined, options);
    if (options.warn !== undefined) strategy.warnings?.(draft).forEach(options.warn);
    yield* asked({ phase: 'validate', operation: 'CREATE', key: at, object: draft }, options);
    const owned = managedFields === undefined ? draft : { ...draft, metadata: { ...draft.metadata, managedFields } };
    const put = finished(owned);
    const form = yield* storable(put);
    const book = checkCreation(context, resource, draft);
    const key = keyOf(resource, at);
    if (store.get(bucket, key) !== undefined) throw alreadyExists(resource, at.name);
    if (options.dryRun !== true) book();
    return { ...commit(key, options, { put, form }), created: true };
  }

  const finished = (draft: UnstructuredObject): UnstructuredObject => {
    const { kind: _kind, apiVersion: _apiVersion, metadata, ...rest } = draft;
    return {
      kind: resource.kind,
      apiVersion: apiVersionOf(resource),
      metadata: orderMeta({ ...metadata, resourceVersion: metadata.resourceVersion ?? '' }),
      ...rest,
    } as UnstructuredObject;
  };

  function* updating(key: ObjectKey, sent: UnstructuredObject, options: UpdateRequest): Writing<Outcome> {
    const name = sent.metadata?.name ?? '';
    if (name === '')
      throw badRequest(`the name of the object (${key.name} based on URL) was undeterminable: name must be provided`);
    if (name !== key.name)
      throw badRequest(`the name of the object (${name}) does not match the name on the URL (${key.name})`);
    const sentNamespace = sent.metadata.namespace ?? '';
    if (resource.namespaced && sentNamespace !== '' && sentNamespace !== key.namespace)
      throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
    yield* known(key);
    const path = keyOf(resource, key);
    const entry = read(path);
    if (entry === undefined) {
      if (strategy.createOnUpdate !== true || options.subresource !== undefined) throw notFound(resource, key.name);
      const { resourceVersion: _ignored, ...metadata } = sent.metadata;
      return yield* creating(key.namespace, { ...sent, metadata }, options);
    }
    const current = entry.object;
    const isStatus = options.subresource !== undefined && STATUS_DOORS.has(options.subresource);
    // Whoever sends what is stored, as controllers do with what they read, has nothing to be checked there.
    const isStored = isStatus && sent.metadata === current.metadata;
    const status = isStored ? { status: sent.status } : { metadata: sent.metadata, status: sent.status };
    let draft = typed(resource, isStatus ? status : sent);
    if (!isStored) mergeOwners(draft.metadata, options.warn);
    if (isStored) draft.metadata = { ...current.metadata };
    const meta = draft.metadata;
    const isOther = meta.uid !== undefined && meta.uid !== '' && meta.uid !== current.metadata.uid;
    if (isOther && options.unconditional !== true)
      throw conflict(
        resource,
        key.name,
        `StorageError: invalid object, Code: 4, Key: ${options.dryRun === true ? '' : '/registry'}/${resource.plural}/${path}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${meta.uid ?? ''}, UID in object meta: ${current.metadata.uid ?? ''}`,
      );
    const version = meta.resourceVersion ?? '';
    if (version === '' && strategy.conditionalUpdateOnly === true && options.unconditional !== true)
      throw invalid({ group: resource.group, kind: resource.plural }, key.name, [
        {
          reason: 'FieldValueInvalid',
          message: 'Invalid value: 0: must be specified for an update',
          field: 'metadata.resourceVersion',
        },
      ]);
    assertVersion(version);
    if (version !== '' && version !== current.metadata.resourceVersion) throw conflict(resource, key.name);

    const about = { operation: 'UPDATE', key, old: current } as const;
    if (isStatus) {
      const door = options.subresource ?? '';
      const sentStatus = yield* mutated(withStatus(draft, current, door), about, options);
      const complete = sentStatus.status === current.status ? sentStatus : withStatus({ ...sentStatus }, current, door);
      if (options.warn !== undefined) strategy.statusWarnings?.(complete).forEach(options.warn);
      options.admit?.(complete);
      yield* asked({ ...about, phase: 'validate', object: complete }, options);
      return yield* settle(path, current, { complete, options });
    }
    const forged = validateKept(meta, current.metadata);
    if (forged.length > 0) throw invalid({ group: resource.group, kind: resource.kind }, current.metadata.name, forged);
    draft.metadata = keepServerFields(meta, current);
    if (hasStatus && options.subresource === undefined) copyField(draft, current, 'status');
    if (options.subresource === undefined) strategy.prepareUpdate?.(draft, current, strategyContext());
    else strategy.narrow?.(draft, current, options.subresource);
    strategy.defaults?.(draft);
    options.admit?.(draft);
    const sentDraft = draft;
    draft = yield* mutated(draft, about, options);
    // What admission changes is nobody's.
    const owned =
      draft === sentDraft
        ? options
        : { ...options, managedFields: ownersOf({ before: current, after: sentDraft }, options) };
    if (isNewGeneration(strategy, draft, current)) draft.metadata.generation = (current.metadata.generation ?? 0) + 1;
    assertValid(draft, current, options.subresource === undefined ? {} : { subresource: options.subresource });
    if (options.warn !== undefined && options.subresource === undefined)
      strategy.warnings?.(draft, current).forEach(options.warn);
    yield* asked({ ...about, phase: 'validate', object: draft }, options);
    if (options.subresource === undefined || options.subresource === 'resize') {
      const book = checkChange(context, resource, { object: draft, current });
      if (options.dryRun !== true) book();
    }
    return yield* settle(path, current, { complete: draft, options: owned });
  }

  const ownersOf = (change: Parameters<typeof trackManager>[1], options: UpdateRequest) =>
    trackManager(resource, change, { ...options, now: now() }).metadata.managedFields ?? [];

  /** The current object with the status that was sent; all else of it is shared, not copied. */
  const withStatus = (
    draft: UnstructuredObject,
    current: UnstructuredObject,
    subresource: string,
  ): UnstructuredObject => {
    strategy.prepareStatus?.(draft, current, { now: now(), subresource });
    const complete = { ...current, metadata: withOpenMetadata(current, draft, strategy.statusMetadata) };
    copyField(complete, draft, 'status');
    const errors = [
      ...(isSameMetadata(complete, current) ? [] : validateMeta(complete.metadata, strategy)),
      ...validateFinalizers(complete.metadata, current.metadata),
      ...(strategy.validateStatus?.(complete, current, subresource) ?? []),
    ];
    if (errors.length > 0) throw invalid({ group: resource.group, kind: resource.kind }, current.metadata.name, errors);
    return complete;
  };

  /** Writes an update, or removes the object when that update took away the last thing that held its deletion. */
  function* settle(
    path: string,
    current: UnstructuredObject,
    { complete, options }: { complete: UnstructuredObject; options: UpdateRequest },
  ): Writing<Outcome> {
    const tracked = trackManager(resource, { before: current, after: complete }, { ...options, now: now() });
    const object = finished(tracked);
    const { deletionTimestamp, deletionGracePeriodSeconds } = object.metadata;
    if (deletionTimestamp !== undefined && (deletionGracePeriodSeconds ?? 0) === 0 && !holdsDelete(strategy, object))
      return commit(path, options, { remove: object });
    object.metadata.resourceVersion = current.metadata.resourceVersion ?? '';
    if (equalJson(object, current) && isCurrent(store.get(bucket, path)!))
      return { object: current, entry: read(path)! };
    const before = store.get(bucket, path);
    const form = yield* storable(object);
    if (store.get(bucket, path) !== before) throw new ChangedMeanwhile();
    return commit(path, options, { put: object, form });
  }

  function* removing(key: ObjectKey, request: DeleteRequest): Writing<Outcome> {
    yield* known(key);
    const entry = require(key);
    const current = entry.object;
    assertPreconditions(resource, current, request.preconditions ?? {});
    assertMayDelete(resource, key.name);
    const about = { operation: 'DELETE', key, old: current } as const;
    yield* asked({ ...about, phase: 'mutate' }, request);
    yield* asked({ ...about, phase: 'validate' }, request);
    const path = keyOf(resource, key);
    const { draft, isHeld } = deletionOf(strategy, current, { request, now: clock.now() });
    if (!isHeld) return commit(path, request, { remove: finished(withoutDeletion(draft, current)) });
    const object = finished(draft);
    if (equalJson(object, current)) return { object: current, entry };
    const before = store.get(bucket, path);
    const form = yield* storable(object);
    if (store.get(bucket, path) !== before) throw new ChangedMeanwhile();
    return commit(path, request, { put: object, form });
  }

  /** Server-side apply: creates the object or merges the configuration into it. */
  function* applying(
    key: ObjectKey,
    applied: Record<string, unknown>,
    options: UpdateRequest & { force?: boolean },
  ): Writing<Outcome> {
    yield* known(key);
    const live = read(keyOf(resource, key))?.object;
    if (live === undefined && options.subresource !== undefined) throw notFound(resource, key.name);
    const { object, managedFields } = applyConfiguration(resource, { live, applied }, { ...options, now: now() });
    const request = { ...options, managedFields, unconditional: true };
    object.metadata = { ...object.metadata, name: key.name };
    return live === undefined ? yield* creating(key.namespace, object, request) : yield* updating(key, object, request);
  }

  /** Writes what the server itself made of an object, as binding does: nothing is asked, nobody owns the fields. */
  const replace = (key: ObjectKey, object: UnstructuredObject): Outcome =>
    commit(keyOf(resource, key), {}, { put: finished(object) });

  return {
    resource,
    strategy,
    get: require,
    known,
    creating,
    updating,
    applying,
    removing,
    /** The same with nobody outside asked. */
    create: (...request: Parameters<typeof creating>) => runNow(creating(...request)),
    update: (...request: Parameters<typeof updating>) => runNow(updating(...request)),
    remove: (...request: Parameters<typeof removing>) => runNow(removing(...request)),
    replace,
  };
};

export type ResourceStore = ReturnType<typeof createResourceStore>;
