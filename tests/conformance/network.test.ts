import { expect } from 'vitest';
import type { UnstructuredObject } from '@binnacle/kube/api';
import { type Api, refusal } from './harness/api.ts';
import { conformance, eventually } from './harness/conformance.ts';
import { at, deployment, failure, read } from './harness/objects.ts';

const service = (name: string, spec: Record<string, unknown>): UnstructuredObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec,
});

const slices = (api: Api, ns: string) =>
  api.list(at('endpointslices', ns), { labelSelector: 'kubernetes.io/service-name=web' });

conformance('network', 'a Service gets an address and its defaults', async ({ api, ns }) => {
  const made = await api.post(at('services', ns), service('web', { selector: { app: 'a' }, ports: [{ port: 80 }] }));
  const ip = read(made, 'spec.clusterIP');
  expect(ip).toMatch(/^10\.96\.\d+\.\d+$/);
  expect(made['spec']).toEqual({
    selector: { app: 'a' },
    ports: [{ protocol: 'TCP', port: 80, targetPort: 80 }],
    clusterIP: ip,
    clusterIPs: [ip],
    type: 'ClusterIP',
    sessionAffinity: 'None',
    ipFamilies: ['IPv4'],
    ipFamilyPolicy: 'SingleStack',
    internalTrafficPolicy: 'Cluster',
  });
  expect(made['status']).toEqual({ loadBalancer: {} });
});

conformance('network', 'two Services get different addresses', async ({ api, ns }) => {
  const one = await api.post(at('services', ns), service('one', { ports: [{ port: 80 }] }));
  const two = await api.post(at('services', ns), service('two', { ports: [{ port: 80 }] }));
  expect(read(one, 'spec.clusterIP')).not.toBe(read(two, 'spec.clusterIP'));
});

conformance('network', 'a headless Service has none', async ({ api, ns }) => {
  const made = await api.post(at('services', ns), service('web', { clusterIP: 'None', ports: [{ port: 80 }] }));
  expect(made['spec']).toMatchObject({ clusterIP: 'None', clusterIPs: ['None'] });
});

conformance('network', 'a NodePort is given from its range', async ({ api, ns }) => {
  const made = await api.post(at('services', ns), service('web', { type: 'NodePort', ports: [{ port: 80 }] }));
  const port = Number(read(made, 'spec.ports.0.nodePort'));
  expect(port).toBeGreaterThanOrEqual(30_000);
  expect(port).toBeLessThanOrEqual(32_767);
});

conformance('network', 'an ExternalName Service has no address', async ({ api, ns }) => {
  const made = await api.post(
    at('services', ns),
    service('web', { type: 'ExternalName', externalName: 'example.com' }),
  );
  expect(made['spec']).toEqual({ type: 'ExternalName', externalName: 'example.com', sessionAffinity: 'None' });
});

conformance('network', 'a Service without ports is Invalid', async ({ api, ns }) => {
  expect(await refusal(api.post(at('services', ns), service('web', { selector: { app: 'a' } })))).toEqual(
    failure(422, 'Invalid', {
      message: 'Service "web" is invalid: spec.ports: Required value',
      details: {
        name: 'web',
        kind: 'Service',
        causes: [{ reason: 'FieldValueRequired', message: 'Required value', field: 'spec.ports' }],
      },
    }),
  );
});

conformance('network', 'two ports need names', async ({ api, ns }) => {
  const status = await refusal(api.post(at('services', ns), service('web', { ports: [{ port: 80 }, { port: 81 }] })));
  expect(status.message).toBe(
    'Service "web" is invalid: [spec.ports[0].name: Required value, spec.ports[1].name: Required value]',
  );
});

