/**
 * Measures the watch cache alone: `npx tsx bench/cache.ts [pods=10000]`. The API server is a process of its own that
 * streams synthetic Pods (about 7 kB each with managedFields, 4.7 kB without), so that the memory shown is the cache's.
 */
import { fork } from 'node:child_process';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { findKind } from '@binnacle/kube/api';
import { createClient } from '@binnacle/kube/client';
import { createResourceCache } from '@binnacle/kube/watch';
import type { ResourceCache } from '@binnacle/kube/watch';

interface ServerMessage {
  port: number;
}

const phases = ['Running', 'Running', 'Running', 'Pending', 'Failed'];

const makePod = (index: number, resourceVersion: number) => {
  const namespace = `team-${String(index % 20).padStart(2, '0')}`;
  const app = `svc-${index % 20}-${index % 100}`;
  const environment = Array.from({ length: 20 }, (_, i) => ({
    name: `ENV_${i}`,
    value: `value-${i}-${index * 31 + i}`,
  }));
  const probe = {
    httpGet: { path: '/healthz', port: 'http', scheme: 'HTTP' },
    timeoutSeconds: 1,
    periodSeconds: 10,
    successThreshold: 1,
    failureThreshold: 3,
  };
  const container = (name: string) => ({
    name,
    image: `registry.example.com/${namespace}/${app}:1.4.${index % 7}`,
    ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
    env: name === 'main' ? environment : [],
    resources: { limits: { cpu: '500m', memory: '512Mi' }, requests: { cpu: '100m', memory: '128Mi' } },
    volumeMounts: [
      { name: 'kube-api-access', readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' },
    ],
    livenessProbe: probe,
    readinessProbe: probe,
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: 'IfNotPresent',
  });
  const conditions = ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map(
    (type) => ({
      type,
      status: 'True',
      lastProbeTime: null,
      lastTransitionTime: '2026-11-01T10:00:05Z',
    }),
  );
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: {
      name: `${app}-${(index * 7919).toString(36).padStart(9, '0')}-${index.toString(36).padStart(5, '0')}`,
      generateName: `${app}-`,
      namespace,
      uid: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      resourceVersion: String(resourceVersion),
      creationTimestamp: new Date(Date.UTC(2026, 10, 1) + index * 1000).toISOString().replace('.000', ''),
      labels: {
        app,
        tier: `t${index % 5}`,
        version: 'v1',
        'pod-template-hash': (index % 100).toString(16).padStart(10, '0'),
      },
      annotations: { 'prometheus.io/scrape': 'true', 'checksum/config': 'f'.repeat(64) },
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: app, uid: 'u', controller: true }],
      managedFields: [
        {
          manager: 'kube-controller-manager',
          operation: 'Update',
          apiVersion: 'v1',
          time: '2026-11-01T10:00:00Z',
          fieldsType: 'FieldsV1',
          fieldsV1: Object.fromEntries(
            environment.map(({ name }) => [`k:{"name":"${name}"}`, { '.': {}, 'f:name': {}, 'f:value': {} }]),
          ),
        },
        {
          manager: 'kubelet',
          operation: 'Update',
          apiVersion: 'v1',
          time: '2026-11-01T10:00:05Z',
          fieldsType: 'FieldsV1',
          fieldsV1: {
            'f:status': Object.fromEntries(
              conditions.map(({ type }) => [
                `k:{"type":"${type}"}`,
                { '.': {}, 'f:lastProbeTime': {}, 'f:lastTransitionTime': {}, 'f:status': {}, 'f:type': {} },
              ]),
            ),
          },
          subresource: 'status',
        },
      ],
    },
    spec: {
      volumes: [
        {
          name: 'kube-api-access',
          projected: {
            sources: [{ serviceAccountToken: { expirationSeconds: 3607, path: 'token' } }],
            defaultMode: 420,
          },
        },
      ],
      containers: [container('main'), container('sidecar')],
      restartPolicy: 'Always',
      nodeName: `node-${index % 50}`,
      serviceAccountName: 'default',
      schedulerName: 'default-scheduler',
    },
    status: {
      phase: phases[index % phases.length],
      conditions,
      hostIP: '10.0.0.1',
      podIP: `10.1.${index >> 8}.${index & 255}`,
      startTime: '2026-11-01T10:00:00Z',
      containerStatuses: ['main', 'sidecar'].map((name) => ({
        name,
        state: { running: { startedAt: '2026-11-01T10:00:04Z' } },
        lastState: {},
        ready: true,
        restartCount: index % 4,
        image: `registry.example.com/${namespace}/${app}:1.4.${index % 7}`,
        imageID: 'sha256:0',
        containerID: `containerd://${index.toString(16).padStart(64, '0')}`,
      })),
      qosClass: 'Burstable',
    },
  };
};

