import { badRequest, expired, findKind, parseFieldSelector, parseLabelSelector } from '@binnacle/kube/api';
import type { UnstructuredObject } from '@binnacle/kube/api';
import { CompactedError } from '../storage/index.ts';
import type { Entry, Store } from '../storage/index.ts';
import type { Resource } from './resources.ts';
import { servedForm } from './served-form.ts';

export interface Selection {
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
}

/** Asks for the object only when there is a selector: stored entries parse it then. */
export type Matcher = (source: { readonly object: UnstructuredObject }) => boolean;

/** How the few kinds refuse that have words of their own. */
const refusals: Readonly<Record<string, (field: string) => string>> = {
  Job: (field) => `field label ${JSON.stringify(field)} not supported for Job`,
  ResourceSlice: (field) => `field label not supported for resource.k8s.io/v1, Kind=ResourceSlice: ${field}`,
};

/** Throws BadRequest for a field that the kind cannot be selected by. Kinds without fields of their own also take a namespace. */
const assertSelectable = (resource: Resource, field: string): void => {
  const selectable = resource.custom?.selectableFields ?? findKind(resource)?.selectableFields;
  if (field === 'metadata.name') return;
  if (field === 'metadata.namespace' && (resource.namespaced || selectable === undefined)) return;
  if (selectable?.includes(field) === true) return;
  if (selectable !== undefined)
    throw badRequest(
      (resource.custom === undefined ? refusals[resource.kind] : undefined)?.(field) ??
        `field label not supported: ${field}`,
    );
  throw badRequest(
    `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`,
  );
};

/** Throws BadRequest for selectors that cannot be read or that the kind does not have. */
export const createMatcher = (resource: Resource, selection: Selection): Matcher => {
  const labels = selection.labelSelector ? parseLabelSelector(selection.labelSelector) : undefined;
  const fields = selection.fieldSelector ? parseFieldSelector(selection.fieldSelector) : undefined;
  for (const { path } of fields?.requirements ?? []) assertSelectable(resource, path);
  return (source) =>
    (labels === undefined || labels.matches(source.object.metadata.labels)) &&
    (fields === undefined || fields.matches(source.object));
};

export interface Page {
  entries: readonly Entry[];
  revision: number;
  /** The last key of this page when more follow. */
  continueAfter?: string;
  /** Absent when a selector is in the way. */
  remaining?: number;
}

export interface PageRequest extends Selection {
  limit?: number;
  after?: string;
  /** Serve exactly this revision. */
  revision?: number;
}

const prefixOf = (resource: Resource, namespace: string | undefined): string =>
  resource.namespaced && namespace !== undefined && namespace !== '' ? `${namespace}/` : '';

/** Runs a read of the store; throws Expired when the revision is no longer kept. */
const whileKept = <T>(request: PageRequest, read: () => T): T => {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof CompactedError)) throw error;
    throw expired(
      request.after === undefined
        ? 'The resourceVersion for the provided list is too old.'
        : 'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.',
    );
  }
};

/** One page in key order. Throws Expired when the revision is no longer kept. */
export const listPage = (store: Store, resource: Resource, request: PageRequest): Page => {
  const matches = createMatcher(resource, request);
  const prefix = prefixOf(resource, request.namespace);
  const revision = request.revision ?? store.revision;
  const at = { revision, ...(request.after === undefined ? {} : { after: request.after }) };
  const limit = request.limit !== undefined && request.limit > 0 ? request.limit : Infinity;
  const served = (entry: Entry) => servedForm(resource, entry);

  if (!request.labelSelector && !request.fieldSelector) {
    const page = whileKept(request, () => store.page(resource.bucket, prefix, { ...at, limit }));
    const entries = page.entries.map(served);
    return page.remaining === 0
      ? { entries, revision }
      : { entries, revision, continueAfter: entries.at(-1)!.key, remaining: page.remaining };
  }
  const all = whileKept(request, () => store.range(resource.bucket, prefix, at));
  const entries: Entry[] = [];
  let index = 0;
  for (; index < all.length && entries.length < limit; index += 1) {
    const entry = served(all[index]!);
    if (matches(entry)) entries.push(entry);
  }
  return index >= all.length ? { entries, revision } : { entries, revision, continueAfter: all[index - 1]!.key };
};
