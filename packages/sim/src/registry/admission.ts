/** What is decided about a write beyond its own kind. Source: kube-apiserver's admission plugins NamespaceLifecycle and others. */
import { ApiError, forbidden, notFound } from '@binnacle/kube/api';
import type { UnstructuredObject } from '@binnacle/kube/api';
import type { RegistryContext } from './context.ts';
import { textAt } from './json.ts';
import type { Resource } from './resources.ts';

const NAMESPACES = { group: '', plural: 'namespaces' };
const immortal = new Set(['default', 'kube-system', 'kube-public']);
/** Reviews answer a question and are never stored. */
const reviewGroups = new Set(['authentication.k8s.io', 'authorization.k8s.io']);

/** The namespace must be there and not going away. */
export const assertMayCreate = ({ store }: RegistryContext, resource: Resource, object: UnstructuredObject): void => {
  const namespace = object.metadata.namespace;
  if (resource.custom?.terminating === true)
    throw forbidden(
      resource,
      object.metadata.name ?? '',
      'create not allowed while custom resource definition is terminating',
    );
  if (namespace === undefined || reviewGroups.has(resource.group)) return;
  const found = store.get('/namespaces', namespace)?.object;
  if (found === undefined) throw notFound(NAMESPACES, namespace);
  if (textAt(found, 'status', 'phase') !== 'Terminating') return;
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  const plain = forbidden(resource, object.metadata.name ?? '', why);
  throw new ApiError('Forbidden', 403, plain.message, {
    details: {
      ...plain.details,
      causes: [
        {
          reason: 'NamespaceTerminating',
          message: `namespace ${namespace} is being terminated`,
          field: 'metadata.namespace',
        },
      ],
    },
  });
};

export const assertMayDelete = (resource: Resource, name: string): void => {
  if (resource.bucket === '/namespaces' && immortal.has(name))
    throw forbidden(resource, name, 'this namespace may not be deleted');
};