/** Streams `count` Pods, then a changed one for each message from the parent. */
const serve = (count: number): void => {
  let version = count;
  let open: ServerResponse | undefined;
  const server = createServer((_, response) => {
    open = response;
    response.writeHead(200, { 'content-type': 'application/json' });
    for (let i = 0; i < count; i += 1)
      response.write(`${JSON.stringify({ type: 'ADDED', object: makePod(i, i + 1) })}\n`);
    const metadata = { resourceVersion: String(version), annotations: { 'k8s.io/initial-events-end': 'true' } };
    response.write(`${JSON.stringify({ type: 'BOOKMARK', object: { kind: 'Pod', apiVersion: 'v1', metadata } })}\n`);
  });
  process.on('message', (changes: number) => {
    let frames = '';
    for (let i = 0; i < changes; i += 1) {
      version += 1;
      frames += `${JSON.stringify({ type: 'MODIFIED', object: makePod((i * 37) % count, version) })}\n`;
    }
    open?.write(frames);
  });
  server.listen(0, '127.0.0.1', () =>
    process.send?.({ port: (server.address() as AddressInfo).port } satisfies ServerMessage),
  );
};

const perSecond = (run: () => void, ms = 500): number => {
  run();
  let calls = 0;
  const start = performance.now();
  while (performance.now() - start < ms) {
    for (let i = 0; i < 10; i += 1) run();
    calls += 10;
  }
  return Math.round((calls * 1000) / (performance.now() - start));
};

const rssMb = (): number => Math.round(process.memoryUsage().rss / 1e6);

/** Processor time of this process so far, in ms: unlike time on the wall, it does not depend on what else runs. */
const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** Processor time for many changes, reading from the socket included, in µs per change. */
const changeCost = async (cache: ResourceCache, send: (changes: number) => void): Promise<number> => {
  const changes = 4000;
  let seen = 0;
  const first = cpuMs();
  const done = new Promise<number>((resolve) => {
    const off = cache.subscribe({
      change: () => {
        seen += 1;
        if (seen < changes) return;
        off();
        resolve(cpuMs());
      },
    });
  });
  send(changes);
  return (((await done) - first) * 1000) / changes;
};

const measure = async (count: number): Promise<Record<string, number>> => {
  const child = fork(fileURLToPath(import.meta.url), ['serve', String(count)], { execArgv: process.execArgv });
  const port = await new Promise<number>((resolve) =>
    child.once('message', (message: ServerMessage) => resolve(message.port)),
  );
  const client = createClient({ name: 'bench', server: `http://127.0.0.1:${port}`, credentials: { type: 'none' } });
  const started = performance.now();
  const cpuStarted = cpuMs();
  const cache = createResourceCache({ client, kind: findKind({ group: '', plural: 'pods' })! });
  await cache.ready();
  const loadMs = Math.round(performance.now() - started);
  const cpuLoad = cpuMs() - cpuStarted;
  const rssLoaded = rssMb();

  const all = cache.view({});
  const firstPageMs = performance.now();
  all.pageBytes(0, 20);
  const firstPage = Math.round((performance.now() - firstPageMs) * 10) / 10;
  const pages = Math.floor(count / 20);
  let next = 0;
  const result: Record<string, number> = {
    'synced, ms': loadMs,
    'synced, ms of processor': Math.round(cpuLoad),
    'resident after loading, MB': rssLoaded,
    'first page of 20 (sorts all), ms': firstPage,
    'page of 20 from the memo, per s': perSecond(() => cache.view({}).pageBytes(0, 20)),
    'page of 20, another each time, per s': perSecond(() => cache.view({}).page((next++ % pages) * 20, 20)),
    'page of 20 by label, from the memo, per s': perSecond(() =>
      cache.view({ labelSelector: 'tier=t1' }).pageBytes(0, 20),
    ),
    'new label query each time, per s': perSecond(
      () => void cache.view({ labelSelector: `app=svc-${next % 20}-${next++ % 100}`, keyword: String(next) }).total,
    ),
    'first field query (builds the index), ms': (() => {
      const from = performance.now();
      void cache.view({ fieldSelector: 'spec.nodeName=node-7' }).total;
      return Math.round(performance.now() - from);
    })(),
  };
  for (let i = 0; i < 20; i += 1)
    void cache.view({ labelSelector: `tier=t${i % 5}`, sortBy: i < 10 ? 'created' : 'restarts' }).total;
  await changeCost(cache, (changes) => child.send(changes));
  result['cost of a change with 64 views, µs of processor'] =
    Math.round((await changeCost(cache, (changes) => child.send(changes))) * 10) / 10;
  result['resident at the end, MB'] = rssMb();
  await cache.stop();
  await client.close();
  child.kill();
  return result;
};

if (process.argv[2] === 'serve') {
  serve(Number(process.argv[3]));
} else if (process.argv[2] === 'one') {
  process.send?.(await measure(Number(process.argv[3])));
} else {
  const large = Number(process.argv[2] ?? 10_000);
  const table: Record<string, Record<string, number>> = {};
  for (const count of [1000, large]) {
    // Each size in a process of its own: memory once taken from the system is rarely given back.
    const child = fork(fileURLToPath(import.meta.url), ['one', String(count)], { execArgv: process.execArgv });
    table[`${count} Pods`] = await new Promise((resolve) => child.once('message', resolve));
    child.kill();
  }
  const [small, big] = Object.values(table);
  console.table(
    Object.fromEntries(Object.keys(small!).map((name) => [name, { '1000': small![name], [large]: big![name] }])),
  );
  const [a, b] = ['cost of a change with 64 views, µs of processor'].flatMap((name) => [small![name]!, big![name]!]);
  console.log(`cost of a change at ${large} ÷ at 1000: ${(b! / a!).toFixed(2)}`);
}
