import { cronJobKind, daemonSetKind, deploymentKind, statefulSetKind } from '@binnacle/kube/api';
import type { Deployment, Kind, UnstructuredObject } from '@binnacle/kube/api';
import { createSystemClock } from '@binnacle/kube/clock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, startTestCluster } from '../testing/cluster.ts';
import type { TestCluster } from '../testing/cluster.ts';
import { deploymentObject, namespaceObject } from '../testing/objects.ts';
import { createWorkloadOperations } from './index.ts';

const { revisions, rollback } = createWorkloadOperations({ clock: createSystemClock() });

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster();
  await cluster.create(namespaceObject('shop'));
});
afterAll(() => cluster.close());

const template = (app: string, image: string) => ({
  metadata: { labels: { app } },
  spec: { containers: [{ name: 'main', image }] },
});
const set = (kind: string, name: string): UnstructuredObject => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name, namespace: 'shop' },
  spec: {
    ...(kind === 'StatefulSet' ? { serviceName: name, replicas: 1 } : {}),
    selector: { matchLabels: { app: name } },
    template: template(name, 'shop:1'),
  },
});

const inputOf = (kind: Kind, name: string) => ({ kind, namespace: 'shop', name });
const setImage = ({ kind, name }: { kind: Kind; name: string }, image: string, cause?: string) =>
  cluster.direct.patch(
    kind,
    { namespace: 'shop', name },
    {
      type: 'strategic',
      body: {
        ...(cause === undefined ? {} : { metadata: { annotations: { 'kubernetes.io/change-cause': cause } } }),
        spec: { template: { spec: { containers: [{ name: 'main', image }] } } },
      },
    },
  );
const imageOf = async (kind: Kind, name: string) =>
  (await cluster.direct.get<Deployment>(kind, { namespace: 'shop', name })).spec.template.spec?.containers[0]?.image;
const kept = async (kind: Kind, name: string, numbers: number[]) =>
  eventually(async () => {
    const { items } = await cluster.run(revisions, inputOf(kind, name));
    return JSON.stringify(items.map(({ revision }) => revision)) === JSON.stringify(numbers) ? items : undefined;
  });

describe.each([
  ['Deployment', deploymentKind],
  ['StatefulSet', statefulSetKind],
  ['DaemonSet', daemonSetKind],
] as const)('a %s', (kindName, kind) => {
  const name = `web-${kindName.toLowerCase()}`;

  it('has revisions, newest first, that say what changed, and returns to one', async () => {
    await cluster.create(set(kindName, name));
    await kept(kind, name, [1]);
    await setImage({ kind, name }, 'shop:2', 'second');
    const [second, first] = await kept(kind, name, [2, 1]);
    expect(second).toMatchObject({ revision: 2, current: true, images: ['shop:2'] });
    expect(second!.changes).toEqual([{ path: 'spec.containers[main].image', from: 'shop:1', to: 'shop:2' }]);
    expect(first).toMatchObject({ revision: 1, current: false, images: ['shop:1'], changes: [] });
    expect(first!.template.metadata?.labels).toEqual({ app: name });

    expect(await cluster.run(rollback, { ...inputOf(kind, name), revision: 0 })).toEqual({
      revision: 1,
      unchanged: false,
    });
    expect(await imageOf(kind, name)).toBe('shop:1');
    const [again] = await kept(kind, name, [3, 2]);
    expect(again).toMatchObject({ revision: 3, images: ['shop:1'], current: true });
    expect(await cluster.run(rollback, { ...inputOf(kind, name), revision: 3 })).toEqual({
      revision: 3,
      unchanged: true,
    });
  });
});

describe('rolling back', () => {
  it('keeps the cause of the revision that it returns to', async () => {
    await cluster.create(deploymentObject('caused'));
    await kept(deploymentKind, 'caused', [1]);
    await setImage({ kind: deploymentKind, name: 'caused' }, 'shop:2', 'because');
    await kept(deploymentKind, 'caused', [2, 1]);
    await setImage({ kind: deploymentKind, name: 'caused' }, 'shop:3', 'why not');
    await kept(deploymentKind, 'caused', [3, 2, 1]);
    await cluster.run(rollback, { ...inputOf(deploymentKind, 'caused'), revision: 2 });
    const { metadata } = await cluster.direct.get(deploymentKind, { namespace: 'shop', name: 'caused' });
    expect(metadata.annotations?.['kubernetes.io/change-cause']).toBe('because');
  });

  it.each([
    ['nobody', deploymentKind, 1, 'deployments.apps "nobody" not found'],
    ['caused', deploymentKind, 77, 'deployments.apps "caused" has no revision 77 to return to'],
    ['nightly', cronJobKind, 0, 'cronjobs.batch "nightly" cannot be rolled back'],
  ])('%s to what is not there is refused', async (...[name, kind, revision, message]) => {
    await expect(cluster.run(rollback, { ...inputOf(kind, name), revision })).rejects.toThrow(message);
  });

  it('of a workload with one revision is refused', async () => {
    await cluster.create(deploymentObject('single'));
    await kept(deploymentKind, 'single', [1]);
    await expect(cluster.run(rollback, { ...inputOf(deploymentKind, 'single'), revision: 0 })).rejects.toThrow(
      'deployments.apps "single" has no former revision',
    );
  });

  it('of a paused Deployment is refused', async () => {
    await cluster.create(deploymentObject('held', 1, { paused: true }));
    await expect(cluster.run(rollback, { ...inputOf(deploymentKind, 'held'), revision: 1 })).rejects.toThrow(
      'deployments.apps "held" cannot be rolled back while it is paused: resume its rollout first',
    );
  });
});
