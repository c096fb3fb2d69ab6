import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLocalCluster, newDeployment, type LocalCluster } from '../../local-cluster.ts';
import { refs, type Service } from '../../local/objects.ts';
import type { Endpoints, EndpointSlice } from './shapes.ts';

let cluster: LocalCluster;
beforeEach(async () => {
  cluster = await createLocalCluster();
});
afterEach(() => cluster.close());

const key = { namespace: 'default', name: 'web' };
const endpoints = () => cluster.client.get<Endpoints>(refs.endpoints, key);
const slices = () =>
  cluster.client.list<EndpointSlice>(refs.endpointSlices, {
    namespace: 'default',
    labelSelector: 'kubernetes.io/service-name=web',
  });

const service = (): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { ...key, labels: { team: 'a' } },
  spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 'web', protocol: 'TCP' }] },
});

const deploy = (image = 'nginx') => {
  const deployment = newDeployment('web', { replicas: 2 });
  const ports = [{ name: 'web', containerPort: 8080, protocol: 'TCP' }];
  const { template } = deployment.spec;
  const spec = { containers: [{ name: 'app', image, ports }] };
  return cluster.client.create(refs.deployments, {
    ...deployment,
    spec: { ...deployment.spec, template: { ...template, spec } },
  });
};

describe('endpoints controller', () => {
  it('lists ready pods with ports by name, in both forms', async () => {
    await cluster.client.create(refs.services, service());
    await deploy();
    await cluster.clock.advance(10_000);
    const addresses = cluster
      .pods()
      .map(({ metadata, spec, status }) => ({
        ip: status?.podIP,
        nodeName: spec.nodeName,
        targetRef: { kind: 'Pod', namespace: 'default', name: metadata.name, uid: metadata.uid },
      }))
      .sort((a, b) => (a.targetRef.name < b.targetRef.name ? -1 : 1));
    expect(endpoints()?.subsets).toEqual([{ addresses, ports: [{ name: 'http', port: 8080, protocol: 'TCP' }] }]);
    expect(endpoints()?.metadata.labels).toEqual({
      team: 'a',
      'endpoints.kubernetes.io/managed-by': 'endpoint-controller',
    });
    expect(slices()).toHaveLength(1);
    expect(slices()[0]).toMatchObject({
      metadata: {
        generateName: 'web-',
        labels: {
          team: 'a',
          'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
          'kubernetes.io/service-name': 'web',
        },
        ownerReferences: [{ kind: 'Service', name: 'web', controller: true }],
      },
      addressType: 'IPv4',
      ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
      endpoints: addresses.map(({ ip, nodeName, targetRef }) => ({
        addresses: [ip],
        conditions: { ready: true, serving: true, terminating: false },
        nodeName,
        targetRef,
      })),
    });
  });

  it('keeps pods that are not ready apart', async () => {
    await cluster.client.create(refs.services, service());
    await deploy('nginx:sim-unready');
    await cluster.clock.advance(10_000);
    expect(endpoints()?.subsets?.[0]?.addresses).toBeUndefined();
    expect(endpoints()?.subsets?.[0]?.notReadyAddresses).toHaveLength(2);
    expect(slices()[0]?.endpoints.map(({ conditions }) => conditions.ready)).toEqual([false, false]);
  });

  it('follows pods and goes with its service', async () => {
    await cluster.client.create(refs.services, service());
    await cluster.clock.advance(1_000);
    expect([endpoints()?.subsets, slices()[0]?.endpoints ?? []]).toEqual([undefined, []]);
    const name = slices()[0]?.metadata.name;
    await deploy();
    await cluster.clock.advance(10_000);
    expect(slices().map(({ metadata }) => metadata.name)).toEqual([name]);
    await cluster.client.delete(refs.services, key);
    await cluster.clock.advance(1_000);
    expect([endpoints(), slices()]).toEqual([undefined, []]);
  });

  it('leaves services without a selector to others', async () => {
    await cluster.client.create(refs.services, { ...service(), spec: { ports: [{ port: 80 }] } });
    await cluster.clock.advance(1_000);
    expect([endpoints(), slices()]).toEqual([undefined, []]);
  });
});
