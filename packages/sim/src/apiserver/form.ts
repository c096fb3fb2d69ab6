/** In which form objects are answered: themselves, their metadata only, or rows of a table. */
import { apiVersionOf } from '@binnacle/kube/api';
import type { UnstructuredObject } from '@binnacle/kube/api';
import type { Page, Resource } from '../registry/index.ts';
import type { ResourceCall } from './call.ts';
import { createContinue } from './list-request.ts';
import { encodingOf, notAcceptable, onlyAccepted, parseAccept } from './respond.ts';
import type { Encoding } from './respond.ts';
import { isIncludePolicy, tableOf } from './table.ts';
import type { IncludePolicy, Shown } from './table.ts';
import { badRequest } from '@binnacle/kube/api';

export type Form = { encoding: Encoding } & (
  { as: 'object' } | { as: 'partial' } | { as: 'table'; include: IncludePolicy; now: number }
);

/** An object that may have its JSON at hand, as stored entries do; those parse the object only when it is asked for. */
export interface Encodable {
  readonly object: UnstructuredObject;
  readonly bytes?: Buffer;
}

/** Throws NotAcceptable when nothing that is asked for can be given. */
export const negotiateForm = (call: ResourceCall, collection = false): Form => {
  let isKnown = call.info.resource.custom !== undefined;
  for (const { type, params } of parseAccept(call.request.headers.accept)) {
    const encoding = encodingOf(type);
    if (encoding === undefined) continue;
    if (params.as === undefined) return { encoding, as: 'object' };
    isKnown = true;
    if (params.g !== 'meta.k8s.io' || params.v !== 'v1') continue;
    if (params.as === 'PartialObjectMetadata' || params.as === 'PartialObjectMetadataList')
      return { encoding, as: 'partial' };
    if (params.as !== 'Table') continue;
    const include = call.query.get('includeObject') ?? '';
    if (!isIncludePolicy(include)) throw badRequest(`unrecognized includeObject value: ${JSON.stringify(include)}`);
    return { encoding, as: 'table', include: include === '' ? 'Metadata' : include, now: call.context.clock.now() };
  }
  throw isKnown ? onlyAccepted() : notAcceptable(collection);
};

const partialOf = (object: UnstructuredObject) => ({
  kind: 'PartialObjectMetadata',
  apiVersion: 'meta.k8s.io/v1',
  metadata: object.metadata,
});

/** One object as JSON. */
export const encodeObject = (form: Form, resource: Shown, source: Encodable): Buffer => {
  if (form.as === 'object') return source.bytes ?? Buffer.from(JSON.stringify(source.object));
  const { object } = source;
  if (form.as === 'partial') return Buffer.from(JSON.stringify(partialOf(object)));
  const listMeta = { resourceVersion: object.metadata.resourceVersion };
  return Buffer.from(JSON.stringify(tableOf(resource, [object], { ...form, listMeta })));
};

const COMMA = Buffer.from(',');
const OPEN = Buffer.from('{');

/** A page as a List. Objects in it have no kind and version of their own, as kube-apiserver writes typed lists. */
export const encodePage = (form: Form, resource: Resource, page: Page): Buffer => {
  const listMeta = {
    resourceVersion: String(page.revision),
    ...(page.continueAfter === undefined ? {} : { continue: createContinue(page.revision, page.continueAfter) }),
    ...(page.remaining === undefined ? {} : { remainingItemCount: page.remaining }),
  };
  if (form.as === 'table')
    return Buffer.from(
      JSON.stringify(
        tableOf(
          resource,
          page.entries.map((entry) => entry.object),
          { ...form, listMeta },
        ),
      ),
    );
  if (form.as === 'partial')
    return Buffer.from(
      JSON.stringify({
        kind: 'PartialObjectMetadataList',
        apiVersion: 'meta.k8s.io/v1',
        metadata: listMeta,
        items: page.entries.map((entry) => partialOf(entry.object)),
      }),
    );
  const apiVersion = apiVersionOf(resource);
  const { custom } = resource;
  // Lists of custom resources say of each item what it is, and always whether there is more.
  const listKind = custom?.listKind ?? `${resource.kind}List`;
  const metadata = custom === undefined ? listMeta : { continue: '', ...listMeta };
  const skip = custom === undefined ? JSON.stringify({ kind: resource.kind, apiVersion }).length : 1;
  const head = `${JSON.stringify({ kind: listKind, apiVersion, metadata }).slice(0, -1)},"items":[`;
  const parts: Uint8Array[] = [Buffer.from(head)];
  page.entries.forEach((entry, index) => {
    if (index > 0) parts.push(COMMA);
    parts.push(OPEN, entry.bytes.subarray(skip));
  });
  parts.push(Buffer.from(']}\n'));
  return Buffer.concat(parts);
};
