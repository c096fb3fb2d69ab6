import type { Exchange } from '../../../testing/golden.ts';

const shop = 'cluster_id=1&namespace=shop';
const files = `/pods/solo/files?${shop}`;

/** Files of a container and logs to keep: what needs a kubelet that runs programs. */
export const containerExchanges: readonly Exchange[] = [
  {
    row: 'PUT /pods/:name/files',
    name: 'file-upload',
    method: 'PUT',
    path: `${files}&path=/tmp/one%20two.txt`,
    bytes: 'one\ntwo\n',
  },
  { row: 'GET /pods/:name/files', name: 'files', path: `${files}&path=/tmp` },
  {
    row: 'GET /pods/:name/files',
    name: 'file-download',
    path: `${files}&path=/tmp/one%20two.txt&download=1`,
  },
  {
    row: 'POST /pods/:name/files/rename',
    name: 'file-rename',
    method: 'POST',
    path: `/pods/solo/files/rename?${shop}&path=/tmp/one%20two.txt&to=/tmp/three.txt`,
  },
  {
    row: 'DELETE /pods/:name/files',
    name: 'file-delete',
    method: 'DELETE',
    path: `${files}&path=/tmp/three.txt`,
  },
  {
    row: 'POST /pods',
    name: 'pod-create-speaks',
    method: 'POST',
    path: '/pods',
    body: {
      cluster_id: 1,
      namespace: 'shop',
      content: {
        metadata: { name: 'speaks', labels: { app: 'speaks' } },
        spec: {
          containers: [{ name: 'main', image: 'busybox', command: ['sh', '-c', 'echo one; echo two; sleep 36000'] }],
        },
      },
    },
  },
  {
    row: 'GET /pods/:name/logs',
    name: 'pod-logs-two',
    path: `/pods/speaks/logs?${shop}&tail_lines=2`,
    until: ({ data }) => (data?.logs ?? '').split('\n').length === 3,
  },
  {
    row: 'GET /pods/:name/logs/download',
    name: 'pod-logs-download',
    path: `/pods/speaks/logs/download?${shop}&tail_lines=2`,
  },
  {
    row: 'GET /logs/download',
    name: 'logs-download',
    path: `/logs/download?${shop}&labelSelector=app%3Dspeaks&tail_lines=1`,
  },
];
