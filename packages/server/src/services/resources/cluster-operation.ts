import { isNotFound, namespaceKind } from '@binnacle/kube/api';
import { namespaceNotFound, toProductError } from '../errors.ts';
import type { ClusterHandle, Operation } from '../operation.ts';

/**
 * An operation in one cluster, with the cluster's failures told as the product's. An object that is not found in a
 * namespace that does not exist either is the namespace's fault.
 */
export const clusterOperation = <I extends object, O>(operation: Omit<Operation<I, O>, 'scope'>): Operation<I, O> => ({
  ...operation,
  scope: 'cluster',
  run: async (input, context) => {
    try {
      return await operation.run(input, context);
    } catch (error) {
      const { cluster, signal } = context;
      const namespace = 'namespace' in input && typeof input.namespace === 'string' ? input.namespace : '';
      if (namespace !== '' && isNotFound(error)) await requireNamespace(cluster, namespace, signal);
      throw toProductError(error);
    }
  },
});

/**
 * Throws NamespaceNotFound when the API server says that there is no such namespace. Anything else it may answer, such as
 * Forbidden, says nothing about the namespace.
 */
export const requireNamespace = async (cluster: ClusterHandle, name: string, signal: AbortSignal): Promise<void> => {
  try {
    await cluster.client.get(namespaceKind, { name }, signal);
  } catch (error) {
    if (isNotFound(error)) throw namespaceNotFound(name);
    const unreachable = toProductError(error);
    if (unreachable !== error) throw unreachable;
  }
};
