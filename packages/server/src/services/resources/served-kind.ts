import { customResourceDefinitionKind, findKind, isForbidden, isNotFound, resourceNotServed } from '@binnacle/kube/api';
import type { Kind } from '@binnacle/kube/api';
import type { KubeClient } from '@binnacle/kube/client';
import type { CallContext } from '../operation.ts';
import { toProductError } from '../errors.ts';
import { age, kindsOfDefinition } from './custom-kinds.ts';
import { syncedCache } from './synced-cache.ts';

/** What an address says of a kind. */
export interface KindAddress {
  /** Empty for the core group. */
  group: string;
  version: string;
  plural: string;
}

const sought = new WeakSet<Kind>();

/**
 * The kind that an address names: from the table, else a stand-in that `servedKind` replaces once the cluster is known. It
 * says group, version and plural, and is taken to be in namespaces.
 */
export const kindAt = ({ group, version, plural }: KindAddress): Kind => {
  const kind = findKind({ group, plural });
  if (kind?.version === version) return kind;
  const standIn: Kind = {
    group,
    version,
    plural,
    namespaced: true,
    kind: '',
    singular: '',
    shortNames: [],
    categories: [],
    capabilities: [],
    columns: [],
  };
  sought.add(standIn);
  return standIn;
};

export const isSought = (kind: Kind | undefined): kind is Kind => kind !== undefined && sought.has(kind);

/** Every kind that the cluster's resource definitions make; none where they may not be listed. */
export const customKinds = async (context: CallContext): Promise<readonly Kind[]> => {
  try {
    const cache = await syncedCache(customResourceDefinitionKind, context);
    const view = cache.view({});
    return view.page(0, view.total).flatMap(kindsOfDefinition);
  } catch (error) {
    if (isForbidden(error) || isNotFound(error)) return [];
    throw toProductError(error);
  }
};

/** The kind that a stand-in stands for. Throws NotFound for one that the cluster does not serve. */
export const servedKind = async (standIn: Kind, context: CallContext): Promise<Kind> => {
  const isIt = ({ group, version, plural }: KindAddress) =>
    group === standIn.group && version === standIn.version && plural === standIn.plural;
  const kind = (await customKinds(context)).find(isIt) ?? (await discovered(standIn, context));
  if (kind === undefined) throw resourceNotServed();
  return kind;
};

interface ApiResource {
  name: string;
  singularName?: string;
  kind: string;
  namespaced: boolean;
  shortNames?: string[];
  categories?: string[];
}

/** Kept with the client of a cluster: the same kind each time. */
const found = new WeakMap<KubeClient, Map<string, Kind>>();

/** Other versions of stock kinds, and what aggregated API servers serve. */
const discovered = async (
  { group, version, plural }: KindAddress,
  { cluster: { client }, signal }: CallContext,
): Promise<Kind | undefined> => {
  const known = found.get(client) ?? new Map<string, Kind>();
  found.set(client, known);
  const id = `${group}/${version}/${plural}`;
  if (known.has(id)) return known.get(id);
  const path =
    group === ''
      ? `/api/${encodeURIComponent(version)}`
      : `/apis/${encodeURIComponent(group)}/${encodeURIComponent(version)}`;
  try {
    const response = await client.request({ method: 'GET', path, signal });
    const { resources = [] } = await response.json<{ resources?: ApiResource[] }>();
    const resource = resources.find(({ name }) => name === plural);
    if (resource === undefined) return undefined;
    const kind: Kind = {
      group,
      version,
      plural,
      namespaced: resource.namespaced,
      kind: resource.kind,
      singular: resource.singularName || resource.kind.toLowerCase(),
      shortNames: resource.shortNames ?? [],
      categories: resource.categories ?? [],
      capabilities: [],
      columns: [age],
    };
    known.set(id, kind);
    return kind;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw toProductError(error);
  }
};
