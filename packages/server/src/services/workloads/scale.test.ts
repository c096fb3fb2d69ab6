import { daemonSetKind, deploymentKind, resourceNotServed, toStatus } from '@binnacle/kube/api';
import type { Deployment } from '@binnacle/kube/api';
import { toResponse } from '@binnacle/kube/client';
import type { Interceptor } from '@binnacle/kube/client';
import { createSystemClock } from '@binnacle/kube/clock';
import { Compile } from 'typebox/compile';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTestCluster } from '../testing/cluster.ts';
import type { TestCluster } from '../testing/cluster.ts';
import { deploymentObject, namespaceObject } from '../testing/objects.ts';
import { createWorkloadOperations } from './index.ts';

const { scale } = createWorkloadOperations({ clock: createSystemClock() });
const cart = { kind: deploymentKind, namespace: 'shop', name: 'cart' };
const key = { namespace: 'shop', name: 'cart' };

let cluster: TestCluster;
let intercept: Interceptor | undefined;
const sent: string[] = [];

beforeAll(async () => {
  cluster = await startTestCluster({
    interceptor: async (request, next) => {
      sent.push(`${request.method} ${request.path}`);
      return intercept === undefined ? next(request) : intercept(request, next);
    },
  });
  await cluster.create(namespaceObject('shop'), deploymentObject('cart', 2));
});
afterEach(() => {
  intercept = undefined;
  sent.length = 0;
});
afterAll(() => cluster.close());

const replicas = async () => (await cluster.direct.get<Deployment>(deploymentKind, key)).spec.replicas;
const touch = () =>
  cluster.direct.patch(deploymentKind, key, {
    type: 'merge',
    body: { metadata: { annotations: { touched: String(sent.length) } } },
  });
const scaleSubresource = '/apis/apps/v1/namespaces/shop/deployments/cart/scale';

describe('workloads.scale', () => {
  it('sets the replicas through the scale subresource and says how many there were', async () => {
    expect(await cluster.run(scale, { ...cart, replicas: 3 })).toEqual({ previous: 2, replicas: 3 });
    expect(await replicas()).toBe(3);
    expect(sent.at(-1)).toBe(`PATCH ${scaleSubresource}`);
  });

  it('scales to nothing', async () => {
    expect(await cluster.run(scale, { ...cart, replicas: 0 })).toEqual({ previous: 3, replicas: 0 });
    expect(await replicas()).toBe(0);
  });

  it('writes the object itself where the subresource is not served', async () => {
    intercept = (request, next) =>
      request.path === scaleSubresource ? Promise.reject(resourceNotServed()) : next(request);
    expect(await cluster.run(scale, { ...cart, replicas: 4 })).toEqual({ previous: 0, replicas: 4 });
    expect(await replicas()).toBe(4);
  });

  it('reads again when the object changed between its read and its write', async () => {
    let changes = 2;
    intercept = async (request, next) => {
      if (request.method === 'PATCH' && changes-- > 0) await touch();
      return next(request);
    };
    expect(await cluster.run(scale, { ...cart, replicas: 1 })).toEqual({ previous: 4, replicas: 1 });
    // Controllers may change it as well.
    expect(sent.filter((line) => line.startsWith('PATCH')).length).toBeGreaterThanOrEqual(3);
  });

  it('gives up on an object that never holds still, and changes nothing', async () => {
    intercept = async (request, next) => {
      if (request.method === 'PATCH') await touch();
      return next(request);
    };
    await expect(cluster.run(scale, { ...cart, replicas: 9 })).rejects.toMatchObject({
      reason: 'Conflict',
      code: 409,
      message:
        'Operation cannot be fulfilled on deployments.apps "cart": the object has been modified; please apply your changes to the latest version and try again',
    });
    expect(sent.filter((line) => line.startsWith('PATCH')).length).toBe(10);
    expect(await replicas()).toBe(1);
  });

  it('does not repeat a write that the API server refused for another cause', async () => {
    intercept = (request, next) =>
      request.method === 'PATCH'
        ? Promise.resolve(toResponse(500, toStatus(new Error('etcd is slow'))))
        : next(request);
    await expect(cluster.run(scale, { ...cart, replicas: 9 })).rejects.toMatchObject({ code: 500 });
    expect(sent.filter((line) => line.startsWith('PATCH')).length).toBe(1);
  });

  it('refuses kinds that have no replicas, without asking the cluster', async () => {
    const agent = { kind: daemonSetKind, namespace: 'shop', name: 'agent', replicas: 1 };
    await expect(cluster.run(scale, agent)).rejects.toMatchObject({
      reason: 'BadRequest',
      code: 400,
      message: 'daemonsets.apps "agent" cannot be scaled',
    });
    expect(sent).toEqual([]);
  });

  it('says that there is no such workload', async () => {
    await expect(cluster.run(scale, { ...cart, name: 'none', replicas: 1 })).rejects.toMatchObject({
      reason: 'NotFound',
      code: 404,
      message: 'deployments.apps "none" not found',
    });
  });

  it('says that there is no such namespace', async () => {
    await expect(cluster.run(scale, { ...cart, namespace: 'nope', replicas: 1 })).rejects.toMatchObject({
      reason: 'NamespaceNotFound',
      code: 404,
      message: 'namespaces "nope" not found',
    });
  });

  it('says that the cluster cannot be reached, and why', async () => {
    cluster.link.cut();
    await expect(cluster.run(scale, { ...cart, replicas: 1 })).rejects.toMatchObject({
      reason: 'ClusterUnreachable',
      code: 503,
      message: expect.stringMatching(
        /^cluster "east" \(https:\/\/127\.0\.0\.1:\d+\) cannot be reached: the connection was closed/,
      ),
    });
    cluster.link.mend();
  });

  it.each([-1, 1.5, '3', null, 2 ** 31])('takes no replicas of %j', (wrong) => {
    const [error] = Compile(scale.input).Errors({ ...cart, replicas: wrong });
    expect(error?.instancePath).toBe('/replicas');
  });

  it('needs replicas', () => {
    const [error] = Compile(scale.input).Errors(cart);
    expect(error?.message).toBe('must have required properties replicas');
  });
});
