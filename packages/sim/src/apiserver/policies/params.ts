/** What a binding gives its policy to go by. Source: kube-apiserver `plugin/policy/generic`, CollectParams. */
import { fromLabelSelector } from '@binnacle/kube/api';
import type { UnstructuredObject } from '@binnacle/kube/api';
import type { Registry, Resource } from '../../registry/index.ts';
import type { Binding, Policy } from './policies.ts';

/** A policy or binding that cannot be followed; the policy's failurePolicy decides. */
export class Misconfigured extends Error {}

/** The resource of a policy's paramKind; undefined when it has none. Throws Misconfigured when it is not served. */
export const paramResource = ({ catalog }: Registry, { paramKind }: Policy): Resource | undefined => {
  if (paramKind === undefined) return undefined;
  const { apiVersion, kind } = paramKind;
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  const found = catalog.resources.find((one) => one.group === group && one.version === version && one.kind === kind);
  if (found === undefined)
    throw new Misconfigured(`failed to find resource referenced by paramKind: '${group}/${version}, Kind=${kind}'`);
  return found;
};

/** The parameters for a write in a namespace; null stands for none. Throws Misconfigured. */
export const paramsFor = (
  registry: Registry,
  resource: Resource | undefined,
  { paramRef, inNamespace }: Pick<Binding, 'paramRef'> & { inNamespace: string },
): readonly (UnstructuredObject | null)[] => {
  if (resource === undefined || paramRef === undefined) return [null];
  const named = paramRef.namespace ?? '';
  const namespace = named === '' ? inNamespace : named;
  if (resource.namespaced && namespace === '')
    throw new Misconfigured('cannot use namespaced paramRef in policy binding that matches cluster-scoped resources');
  if (!resource.namespaced && named !== '')
    throw new Misconfigured('paramRef.namespace must not be provided for a cluster-scoped `paramKind`');
  const { name = '', selector = {}, parameterNotFoundAction } = paramRef;
  const labels = fromLabelSelector(selector);
  const entries =
    name === ''
      ? registry
          .range(resource, resource.namespaced ? namespace : undefined)
          .filter(({ object }) => labels.matches(object.metadata.labels ?? {}))
      : [registry.entry(resource, resource.namespaced ? { namespace, name } : { name })].flatMap((one) => one ?? []);
  if (entries.length === 0 && parameterNotFoundAction === 'Deny')
    throw new Misconfigured('no params found for policy binding with `Deny` parameterNotFoundAction');
  return entries.map(({ object }) => object);
};
