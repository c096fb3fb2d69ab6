/**
 * The examples of contract 002, as the document writes them, in its order and with nobody signed in, as in the demo. Filled
 * in are the hosts and the token, beside which stands the certificate of the simulated cluster's authority.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseKubeconfig } from '@binnacle/kube/client';
import { startTestApp, type TestApp } from './testing/app.ts';

const run = promisify(execFile);

const examples: readonly [mode: string, command: string, data: object][] = [
  [
    'Server: 添加集群配置',
    `curl -X POST http://localhost:8000/k8s/cluster/add \\
  -H "Content-Type: application/json" \\
  -d '{
    "name": "prod-cluster",
    "api_server": "https://k8s-api.example.com:6443",
    "token": "your-token",
    "description": "生产环境集群"
  }'`,
    {},
  ],
  [
    'Server: 获取集群概览',
    'curl "http://localhost:8000/k8s/overview/cluster?cluster_name=prod-cluster"',
    { cluster_name: 'prod-cluster' },
  ],
  [
    'Server: 获取Istiod工作负载详情',
    'curl "http://localhost:8000/istio/workloads/istiod/detail?cluster_name=prod-cluster"',
    { cluster_name: 'prod-cluster' },
  ],
  [
    'Server: 获取Gateway配置列表',
    'curl "http://localhost:8000/api/istio/gateway/list?cluster_name=prod-cluster"',
    { cluster_name: 'prod-cluster' },
  ],
  ['Instant: 获取集群概览', 'curl "http://localhost:8000/k8s/overview/cluster"', {}],
  ['Instant: 获取Pod列表', 'curl "http://localhost:8000/k8s/resources/pods/list?namespace=default"', {}],
  [
    'Instant: 获取VirtualService详情',
    'curl "http://localhost:8000/api/istio/virtualservice/detail?namespace=default&virtualservice_name=my-vs"',
    {},
  ],
  ['Instant: 获取Istio健康摘要', 'curl "http://localhost:8000/istio/health/summary"', {}],
];

const isMissing = await run('curl', ['--version']).then(
  () => false,
  () => true,
);

describe.skipIf(isMissing)(isMissing ? 'curl is not installed here' : 'the examples of contract 002', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ demo: true, scenario: 'istio', env: { BINNACLE_PROMETHEUS_DISCOVERY: 'manual' } });
    await app.direct.create(
      { group: 'networking.istio.io', version: 'v1', plural: 'virtualservices', namespaced: true },
      {
        apiVersion: 'networking.istio.io/v1',
        kind: 'VirtualService',
        metadata: { name: 'my-vs', namespace: 'default' },
        spec: { hosts: ['my-app'], http: [{ route: [{ destination: { host: 'my-app' } }] }] },
      } as never,
    );
  }, 300_000);
  afterAll(() => app.close());

  it.each(examples)('%s', async (...[, command, data]) => {
    const [target] = parseKubeconfig(app.kubeconfig()).targets;
    if (target?.credentials.type !== 'token') throw new Error('the simulator wrote a kubeconfig without a token');
    const authority = Buffer.from(target.caData ?? '').toString('base64');
    const filled = command
      .replace('http://localhost:8000', app.url)
      .replace('https://k8s-api.example.com:6443', target.server)
      .replace('"your-token"', `"${target.credentials.token}", "ca_data": "${authority}"`);
    const { stdout } = await run('bash', ['-c', filled]);
    expect(JSON.parse(stdout)).toMatchObject({ code: 200, data });
  });
});