conformance('network', 'the cluster address may not change', async ({ api, ns }) => {
  const made = await api.post(at('services', ns), service('web', { ports: [{ port: 80 }] }));
  const body = { spec: { clusterIP: '10.96.200.200', clusterIPs: ['10.96.200.200'] } };
  const status = await refusal(api.patch(at('services', ns, 'web'), body, { type: 'merge' }));
  expect(status.message).toBe(
    `Service "web" is invalid: spec.clusterIPs[0]: Invalid value: ["10.96.200.200"]: may not change once set`,
  );
  expect(read(await api.get(at('services', ns, 'web')), 'spec.clusterIP')).toBe(read(made, 'spec.clusterIP'));
});

conformance('network', 'slices follow the Pods of a Service', async ({ api, ns }) => {
  await api.post(
    at('services', ns),
    service('web', { selector: { app: 'a' }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] }),
  );
  await api.post(at('deployments', ns), deployment('a', 2));
  const ready = await eventually(async () => {
    const [slice] = (await slices(api, ns)).items;
    const endpoints = read(slice, 'endpoints') as { conditions: { ready: boolean } }[];
    expect(endpoints.map((endpoint) => endpoint.conditions.ready)).toEqual([true, true]);
    return slice!;
  });
  expect(ready).toMatchObject({
    addressType: 'IPv4',
    ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
  });
  expect(ready.metadata.name).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  expect(ready.metadata.labels).toEqual({
    'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
    'kubernetes.io/service-name': 'web',
  });
  expect(ready.metadata.ownerReferences?.[0]).toMatchObject({ kind: 'Service', name: 'web', controller: true });
  const pods = (await api.list(at('pods', ns))).items;
  const endpoints = read(ready, 'endpoints') as {
    addresses: string[];
    targetRef: { name: string };
    nodeName: string;
  }[];
  expect(endpoints.map((e) => [e.addresses[0], e.targetRef.name, e.nodeName]).sort()).toEqual(
    pods.map((p) => [read(p, 'status.podIP'), p.metadata.name, read(p, 'spec.nodeName')]).sort(),
  );
  await api.patch(at('deployments', ns, 'a/scale'), { spec: { replicas: 0 } }, { type: 'merge' });
  await eventually(async () => {
    const [slice] = (await slices(api, ns)).items;
    expect(read(slice, 'endpoints') ?? []).toEqual([]);
  });
});

conformance('network', 'endpoints mirror the ready Pods', async ({ api, ns }) => {
  await api.post(
    at('services', ns),
    service('web', { selector: { app: 'a' }, ports: [{ port: 80, targetPort: 8080 }] }),
  );
  await api.post(at('deployments', ns), deployment('a', 1));
  await eventually(async () => {
    const subsets = read(await api.get(at('endpoints', ns, 'web')), 'subsets');
    const [onlyPod] = (await api.list(at('pods', ns))).items;
    expect(subsets).toEqual([
      {
        addresses: [
          {
            ip: read(onlyPod, 'status.podIP'),
            nodeName: read(onlyPod, 'spec.nodeName'),
            targetRef: { kind: 'Pod', namespace: ns, name: onlyPod!.metadata.name, uid: onlyPod!.metadata.uid },
          },
        ],
        ports: [{ port: 8080, protocol: 'TCP' }],
      },
    ]);
  });
});

conformance('network', 'deleting a Service takes its slices along', async ({ api, ns }) => {
  await api.post(at('services', ns), service('web', { selector: { app: 'a' }, ports: [{ port: 80 }] }));
  await eventually(async () => expect((await slices(api, ns)).items.length).toBe(1));
  await api.delete(at('services', ns, 'web'));
  await eventually(async () => {
    expect((await slices(api, ns)).items.length).toBe(0);
    expect(await refusal(api.get(at('endpoints', ns, 'web')))).toMatchObject({ code: 404 });
  });
});

conformance('network', 'the API server has a Service of its own', async ({ api }) => {
  expect(await api.get(at('services', 'default', 'kubernetes'))).toMatchObject({
    spec: { clusterIP: '10.96.0.1', ports: [{ name: 'https', port: 443, protocol: 'TCP' }] },
  });
});
