import { configMapKind, deploymentKind, podKind, replicaSetKind, serviceKind } from '@binnacle/kube/api';
import type { UnstructuredObject } from '@binnacle/kube/api';
import { createSystemClock } from '@binnacle/kube/clock';
import { kinds } from '@binnacle/kube/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallContext } from '../operation.ts';
import { eventually, startTestCluster, type TestCluster } from '../testing/cluster.ts';
import { configMapObject, namespaceObject } from '../testing/objects.ts';
import { createResourceOperations } from './index.ts';
import type { ObjectInput, RelatedObject } from './types.ts';

const { related } = createResourceOperations({ kinds, clock: createSystemClock() });

const cart: UnstructuredObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'cart', namespace: 'shop' },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: 'cart' } },
    template: {
      metadata: { labels: { app: 'cart' } },
      spec: {
        containers: [
          {
            name: 'main',
            image: 'registry.example/shop:1.0',
            envFrom: [{ configMapRef: { name: 'settings' } }, { secretRef: { name: 'nowhere', optional: true } }],
          },
        ],
      },
    },
  },
};
const service: UnstructuredObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'cart', namespace: 'shop' },
  spec: { selector: { app: 'cart' }, ports: [{ port: 80 }] },
};
const ingress: UnstructuredObject = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'front', namespace: 'shop' },
  spec: { defaultBackend: { service: { name: 'cart', port: { number: 80 } } }, tls: [{ secretName: 'gone' }] },
};

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster();
  await cluster.create(namespaceObject('shop'), configMapObject('settings'), cart, service, ingress);
});
afterAll(() => cluster.close());

const lines = (items: readonly RelatedObject[]): string[] =>
  items.map(({ relation, kind, name, missing }) => `${relation} ${kind} ${name}${missing ? ' missing' : ''}`);
const ask = async (input: Omit<ObjectInput, 'namespace'>) => {
  const { to, from } = await cluster.run(related, { ...input, namespace: 'shop' });
  return { to: lines(to), from: lines(from) };
};
const owned = async () =>
  (await cluster.direct.list(replicaSetKind, { namespace: 'shop', labelSelector: 'app=cart' })).items[0]?.metadata.name;

describe('resources.related', () => {
  it('says what a Deployment needs and what is missing, what it owns, and who selects its Pods', async () => {
    const set = await eventually(owned);
    const found = await eventually(async () => {
      const answer = await ask({ kind: deploymentKind, name: 'cart' });
      return answer.from.length >= 2 ? answer : undefined;
    });
    expect(found).toEqual({
      to: ['environment ConfigMap settings', 'environment Secret nowhere missing'],
      from: [`owner ReplicaSet ${set}`, 'selects Service cart'],
    });
  });

  it('goes the other way: the ConfigMap knows the Deployment, not each of its Pods', async () => {
    const found = await eventually(async () => {
      const { from } = await ask({ kind: configMapKind, name: 'settings' });
      return from.length > 0 ? from : undefined;
    });
    expect(found).toEqual(['environment Deployment cart']);
  });

  it('follows an owner, and a Service to its Ingress', async () => {
    const pod = await eventually(async () => {
      const { items } = await cluster.direct.list(podKind, { namespace: 'shop', labelSelector: 'app=cart' });
      return items[0]?.metadata.name;
    });
    expect((await ask({ kind: podKind, name: pod })).to).toContain(`owner ReplicaSet ${await owned()}`);
    expect((await ask({ kind: serviceKind, name: 'cart' })).from).toContain('backend Ingress front');
  });

  it('names nothing of kinds that the caller may not list', async () => {
    const context = { rights: { isAdmin: false, inCluster: () => false, mayList: () => false } };
    const run = (input: ObjectInput, base: CallContext) => related.run(input, { ...base, ...context });
    const guarded = { ...related, run };
    const { to, from } = await cluster.run(guarded, { kind: serviceKind, namespace: 'shop', name: 'cart' });
    expect([to, from]).toEqual([[], []]);
    const own = await cluster.run(guarded, { kind: deploymentKind, namespace: 'shop', name: 'cart' });
    expect(lines(own.to)).toEqual(['environment ConfigMap settings', 'environment Secret nowhere']);
  });
});
