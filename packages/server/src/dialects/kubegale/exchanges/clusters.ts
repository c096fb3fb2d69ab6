import type { Exchange } from '../../../testing/golden.ts';

/** In a body: that of the cluster itself, to be put in by whoever asks. */
export const ownKubeconfig = '<kubeconfig>';
/** Nothing listens on port 1. */
const nowhere = JSON.stringify({
  clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1' } }],
  users: [{ name: 'u', user: { token: 't' } }],
  contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
});

/** Clusters are registered, renamed and taken away. */
export const clusterExchanges: readonly Exchange[] = [
  {
    row: 'POST /clusters',
    name: 'cluster-create',
    method: 'POST',
    path: '/clusters',
    body: { name: 'new-cluster', description: '新集群', kubeconfig: ownKubeconfig },
  },
  {
    row: 'POST /clusters',
    name: 'cluster-create-taken',
    method: 'POST',
    path: '/clusters',
    body: { name: 'new-cluster', kubeconfig: ownKubeconfig },
  },
  {
    row: 'POST /clusters',
    name: 'cluster-create-not-yaml',
    method: 'POST',
    path: '/clusters',
    body: { name: 'x', kubeconfig: 'clusters: [' },
  },
  {
    row: 'POST /clusters',
    name: 'cluster-create-unreachable',
    method: 'POST',
    path: '/clusters',
    body: { name: 'x', kubeconfig: nowhere },
  },
  {
    row: 'PUT /clusters/:id',
    name: 'cluster-update',
    method: 'PUT',
    path: '/clusters/2',
    // Whether it has been reached by then is a matter of milliseconds.
    show: (json) => {
      const { data, ...rest } = json as { data: Record<string, unknown> };
      return { ...rest, data: { ...data, status: '<status>', version: '<version>' } };
    },
    body: { name: 'renamed-cluster', description: '', kubeconfig: '<redacted>' },
  },
  {
    row: 'PUT /clusters/:id',
    name: 'cluster-update-unknown',
    method: 'PUT',
    path: '/clusters/77',
    body: { name: 'x' },
  },
  { row: 'DELETE /clusters/:id', name: 'cluster-delete', method: 'DELETE', path: '/clusters/renamed-cluster' },
  { row: 'DELETE /clusters/:id', name: 'cluster-delete-again', method: 'DELETE', path: '/clusters/2' },
];
