import type { UnstructuredObject } from '@binnacle/kube/api';

/** What people state of an object: the rest is counted and stamped by the server. */
export const stated = ({ status: _status, metadata, ...rest }: UnstructuredObject) => {
  const { name, namespace, labels, annotations } = metadata;
  return {
    ...rest,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
    },
  };
};
