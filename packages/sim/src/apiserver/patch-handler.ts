/** PATCH: which kind of patch, on what, and what came out. */
import {
  ApiError,
  apiVersionOf,
  badRequest,
  invalid,
  invalidField,
  isBadRequest,
  unsupportedMediaType,
} from '@binnacle/kube/api';
import type { ObjectKey, UnstructuredObject } from '@binnacle/kube/api';
import { applyJsonPatch, applyMergePatch, applyStrategicMergePatch, goText } from '@binnacle/kube/patch';
import { conversionFault, DecodeError, isJsonObject, patchSchemaOf } from '../registry/index.ts';
import type { Outcome, ResourceStore, Writing } from '../registry/index.ts';
import { mediaTypeOf, parseJsonText, parseYamlText } from './body.ts';
import type { ResourceCall } from './call.ts';
import { checkSent } from './decode-sent.ts';
import type { FieldValidation, WriteRequest } from './options.ts';

export interface PatchRequest {
  store: ResourceStore;
  key: ObjectKey;
  body: Buffer;
  options: WriteRequest;
}

type Apply = (document: Record<string, unknown>, patch: unknown) => Record<string, unknown>;

/** How a patch of a media type changes a document; undefined for types that are no patch. */
export const patcherOf = (call: ResourceCall): Apply | undefined => {
  switch (mediaTypeOf(call.request.headers['content-type'])) {
    case 'application/json-patch+json':
      return applyJsonPatch;
    case 'application/merge-patch+json':
      return applyMergePatch;
    case 'application/strategic-merge-patch+json':
      if (call.info.resource.custom !== undefined) return undefined;
      return (document, patch) => applyStrategicMergePatch(document, patch, patchSchemaOf(call.info.resource));
    default:
      return undefined;
  }
};

const customPatchTypes = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/apply-patch+yaml',
];

export const unsupportedPatch = ({ info }: ResourceCall): ApiError =>
  info.resource.custom === undefined ? unspecified() : unsupportedMediaType(customPatchTypes);

const unspecified = (): ApiError =>
  new ApiError('UnsupportedMediaType', 415, '415: Unsupported Media Type', { details: {} });

/** `lead` comes before the words for what cannot be read. */
export const parsePatch = (body: Buffer, lead = 'error decoding patch: '): ReturnType<typeof parseJsonText> =>
  parseJsonText(body.toString('utf8'), (why) => badRequest(`${lead}${why}`));

const isStrategic = (call: ResourceCall): boolean =>
  mediaTypeOf(call.request.headers['content-type']) === 'application/strategic-merge-patch+json';

/** Go writes what a patch came to with its fields sorted, and leaves the rest as it was. */
const inGoOrder = (value: unknown, before: unknown): unknown => {
  if (value === before) return value;
  if (Array.isArray(value)) {
    const old: unknown[] = Array.isArray(before) ? before : [];
    return value.map((item, i): unknown => (old.includes(item) ? item : inGoOrder(item, old[i])));
  }
  if (!isJsonObject(value)) return value;
  const old = isJsonObject(before) ? before : {};
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, inGoOrder(value[key], old[key])]),
  );
};

/** The patched object as its kind has it; what does not fit is the patch's fault. */
const checkPatched = (
  call: ResourceCall,
  {
    patched,
    patch,
    fieldValidation,
  }: { patched: Record<string, unknown>; patch: unknown; fieldValidation: FieldValidation },
): UnstructuredObject => {
  const { resource } = call.info;
  const { apiVersion, metadata } = patched;
  if (resource.custom !== undefined && apiVersion !== apiVersionOf(resource))
    throw invalid(resource, isJsonObject(metadata) ? String(metadata.name) : '', [
      invalidField('apiVersion', apiVersion, `must be ${apiVersionOf(resource)}`),
    ]);
  try {
    return checkSent(call, { value: patched, duplicates: new Set() }, { target: resource, fieldValidation });
  } catch (error) {
    if (!isBadRequest(error)) throw error;
    const lead = `${resource.kind} in version ${JSON.stringify(resource.version)} cannot be handled as a ${resource.kind}: `;
    const why = error.message.startsWith(lead) ? error.message.slice(lead.length) : error.message;
    const fault = isStrategic(call) ? conversionFault(resource.definition, patched) : undefined;
    throw invalid({ group: '', kind: '' }, '', [
      fault === undefined
        ? invalidField('patch', JSON.stringify(patched), why)
        : invalidField('patch', goText(patch), fault),
    ]);
  }
};

/** How a patch is written: it is applied anew to what is stored whenever the write begins. */
export const patching = (call: ResourceCall, request: PatchRequest): (() => Writing<Outcome>) => {
  const { store, key, body, options } = request;
  if (options.apply === true) return applyingTo(request);
  const patcher = patcherOf(call);
  if (patcher === undefined) throw unsupportedPatch(call);
  // Whether the object is there is told before what is wrong with the patch.
  store.get(key);
  const { value: patch } = parsePatch(body, isStrategic(call) ? '' : 'error decoding patch: ');
  if (patch === null && patcher === applyMergePatch) throw badRequest('Invalid JSON Patch');
  return function* () {
    yield* store.known(key);
    const current = store.get(key).object;
    const changed = patcher(current, patch);
    // A strategic patch says nothing of what the object is.
    const named = isStrategic(call) ? { ...changed, kind: current.kind, apiVersion: current.apiVersion } : changed;
    const patched = inGoOrder(named, current) as Record<string, unknown>;
    const sent = checkPatched(call, { patched, patch, fieldValidation: options.fieldValidation });
    return yield* store.updating(key, sent, { ...options, unconditional: true });
  };
};

/** An apply configuration is YAML, and JSON is YAML. */
const parseConfiguration = (body: Buffer): Record<string, unknown> => {
  const text = body.toString('utf8');
  let value: unknown;
  try {
    value = text.trimStart().startsWith('{') ? parsePatch(body).value : parseYamlText(text);
  } catch (error) {
    throw badRequest(`error decoding YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!isJsonObject(value)) {
    const type = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
    throw badRequest(
      `error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${type} into Go value of type map[string]interface {}`,
    );
  }
  return value;
};

const applyingTo = ({ store, key, body, options }: PatchRequest): (() => Writing<Outcome>) => {
  const applied = parseConfiguration(body);
  const metadata = isJsonObject(applied.metadata) ? applied.metadata : {};
  const name = metadata.name ?? key.name;
  if (name !== key.name)
    throw badRequest(`the name of the object (${String(name)}) does not match the name on the URL (${key.name})`);
  if (key.namespace !== undefined && metadata.namespace !== undefined && metadata.namespace !== key.namespace)
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  return function* () {
    try {
      return yield* store.applying(key, applied, options);
    } catch (error) {
      if (!isBadRequest(error) || !(error.cause instanceof DecodeError) || store.resource.custom !== undefined)
        throw error;
      throw unconvertible(store.resource, applied, error.cause);
    }
  };
};

/** An applied configuration of the right shape that the kind cannot hold all the same. */
const unconvertible = (
  resource: ResourceStore['resource'],
  { metadata }: Record<string, unknown>,
  { conversion, message }: DecodeError,
): ApiError => {
  const { namespace = '', name = '' } = isJsonObject(metadata) ? metadata : {};
  const kind = `${resource.group}/${resource.version}, Kind=${resource.kind}`;
  return new ApiError(
    '',
    500,
    `failed to convert new object (${String(namespace)}/${String(name)}; ${kind}) to proper version: unable to convert unstructured object to ${kind}: ${conversion ?? message}`,
  );
};
