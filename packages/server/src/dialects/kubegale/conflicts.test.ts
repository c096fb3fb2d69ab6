/** Contract 001: what each row that writes answers when somebody else was there first. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { conflict as conflictError, kinds, podKind, type UnstructuredObject } from '@binnacle/kube/api';
import { describeRoutes } from '../../http/routes.ts';
import { startTestApp, type TestApp } from '../../testing/app.ts';
import { eventually, fillShop } from '../../testing/shop.ts';
import { goldenObjects } from './exchanges/kinds.ts';

const base = '/api/v1/kubernetes';
const message = 'the object has been modified';

/** While it is so, another writer is always faster. */
let isContested = false;
let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({
    interceptor: (request, next) => {
      if (isContested && request.method !== 'GET') throw conflictError(podKind, 'it');
      return next(request);
    },
  });
  await fillShop(app);
  for (const { namespaced, content } of goldenObjects) {
    const metadata = { ...(content['metadata'] as object), ...(namespaced ? { namespace: 'shop' } : {}) };
    await app.create({ ...content, metadata } as unknown as UnstructuredObject);
  }
  await eventually(async () => {
    const { items } = await app.direct.list(podKind, { namespace: 'shop', labelSelector: 'app=cart' });
    return items.length === 1;
  });
  for (const plural of ['deployments', 'statefulsets', 'daemonsets']) await secondRevision(plural);
});
afterAll(() => app.close());

const send = async (method: string, path: string, body: Record<string, unknown>) => {
  const { status, json } = await app.call(method, `${base}${path}`, { body });
  const { code, msg } = json as { code: number; msg: string };
  return { status, code, msg };
};

const contested = async (work: () => Promise<unknown>) => {
  isContested = true;
  try {
    return await work();
  } finally {
    isContested = false;
  }
};

const nameOf = (plural: string): string => {
  const known: Record<string, string> = { pods: 'solo', nodes: 'worker-1', namespaces: 'shop', clusters: '1' };
  const golden = goldenObjects.find((object) => object.plural === plural);
  return known[plural] ?? (golden?.content['metadata'] as { name: string }).name;
};

const contentOf = (plural: string): Record<string, unknown> => {
  const golden = goldenObjects.find((object) => object.plural === plural)?.content;
  return golden ?? { metadata: { name: nameOf(plural) } };
};

/** There is something to go back to. */
const secondRevision = async (plural: string) => {
  const kind = kinds.find((known) => known.plural === plural && known.group === 'apps')!;
  const patch = { spec: { template: { metadata: { annotations: { 'example.com/second': 'yes' } } } } };
  await app.direct.patch(kind, { namespace: 'shop', name: nameOf(plural) }, { type: 'merge', body: patch });
  await eventually(async () => {
    const { json } = await app.call('GET', `${base}/${plural}/${nameOf(plural)}/revisions?namespace=shop`);
    return (json as { data: { total: number } | null }).data?.total === 2;
  });
};

const conflict = (code: number) => ({ status: 409, code, msg: expect.stringContaining(message) as string });
const meansNothing = { status: 400, code: 1001, msg: expect.any(String) as string };
const inShop = { namespace: 'shop' };

/** What a kind must be able to for an action to mean something. */
const means = (plural: string, action: 'scalable' | 'restartable' | 'rollbackable') =>
  kinds.find((kind) => kind.plural === plural)!.capabilities.includes(action);

type Ask = (plural: string, path: string, method: string) => Promise<void>;

const action =
  (capability: 'scalable' | 'restartable' | 'rollbackable', body: Record<string, unknown> = {}): Ask =>
  async (plural, path, method) => {
    const outcome = await contested(() => send(method, path, { ...inShop, ...body }));
    expect(outcome).toEqual(means(plural, capability) ? conflict(1008) : meansNothing);
  };

