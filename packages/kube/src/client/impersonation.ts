import type { ClusterTarget } from './target.ts';

/** Impersonation headers. Source: Kubernetes docs, "User impersonation". A list is sent as one header line per item. */
export const impersonationHeaders = (as: ClusterTarget['impersonate']): Record<string, string | string[]> => {
  if (as === undefined) return {};
  return {
    'impersonate-user': as.user,
    ...(as.uid === undefined ? {} : { 'impersonate-uid': as.uid }),
    ...(as.groups === undefined || as.groups.length === 0 ? {} : { 'impersonate-group': as.groups }),
    ...Object.fromEntries(
      Object.entries(as.extra ?? {}).map(([key, values]) => [`impersonate-extra-${encodeURIComponent(key)}`, values]),
    ),
  };
};
