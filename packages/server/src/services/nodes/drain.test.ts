import { nodeKind, podKind, tooManyRequests } from '@binnacle/kube/api';
import type { UnstructuredObject } from '@binnacle/kube/api';
import { createSystemClock } from '@binnacle/kube/clock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, startTestCluster } from '../testing/cluster.ts';
import type { TestCluster } from '../testing/cluster.ts';
import { deploymentObject, namespaceObject, podObject } from '../testing/objects.ts';
import { planDrain } from './drain-plan.ts';
import { createNodeOperations } from './index.ts';
import type { PodToDrain } from './types.ts';

const { drain, drainState, cancelDrain, schedule } = createNodeOperations({ clock: createSystemClock() });

let cluster: TestCluster;
/** Answers evictions as an API server whose budgets allow none. */
let guarded = false;
const budget = "Cannot evict pod as it would violate the pod's disruption budget.";
beforeAll(async () => {
  cluster = await startTestCluster({
    interceptor: (request, next) => {
      if (guarded && request.path.endsWith('/eviction')) throw tooManyRequests(budget, 0);
      return next(request);
    },
  });
  await cluster.create(namespaceObject('shop'));
});
afterAll(() => cluster.close());

const onNode = (node: string) => cluster.direct.list(podKind, { fieldSelector: `spec.nodeName=${node}` });
const unschedulable = async (name: string) =>
  (await cluster.direct.get<UnstructuredObject & { spec: { unschedulable?: boolean } }>(nodeKind, { name })).spec
    .unschedulable;
const workers = async () => (await cluster.direct.list(nodeKind)).items.map(({ metadata }) => metadata.name);
const running = async (name: string) =>
  eventually(async () => {
    const pods = (await cluster.direct.list(podKind, { namespace: 'shop', labelSelector: `app=${name}` })).items;
    const placed = pods.find(({ status }) => (status as { phase?: string }).phase === 'Running');
    return (placed?.['spec'] as { nodeName?: string } | undefined)?.nodeName;
  });

describe('a node', () => {
  it('is cordoned and uncordoned, and left alone where it is so already', async () => {
    const [name = ''] = await workers();
    expect(await cluster.run(schedule, { name, schedulable: false })).toEqual({ schedulable: false, unchanged: false });
    expect(await unschedulable(name)).toBe(true);
    expect(await cluster.run(schedule, { name, schedulable: false })).toEqual({ schedulable: false, unchanged: true });
    await cluster.run(schedule, { name, schedulable: true });
    expect(await unschedulable(name)).toBeUndefined();
  });

  it('is drained: its Pods go elsewhere and it takes no more', async () => {
    await cluster.create(deploymentObject('cart'));
    const name = await running('cart');
    await cluster.run(drain, { name, gracePeriodSeconds: 0 });
    const done = await eventually(async () => {
      const state = await cluster.run(drainState, { name });
      return state.state === 'running' ? undefined : state;
    });
    expect(done).toMatchObject({ node: name, state: 'done' });
    expect(done.endedAt).toBeDefined();
    expect(done.pods.filter(({ namespace }) => namespace === 'shop')).toMatchObject([{ state: 'evicted' }]);
    expect(await unschedulable(name)).toBe(true);
    expect((await onNode(name)).items.filter(({ metadata }) => metadata.namespace === 'shop')).toEqual([]);
    await cluster.run(schedule, { name, schedulable: true });
  });

  it('with a Pod that nothing replaces is refused, and stays as it was', async () => {
    const pod = podObject('lonely', ['main'], { labels: { app: 'lonely' } });
    await cluster.create(pod);
    const name = await running('lonely');
    await expect(cluster.run(drain, { name })).rejects.toThrow(
      `nodes "${name}" cannot be drained: Pod shop/lonely has no controller that would replace it`,
    );
    expect(await unschedulable(name)).toBeUndefined();
    await cluster.direct.delete(podKind, { namespace: 'shop', name: 'lonely' }, { gracePeriodSeconds: 0 });
  });

  it('waits for a budget, says so, is drained once at a time, and can be stopped', async () => {
    await cluster.create(deploymentObject('guarded'));
    const name = await running('guarded');
    guarded = true;
    const started = cluster.run(drain, { name, gracePeriodSeconds: 0 });
    const blocked = await eventually(async () => {
      const state = await cluster.run(drainState, { name }).catch(() => undefined);
      return state?.pods.find((pod) => pod.state === 'blocked');
    });
    expect(blocked).toMatchObject({ namespace: 'shop', reason: budget });
    await expect(cluster.run(drain, { name })).rejects.toThrow('it is being drained already');
    expect(await cluster.run(cancelDrain, { name })).toMatchObject({ state: 'cancelled' });
    expect(await started).toMatchObject({ state: 'cancelled' });
    guarded = false;
    expect((await onNode(name)).items.some(({ metadata }) => metadata.name === blocked.name)).toBe(true);
    await cluster.run(schedule, { name, schedulable: true });
  });

  it.each([
    ['drained', drain],
    ['scheduled', schedule],
  ] as const)('that is not there cannot be %s', async (_how, operation) => {
    await expect(cluster.run(operation as typeof schedule, { name: 'nobody', schedulable: true })).rejects.toThrow(
      'nodes "nobody" not found',
    );
  });
});

describe('what a drain does with a Pod', () => {
  const pod = (rest: Partial<PodToDrain> = {}, owner?: string): PodToDrain =>
    ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'p',
        namespace: 'shop',
        ...(owner === undefined
          ? {}
          : { ownerReferences: [{ apiVersion: 'apps/v1', kind: owner, name: 'o', uid: 'u', controller: true }] }),
        ...rest.metadata,
      },
      spec: rest.spec ?? {},
      status: rest.status ?? { phase: 'Running' },
    }) as PodToDrain;
  const local = { spec: { volumes: [{ emptyDir: {} }] } };
  const mirror = { metadata: { name: 'p', annotations: { 'kubernetes.io/config.mirror': 'x' } } };

  it.each([
    ['of a ReplicaSet is evicted', pod({}, 'ReplicaSet'), {}, 'evicted'],
    ['of a DaemonSet stays', pod({}, 'DaemonSet'), {}, 'kept'],
    ['of a DaemonSet forbids it when asked', pod({}, 'DaemonSet'), { ignoreDaemonSets: false }, 'refusals'],
    ['of nobody forbids it', pod(), {}, 'refusals'],
    ['of nobody is evicted by force', pod(), { force: true }, 'evicted'],
    ['of nobody that is finished is evicted', pod({ status: { phase: 'Succeeded' } }), {}, 'evicted'],
    ['with local data forbids it', pod(local, 'ReplicaSet'), {}, 'refusals'],
    ['with local data is evicted when allowed', pod(local, 'ReplicaSet'), { deleteEmptyDirData: true }, 'evicted'],
    ['of the node itself stays', pod(mirror), {}, 'kept'],
  ] as const)('%s', (...[, one, options, place]) => {
    expect(planDrain([one], { name: 'n', ...options })[place]).toHaveLength(1);
  });
});
