/** A large, repeatable fleet: Deployments whose Pods have two containers, probes, twenty variables and resources (about 7 kB of JSON each). */
import { setTimeout as pause } from 'node:timers/promises';
import { deploymentKind, namespaceKind, nodeKind, podKind, type UnstructuredObject } from '@binnacle/kube/api';
import type { KubeClient } from '@binnacle/kube/client';
import { createRng } from '@binnacle/kube/clock';

const deploymentsPerNamespace = 5;
const replicas = 100;
export const podsPerNamespace = deploymentsPerNamespace * replicas;

const twoDigits = (n: number) => String(n).padStart(2, '0');

const bigNode = (n: number) => {
  const name = `big-${String(n).padStart(3, '0')}`;
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'node.kubernetes.io/instance-type': 'm5.4xlarge',
        'topology.kubernetes.io/zone': `zone-${n % 3}`,
      },
    },
  };
};

const bigDeployment = (ns: number, index: number): UnstructuredObject => {
  const rng = createRng(7).fork(`${ns}/${index}`);
  const name = `svc-${twoDigits(ns)}-${index}`;
  const labels = { app: name, tier: `t${index}` };
  const env = Array.from({ length: 20 }, (_, i) => ({ name: `ENV_${i}`, value: `value-${i}-${rng.int(2 ** 30)}` }));
  const checksum = Array.from({ length: 8 }, () =>
    rng
      .int(2 ** 32)
      .toString(16)
      .padStart(8, '0'),
  ).join('');
  const probe = (path: string, periodSeconds: number) => ({ httpGet: { path, port: 'http' }, periodSeconds });
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: `team-${twoDigits(ns)}`, labels },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: {
          labels: { ...labels, version: 'v1' },
          annotations: { 'prometheus.io/scrape': 'true', 'checksum/config': checksum },
        },
        spec: {
          containers: [
            {
              name: 'main',
              image: `registry.example.com/team-${twoDigits(ns)}/${name}:1.4.${index}`,
              ports: [{ containerPort: 8080, name: 'http' }],
              env,
              resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '500m', memory: '512Mi' } },
              readinessProbe: probe('/healthz', 10),
              livenessProbe: probe('/livez', 20),
            },
            {
              name: 'sidecar',
              image: 'docker.io/istio/proxyv2:1.22.1',
              args: ['proxy', 'sidecar', '--domain', '$(POD_NAMESPACE).svc.cluster.local'],
              resources: { requests: { cpu: '10m', memory: '40Mi' } },
            },
          ],
        },
      },
    },
  };
};

/** How many nodes so many Pods need: a simulated node of ordinary size has room for 72 of them. */
export const nodesFor = (pods: number): number => Math.ceil(pods / 70) + 5;

/** Nodes for the whole fleet. kwok fills in what a node holds; the simulator's nodes come with it. */
export const createNodes = async (client: KubeClient, count: number): Promise<void> => {
  for (let n = 0; n < count; n++) await client.create(nodeKind, bigNode(n));
};

/** Creates the Deployments of some namespaces. */
export const createFleet = async (client: KubeClient, { from, to }: { from: number; to: number }): Promise<void> => {
  for (let ns = from; ns < to; ns++) {
    const metadata = { name: `team-${twoDigits(ns)}` };
    await client.create(namespaceKind, { apiVersion: 'v1', kind: 'Namespace', metadata });
    for (let d = 0; d < deploymentsPerNamespace; d++) await client.create(deploymentKind, bigDeployment(ns, d));
  }
};

/** Creates the Deployments of some namespaces and waits until all their Pods run; fails after ten minutes. */
export const growFleet = async (
  client: KubeClient,
  { from, to, log }: { from: number; to: number; log: (text: string) => void },
): Promise<void> => {
  await createFleet(client, { from, to });
  const wanted = to * podsPerNamespace;
  const deadline = performance.now() + 600_000;
  for (;;) {
    const running = await countRunning(client);
    log(`${running} of ${wanted} Pods run`);
    if (running >= wanted) return;
    if (performance.now() > deadline) throw new Error(`only ${running} of ${wanted} Pods run after ten minutes`);
    await pause(5_000);
  }
};

const countRunning = async (client: KubeClient): Promise<number> => {
  const page = await client.list(podKind, { fieldSelector: 'status.phase=Running', resourceVersion: '0' });
  return page.items.length;
};
