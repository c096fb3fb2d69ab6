import { configMapKind, secretKind } from '@binnacle/kube/api';
import type { UnstructuredObject } from '@binnacle/kube/api';
import { createSystemClock } from '@binnacle/kube/clock';
import { kinds } from '@binnacle/kube/api';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually, startTestCluster } from '../testing/cluster.ts';
import type { TestCluster } from '../testing/cluster.ts';
import { configMapObject, namespaceObject } from '../testing/objects.ts';
import { createResourceOperations } from './index.ts';

const { get, list } = createResourceOperations({ kinds, clock: createSystemClock() });
const settings = { kind: configMapKind, namespace: 'shop', name: 'settings' };

let cluster: TestCluster;
const sent: string[] = [];

beforeAll(async () => {
  cluster = await startTestCluster({
    interceptor: (request, next) => {
      sent.push(`${request.method} ${request.path}${request.query?.['watch'] ? '?watch' : ''}`);
      return next(request);
    },
  });
  await cluster.create(namespaceObject('shop'), configMapObject('settings'));
});
afterEach(() => (sent.length = 0));
afterAll(() => cluster.close());

const parse = (bytes: Buffer) => JSON.parse(bytes.toString()) as UnstructuredObject;
const path = '/api/v1/namespaces/shop/configmaps/settings';

describe('resources.get', () => {
  it('asks the API server while nobody lists the kind, and starts no watch for it', async () => {
    const { bytes, freshness } = await cluster.run(get, settings);
    expect(parse(bytes)).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap', data: { colour: 'green' } });
    expect(parse(bytes).metadata.managedFields).toBeUndefined();
    expect(freshness.state).toBe('synced');
    expect(sent).toEqual([`GET ${path}`]);
  });

  it('answers from the cache while it is synced', async () => {
    await cluster.run(list, { kind: configMapKind, offset: 0, limit: 1 });
    sent.length = 0;
    const { bytes, freshness } = await cluster.run(get, settings);
    expect(parse(bytes)).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap', data: { colour: 'green' } });
    expect(freshness.state).toBe('synced');
    expect(sent).toEqual([]);
  });

  it('has managedFields from the API server when asked', async () => {
    const { bytes } = await cluster.run(get, { ...settings, managedFields: true });
    expect(parse(bytes).metadata.managedFields?.length).toBeGreaterThan(0);
    expect(sent).toEqual([`GET ${path}`]);
  });

  it('finds an object made an instant ago, which the cache may not have yet', async () => {
    for (let i = 0; i < 20; i++) {
      await cluster.create(configMapObject(`new-${i}`));
      expect(parse((await cluster.run(get, { ...settings, name: `new-${i}` })).bytes).metadata.name).toBe(`new-${i}`);
    }
  });

  it.each([
    [{ ...settings, name: 'none' }, 'NotFound', 'configmaps "none" not found'],
    [{ ...settings, kind: secretKind }, 'NotFound', 'secrets "settings" not found'],
    [{ ...settings, namespace: 'nope' }, 'NamespaceNotFound', 'namespaces "nope" not found'],
  ])('says what is missing: %#', async (input, reason, message) => {
    await expect(cluster.run(get, input)).rejects.toMatchObject({ reason, code: 404, message });
  });

  it('needs a namespace where the kind has them', async () => {
    await expect(cluster.run(get, { kind: configMapKind, name: 'settings' })).rejects.toMatchObject({
      reason: 'BadRequest',
      code: 400,
      message: 'namespace is required',
      details: { causes: [{ field: 'namespace', message: 'is required' }] },
    });
  });

  it('shows nothing old as if it were current: out of reach is an error', async () => {
    cluster.link.cut();
    await eventually(async () => {
      const answer = await cluster.run(get, settings).catch((error: unknown) => error);
      return answer instanceof Error
        ? (expect(answer).toMatchObject({ reason: 'ClusterUnreachable', code: 503 }) ?? true)
        : undefined;
    });
    cluster.link.mend();
    await eventually(async () => cluster.run(get, settings).catch(() => undefined));
  });
});
