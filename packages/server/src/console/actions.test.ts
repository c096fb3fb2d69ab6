import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consoleBase, type WireDrain, type WireRevision } from '@binnacle/api';
import { deploymentKind, jobKind, nodeKind, replicaSetKind, type UnstructuredObject } from '@binnacle/kube/api';
import { startTestApp, type TestApp } from '../testing/app.ts';
import { eventually } from '../testing/shop.ts';

const resources = `${consoleBase}/clusters/1/resources`;
const shop = 'namespace=shop';
const containers = [{ name: 'main', image: 'registry.example.com/shop/cart:1.0' }];

const deployment = (name: string): UnstructuredObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'shop' },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers } },
  },
});

const nightly: UnstructuredObject = {
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: { name: 'nightly', namespace: 'shop' },
  spec: {
    schedule: '0 3 * * *',
    suspend: true,
    jobTemplate: {
      metadata: { labels: { app: 'nightly' } },
      spec: { template: { spec: { restartPolicy: 'Never', containers } } },
    },
  },
};

const launch: UnstructuredObject = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'launch', namespace: 'shop' },
  data: { code: Buffer.from('0000').toString('base64') },
};

describe('what is done to one object', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
    await app.create(
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
      deployment('cart'),
      deployment('left'),
      nightly,
      launch,
    );
  });
  afterAll(() => app.close());

  const image = async () => {
    const { spec } = (await app.direct.get(deploymentKind, { namespace: 'shop', name: 'cart' })) as unknown as {
      spec: { template: { spec: { containers: { image: string }[] } } };
    };
    return spec.template.spec.containers[0]?.image;
  };
  const revisions = async () => {
    const reply = await app.call('GET', `${resources}/apps/v1/deployments/cart/revisions?${shop}`);
    return (reply.json as { items: WireRevision[] }).items;
  };

  it('changes some fields and leaves the others', async () => {
    const path = `${resources}/apps/v1/deployments/cart?${shop}`;
    await app.call('PATCH', path, { body: { patch: { metadata: { labels: { team: 'checkout', tier: 'web' } } } } });
    const reply = await app.call('PATCH', path, { body: { patch: { metadata: { labels: { tier: null } } } } });
    expect(reply.json).toMatchObject({ object: { metadata: { labels: { team: 'checkout' } } } });
    const { metadata } = await app.direct.get(deploymentKind, { namespace: 'shop', name: 'cart' });
    expect(metadata.labels).toEqual({ team: 'checkout' });
  });

  it('never answers a write with the values of a Secret', async () => {
    const path = `${resources}/core/v1/secrets/launch?${shop}`;
    const changed = await app.call('PATCH', path, { body: { patch: { metadata: { labels: { a: 'b' } } } } });
    expect(changed.json).toMatchObject({ object: { data: { code: '<redacted>' } } });
    const deleted = await app.call('DELETE', path);
    expect(deleted.status).toBe(200);
    expect(deleted.text).not.toContain('MDAwMA==');
  });

  it('sets an image by a list of steps, tells the revisions apart, and returns to the former one', async () => {
    await eventually(async () => (await revisions()).length === 1);
    const container = '/spec/template/spec/containers/0';
    const patch = [
      { op: 'test', path: `${container}/name`, value: 'main' },
      { op: 'replace', path: `${container}/image`, value: 'registry.example.com/shop/cart:2.0' },
    ];
    const set = await app.call('PATCH', `${resources}/apps/v1/deployments/cart?${shop}`, { body: { patch } });
    expect(set.status).toBe(200);
    await eventually(async () => (await revisions()).length === 2);
    expect((await revisions())[0]).toMatchObject({
      current: true,
      images: ['registry.example.com/shop/cart:2.0'],
      changes: [
        {
          path: 'spec.containers[main].image',
          from: 'registry.example.com/shop/cart:1.0',
          to: 'registry.example.com/shop/cart:2.0',
        },
      ],
    });
    const back = await app.call('POST', `${resources}/apps/v1/deployments/cart/rollback?${shop}`, {
      body: { revision: 0 },
    });
    expect(back.json).toEqual({ revision: 1, unchanged: false });
    expect(await image()).toBe('registry.example.com/shop/cart:1.0');
  });

  it('runs a CronJob now, as kubectl does', async () => {
    const reply = await app.call('POST', `${resources}/batch/v1/cronjobs/nightly/trigger?${shop}`);
    expect(reply.status).toBe(201);
    const { job } = reply.json as { job: string };
    expect(job).toMatch(/^nightly-manual-/);
    const { metadata } = await app.direct.get(jobKind, { namespace: 'shop', name: job });
    expect(metadata).toMatchObject({
      labels: { app: 'nightly' },
      annotations: { 'cronjob.kubernetes.io/instantiate': 'manual' },
      ownerReferences: [{ apiVersion: 'batch/v1', kind: 'CronJob', name: 'nightly', controller: true }],
    });
  });

  it('deletes an object and leaves what it owned when asked to', async () => {
    const owned = async () =>
      (await app.direct.list(replicaSetKind, { namespace: 'shop', labelSelector: 'app=left' })).items;
    await eventually(async () => (await owned()).length === 1);
    const path = `${resources}/apps/v1/deployments/left?${shop}&propagationPolicy=Orphan`;
    expect((await app.call('DELETE', path)).status).toBe(200);
    await eventually(async () => ((await owned())[0]?.metadata.ownerReferences ?? []).length === 0);
    expect(await owned()).toHaveLength(1);
  });

  it('drains a node and tells how far it is', async () => {
    const name = (await app.direct.list(nodeKind)).items.at(-1)?.metadata.name ?? '';
    const path = `${resources}/core/v1/nodes/${name}`;
    const begun = await app.call('POST', `${path}/drain`, { body: { grace_period_seconds: 0, force: true } });
    expect(begun.status).toBe(202);
    await eventually(async () => {
      const { state } = (await app.call('GET', `${path}/drain`)).json as WireDrain;
      return state === 'done';
    });
    const again = await app.call('POST', `${path}/schedule`, { body: { schedulable: true } });
    expect(again.json).toEqual({ schedulable: true, unchanged: false });
  });
});
