import { badRequest } from '../api/index.ts';
import type { ResourceRef } from '../api/index.ts';

/** A name as a path segment. Throws BadRequest for what would not be one segment. */
const segment = (what: string, value: string): string => {
  if (value === '') throw badRequest(`${what} is missing`);
  if (value === '.' || value === '..') throw badRequest(`${what} cannot be "${value}"`);
  return encodeURIComponent(value);
};

export interface ResourcePathOptions {
  /** Absent: all namespaces, or a cluster-scoped kind. */
  namespace?: string | undefined;
  name?: string;
  subresource?: string;
}

/** `/apis/apps/v1/namespaces/shop/deployments/cart/scale` */
export const resourcePath = (ref: ResourceRef, options: ResourcePathOptions = {}): string => {
  const root = ref.group === '' ? `/api/${ref.version}` : `/apis/${ref.group}/${ref.version}`;
  const scope =
    ref.namespaced && options.namespace !== undefined ? `/namespaces/${segment('namespace', options.namespace)}` : '';
  if (options.name === undefined) return `${root}${scope}/${ref.plural}`;
  if (ref.namespaced && scope === '') throw badRequest(`namespace is missing: ${ref.plural} are in namespaces`);
  // A sub-resource may have a path of its own (`proxy/metrics`), which its caller has encoded.
  const sub = options.subresource === undefined ? '' : `/${options.subresource}`;
  return `${root}${scope}/${ref.plural}/${segment('name', options.name)}${sub}`;
};