/** By operation. What has no other writer to meet says why. */
const asks: Record<string, Ask | { none: string }> = {
  'resources.create': async (plural, path) => {
    const content = contentOf(plural);
    const golden = goldenObjects.find((object) => object.plural === plural);
    const created = golden ?? { content: { ...content, spec: { containers: [{ name: 'main', image: 'x' }] } } };
    const outcome = await send('POST', path, { ...inShop, content: created.content });
    expect(outcome).toEqual({ status: 409, code: 1007, msg: expect.stringContaining('already exists') });
  },
  'resources.update': async (plural, path, method) => {
    const content = contentOf(plural);
    const stale = { ...content, metadata: { name: nameOf(plural), resourceVersion: '1' } };
    const outcome = await send(method, path, { ...inShop, content: stale });
    expect(outcome).toEqual({ status: 409, code: 1008, msg: expect.stringContaining('the object has been modified') });
  },
  'resources.apply': async (_plural, path, method) => {
    const outcome = await send(method, path, {
      ...inShop,
      content: { data: { colour: 'red' } },
      field_manager: 'other',
    });
    expect(outcome).toEqual({ status: 409, code: 1008, msg: expect.stringContaining('.data.colour') });
  },
  'resources.delete': async (_plural, path) => {
    expect(await contested(() => send('DELETE', path, inShop))).toEqual(conflict(1009));
  },
  'workloads.scale': action('scalable', { replicas: 3 }),
  'workloads.restart': action('restartable'),
  'workloads.rollback': action('rollbackable', { revision: 0 }),
  'pods.restart': async () => {
    // One that something makes anew; a bare Pod is not restarted.
    const { items } = await app.direct.list(podKind, { namespace: 'shop', labelSelector: 'app=cart' });
    const path = `/pods/${items[0]!.metadata.name}/restart`;
    expect(await contested(() => send('POST', path, inShop))).toEqual(conflict(1008));
  },
  'nodes.schedule': async (_plural, path) => {
    expect(await contested(() => send('POST', path, { schedulable: false }))).toEqual(conflict(1008));
  },
  'nodes.drain': async (_plural, path) => {
    expect(await contested(() => send('POST', path, { force: true }))).toEqual(conflict(1008));
  },
  'nodes.cancelDrain': { none: 'it stops what it began itself' },
  'files.upload': { none: 'the file that is there is what is replaced' },
  'files.rename': async (_plural, path) => {
    const query = new URLSearchParams({ ...inShop, path: '/etc/hostname', to: '/etc/hosts' });
    const outcome = await send('POST', `${path}?${query.toString()}`, {});
    expect(outcome).toEqual({ status: 409, code: 1007, msg: '/etc/hosts: something is there already' });
  },
  'files.delete': async (_plural, path) => {
    const query = new URLSearchParams({ ...inShop, path: '/etc' });
    const { status, json } = await app.call('DELETE', `${base}${path}?${query.toString()}`);
    expect([status, json]).toEqual([409, { code: 1009, data: null, msg: '/etc: the folder is not empty' }]);
  },
  'clusters.create': async (_plural, path) => {
    const outcome = await send('POST', path, { name: 'east', kubeconfig: app.kubeconfig() });
    expect(outcome).toEqual({ status: 409, code: 1007, msg: 'name "east" is taken by another cluster' });
  },
  'clusters.update': { none: 'a name that is taken is shown with 1.3' },
  'clusters.delete': { none: 'whoever comes second finds nothing' },
};

const rows = describeRoutes()
  .filter(({ dialect, effect, accept }) => dialect === 'kubegale' && effect === 'write' && accept === undefined)
  .map(({ method, path, operation }) => {
    const own = path.slice(base.length).replace('/resources/:group/:version/:plural', '/resources/core/v1/configmaps');
    const plural = own.startsWith('/resources') ? 'configmaps' : own.split('/')[1]!;
    return [
      `${method} ${path}`,
      { method, operation, plural, path: own.replace(/:name|:id/, nameOf(plural)) },
    ] as const;
  });

describe('a conflict', () => {
  it('is known of every operation that writes', () => {
    expect(rows.filter(([, { operation }]) => asks[operation] === undefined)).toEqual([]);
  });

  const shown = rows.filter(([, { operation }]) => typeof asks[operation] === 'function');
  it.each(shown)('%s', async (_row, { operation, plural, path, method }) => {
    await (asks[operation] as Ask)(plural, path, method);
  });
});
