/** A real Prometheus scrapes the nodes of a simulated cluster, as it would kubelets, and is asked for charts. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { ChartsReply, PrometheusReply } from '@binnacle/api';
import { parseKubeconfig } from '@binnacle/kube/client';
import { startTestApp, type TestApp } from './testing/app.ts';

/** Debian's package `prometheus`; .ci/run installs it. */
const isInstalled = spawnSync('prometheus', ['--version'], { stdio: 'ignore' }).status === 0;
const patience = { timeout: 150_000, interval: 500 };

let app: TestApp | undefined;
let prometheus: ChildProcess | undefined;
let dir: string | undefined;
afterEach(async () => {
  if (prometheus?.exitCode === null) {
    prometheus.kill('SIGKILL');
    await once(prometheus, 'exit');
  }
  await app?.close();
  if (dir !== undefined) rmSync(dir, { recursive: true, force: true });
});

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};

/**
 * What Prometheus' own documentation shows for kubelets behind an API server, with a short interval. Debian's knows no
 * discovery in Kubernetes: the nodes are named.
 */
const configuration = (server: URL, { nodes, ca, token }: { nodes: string[]; ca: string; token: string }): string => `
global: { scrape_interval: 3s }
scrape_configs:
  - job_name: kubernetes-cadvisor
    scheme: https
    tls_config: { ca_file: ${ca} }
    authorization: { credentials_file: ${token} }
    static_configs: [{ targets: [${nodes.join(', ')}] }]
    relabel_configs:
      - source_labels: [__address__]
        target_label: __metrics_path__
        replacement: /api/v1/nodes/$1/proxy/metrics/cadvisor
      - { source_labels: [__address__], target_label: instance }
      - { target_label: __address__, replacement: '${server.host}' }
`;

const startPrometheus = async (of: TestApp, folder: string, nodes: string[]): Promise<string> => {
  const [target] = parseKubeconfig(of.kubeconfig()).targets;
  if (target?.credentials.type !== 'token') throw new Error('the simulator wrote a kubeconfig without a token');
  const files = { nodes, ca: join(folder, 'ca.crt'), token: join(folder, 'token') };
  writeFileSync(files.ca, target.caData ?? '');
  writeFileSync(files.token, target.credentials.token);
  const config = join(folder, 'prometheus.yml');
  writeFileSync(config, configuration(new URL(target.server), files));
  const address = `127.0.0.1:${await freePort()}`;
  const data = `--storage.tsdb.path=${join(folder, 'data')}`;
  prometheus = spawn('prometheus', [`--config.file=${config}`, data, `--web.listen-address=${address}`], {
    stdio: 'ignore',
  });
  return `http://${address}`;
};

describe('charts from a real Prometheus', () => {
  it.skipIf(!isInstalled)(
    'show what it scraped from a simulated cluster (needs Debian’s package prometheus)',
    async () => {
      app = await startTestApp({ scenario: 'small', env: { BINNACLE_PROMETHEUS_DISCOVERY: 'local' } });
      const of = app;
      dir = mkdtempSync(join(tmpdir(), 'binnacle-prometheus-'));
      const { items } = await of.direct.list({ group: '', version: 'v1', plural: 'nodes', namespaced: false });
      const names = items.map(({ metadata }) => metadata.name);
      const url = await startPrometheus(of, dir, names);
      const set = await of.call('PUT', '/api/v1/k8s/clusters/1', { body: { prometheus_url: url } });
      expect(set.status).toBe(200);

      const base = '/api/console/v1/clusters/1';
      const charts = async (query: string) =>
        (await of.call('GET', `${base}/metrics/charts?${query}`)).json as ChartsReply;
      const lastOf = ({ charts: all }: ChartsReply, id: string) =>
        all.find((chart) => chart.id === id)?.series[0]?.points.at(-1)?.[1] ?? 0;

      // Processor time is a rate: it is known once a counter has been seen to grow.
      const nodeQuery = `scope=node&name=${names[0]}&minutes=5`;
      await expect
        .poll(async () => {
          const reply = await charts(nodeQuery);
          return reply.source.type === 'prometheus' && lastOf(reply, 'cpu') > 0 && lastOf(reply, 'memory') > 0;
        }, patience)
        .toBe(true);
      const cluster = await charts('scope=cluster&minutes=5');
      expect(cluster.source).toEqual({ type: 'prometheus' });
      expect(lastOf(cluster, 'memory')).toBeGreaterThan(lastOf(await charts(nodeQuery), 'memory'));

      const up = `${base}/prometheus/query?query=${encodeURIComponent('count(up == 1)')}`;
      await expect
        .poll(async () => ((await of.call('GET', up)).json as PrometheusReply).series[0]?.points[0]?.[1], patience)
        .toBe(names.length);
      const refused = await of.call('GET', `${base}/prometheus/query?query=${encodeURIComponent('nonsense(')}`);
      expect(refused.status).toBe(400);
      expect(refused.text).toContain('refuses the query');
    },
    300_000,
  );
});
