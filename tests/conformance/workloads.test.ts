import { expect } from 'vitest';
import type { UnstructuredObject } from '@binnacle/kube/api';
import { type Api, refusal } from './harness/api.ts';
import { conformance, eventually } from './harness/conformance.ts';
import { at, deployment, failure, podTemplate, read, replicaSet } from './harness/objects.ts';

const settled = (api: Api, ns: string, replicas: number) =>
  eventually(async () => {
    const current = await api.get(at('deployments', ns, 'a'));
    expect(current['status']).toMatchObject({
      observedGeneration: current.metadata.generation,
      replicas,
      updatedReplicas: replicas,
      readyReplicas: replicas,
      availableReplicas: replicas,
    });
    return current;
  }, 30_000);

const condition = (object: unknown, type: string) =>
  (read(object, 'status.conditions') as { type: string }[] | undefined)?.find((c) => c.type === type);

const setImage = (api: Api, ns: string, image: string) =>
  api.patch(
    at('deployments', ns, 'a'),
    { spec: { template: { spec: { containers: [{ name: 'main', image }] } } } },
    { type: 'strategic' },
  );

const revisions = (list: { items: UnstructuredObject[] }) =>
  list.items.map((item) => item.metadata.annotations?.['deployment.kubernetes.io/revision']).sort();

conformance('workloads', 'a Deployment makes a ReplicaSet and Pods', async ({ api, ns }) => {
  await api.post(at('deployments', ns), deployment('a', 2));
  const current = await settled(api, ns, 2);
  expect(condition(current, 'Available')).toMatchObject({
    status: 'True',
    reason: 'MinimumReplicasAvailable',
    message: 'Deployment has minimum availability.',
  });
  const [set] = (await api.list(at('replicasets', ns))).items;
  const hash = set!.metadata.labels?.['pod-template-hash'];
  expect(hash).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]+$/);
  expect(set!.metadata.name).toBe(`a-${hash}`);
  expect(set!.metadata.ownerReferences).toEqual([
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      name: 'a',
      uid: current.metadata.uid,
      controller: true,
      blockOwnerDeletion: true,
    },
  ]);
  expect(set!.metadata.annotations).toEqual({
    'deployment.kubernetes.io/desired-replicas': '2',
    'deployment.kubernetes.io/max-replicas': '3',
    'deployment.kubernetes.io/revision': '1',
  });
  for (const item of (await api.list(at('pods', ns))).items) {
    expect(item.metadata.name).toMatch(new RegExp(`^a-${hash}-[bcdfghjklmnpqrstvwxz2456789]{5}$`));
    expect(item.metadata.labels).toEqual({ app: 'a', 'pod-template-hash': hash });
    expect(item.metadata.ownerReferences?.[0]).toMatchObject({ kind: 'ReplicaSet', controller: true });
  }
});

conformance('workloads', 'progress is told in conditions', async ({ api, ns }) => {
  await api.post(at('deployments', ns), deployment('a', 1));
  await settled(api, ns, 1);
  const [set] = (await api.list(at('replicasets', ns))).items;
  await eventually(async () => {
    expect(condition(await api.get(at('deployments', ns, 'a')), 'Progressing')).toMatchObject({
      status: 'True',
      reason: 'NewReplicaSetAvailable',
      message: `ReplicaSet "${set!.metadata.name}" has successfully progressed.`,
    });
  });
});

conformance('workloads', 'scaling says so in events', async ({ api, ns }) => {
  await api.post(at('deployments', ns), deployment('a', 2));
  await settled(api, ns, 2);
  const [set] = (await api.list(at('replicasets', ns))).items;
  await eventually(async () => {
    const events = await api.list(at('events', ns), { fieldSelector: 'involvedObject.kind=Deployment' });
    expect(events.items.map((event) => [event['reason'], event['message'], read(event, 'source.component')])).toEqual([
      ['ScalingReplicaSet', `Scaled up replica set ${set!.metadata.name} from 0 to 2`, 'deployment-controller'],
    ]);
  });
  const created = await api.list(at('events', ns), { fieldSelector: 'reason=SuccessfulCreate' });
  const pods = (await api.list(at('pods', ns))).items.map((item) => `Created pod: ${item.metadata.name}`);
  expect(created.items.map((event) => event['message']).sort()).toEqual(pods.sort());
});

conformance('workloads', 'a new image rolls out to a new ReplicaSet', async ({ api, ns }) => {
  await api.post(at('deployments', ns), deployment('a', 2));
  await settled(api, ns, 2);
  await setImage(api, ns, 'example.com/web:2');
  await settled(api, ns, 2);
  await eventually(async () => {
    const sets = (await api.list(at('replicasets', ns))).items;
    expect(
      sets.map((set) => [read(set, 'spec.template.spec.containers.0.image'), read(set, 'spec.replicas')]).sort(),
    ).toEqual([
      ['example.com/web:1', 0],
      ['example.com/web:2', 2],
    ]);
    expect(revisions({ items: sets })).toEqual(['1', '2']);
  });
  const current = await api.get(at('deployments', ns, 'a'));
  expect(current.metadata.annotations).toMatchObject({ 'deployment.kubernetes.io/revision': '2' });
});

conformance('workloads', 'never fewer than maxUnavailable allows, never more than maxSurge', async ({ api, ns }) => {
  const strategy = { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } };
  await api.post(at('deployments', ns), deployment('a', 3, { strategy }));
  const start = await settled(api, ns, 3);
  const watch = await api.watch(at('deployments', ns), {
    fieldSelector: 'metadata.name=a',
    resourceVersion: start.metadata.resourceVersion,
  });
  await setImage(api, ns, 'example.com/web:2');
  await watch.until(({ object }) => {
    const status = object['status'] as Record<string, number>;
    expect(status['replicas']).toBeLessThanOrEqual(4);
    expect(status['availableReplicas']).toBeGreaterThanOrEqual(3);
    return status['updatedReplicas'] === 3 && status['replicas'] === 3 && status['availableReplicas'] === 3;
  });
});

conformance('workloads', 'Recreate stops the old before it starts the new', async ({ api, ns }) => {
  await api.post(at('deployments', ns), deployment('a', 2, { strategy: { type: 'Recreate' } }));
  await settled(api, ns, 2);
  const watch = await api.watch(at('replicasets', ns));
  await setImage(api, ns, 'example.com/web:2');
  let oldGone = false;
  await watch.until(({ object }) => {
    const isNew = read(object, 'spec.template.spec.containers.0.image') === 'example.com/web:2';
    if (!isNew && read(object, 'status.replicas') === 0) oldGone = true;
    return isNew && Number(read(object, 'spec.replicas')) > 0;
  });
  expect(oldGone).toBe(true);
  await settled(api, ns, 2);
});

conformance('workloads', 'the old template returns as a new revision', async ({ api, ns }) => {
  await api.post(at('deployments', ns), deployment('a', 1));
  await settled(api, ns, 1);
  await setImage(api, ns, 'example.com/web:2');
  await settled(api, ns, 1);
  await setImage(api, ns, 'example.com/web:1');
  await settled(api, ns, 1);
  await eventually(async () => {
    const sets = await api.list(at('replicasets', ns));
    expect(revisions(sets)).toEqual(['2', '3']);
  });
});

conformance('workloads', 'a paused Deployment waits', async ({ api, ns }) => {
  await api.post(at('deployments', ns), deployment('a', 1));
  await settled(api, ns, 1);
  await api.patch(at('deployments', ns, 'a'), { spec: { paused: true } }, { type: 'merge' });
  await setImage(api, ns, 'example.com/web:2');
  await eventually(async () => {
    const current = await api.get(at('deployments', ns, 'a'));
    expect(read(current, 'status.observedGeneration')).toBe(current.metadata.generation);
    expect(condition(current, 'Progressing')).toMatchObject({
      status: 'Unknown',
      reason: 'DeploymentPaused',
      message: 'Deployment is paused',
    });
  });
  expect((await api.list(at('replicasets', ns))).items.length).toBe(1);
  await api.patch(at('deployments', ns, 'a'), { spec: { paused: false } }, { type: 'merge' });
  await eventually(async () => expect((await api.list(at('replicasets', ns))).items.length).toBe(2));
});

conformance('workloads', 'old ReplicaSets beyond the history limit go', async ({ api, ns }) => {
  await api.post(at('deployments', ns), deployment('a', 1, { revisionHistoryLimit: 1 }));
  await settled(api, ns, 1);
  for (const tag of ['2', '3']) {
    await setImage(api, ns, `example.com/web:${tag}`);
    await settled(api, ns, 1);
  }
  await eventually(async () => expect(revisions(await api.list(at('replicasets', ns)))).toEqual(['2', '3']));
});

conformance('workloads', 'a rollout that cannot proceed says so', async ({ api, ns }) => {
  const template = podTemplate({ app: 'a' });
  await api.post(
    at('deployments', ns),
    deployment('a', 1, {
      progressDeadlineSeconds: 1,
      template: { ...template, spec: { ...template.spec, nodeSelector: { nowhere: 'yes' } } },
    }),
  );
  await eventually(async () => {
    const [set] = (await api.list(at('replicasets', ns))).items;
    const current = await api.get(at('deployments', ns, 'a'));
    expect(condition(current, 'Progressing')).toMatchObject({
      status: 'False',
      reason: 'ProgressDeadlineExceeded',
      message: `ReplicaSet "${set!.metadata.name}" has timed out progressing.`,
    });
    expect(condition(current, 'Available')).toMatchObject({
      status: 'False',
      reason: 'MinimumReplicasUnavailable',
      message: 'Deployment does not have minimum availability.',
    });
  }, 30_000);
});

conformance('workloads', 'scale is read and written as a subresource', async ({ api, ns }) => {
  await api.post(at('deployments', ns), deployment('a', 1));
  await settled(api, ns, 1);
  const scale = await api.get(at('deployments', ns, 'a/scale'));
  expect(scale).toMatchObject({
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata: { name: 'a', namespace: ns },
    spec: { replicas: 1 },
    status: { replicas: 1, selector: 'app=a' },
  });
  const written = await api.put(at('deployments', ns, 'a/scale'), { ...scale, spec: { replicas: 3 } });
  expect(read(written, 'spec.replicas')).toBe(3);
  await settled(api, ns, 3);
  await api.patch(at('deployments', ns, 'a/scale'), { spec: { replicas: 0 } }, { type: 'merge' });
  await eventually(async () => expect((await api.list(at('pods', ns))).items.length).toBe(0));
});

conformance('workloads', 'a stale scale is Conflict', async ({ api, ns }) => {
  await api.post(at('deployments', ns), deployment('a', 0, { paused: true }));
  const scale = await api.get(at('deployments', ns, 'a/scale'));
  await api.patch(at('deployments', ns, 'a'), { metadata: { labels: { x: 'y' } } }, { type: 'merge' });
  expect(await refusal(api.put(at('deployments', ns, 'a/scale'), { ...scale, spec: { replicas: 2 } }))).toEqual(
    failure(409, 'Conflict', {
      message:
        'Operation cannot be fulfilled on deployments.apps "a": the object has been modified; please apply your changes to the latest version and try again',
      details: { name: 'a', group: 'apps', kind: 'deployments' },
    }),
  );
});

conformance('workloads', 'a negative scale is Invalid', async ({ api, ns }) => {
  await api.post(at('deployments', ns), deployment('a', 0));
  expect(
    await refusal(api.patch(at('deployments', ns, 'a/scale'), { spec: { replicas: -1 } }, { type: 'merge' })),
  ).toEqual(
    failure(422, 'Invalid', {
      message: 'Scale.autoscaling "a" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
      details: {
        name: 'a',
        group: 'autoscaling',
        kind: 'Scale',
        causes: [
          {
            reason: 'FieldValueInvalid',
            message: 'Invalid value: -1: must be greater than or equal to 0',
            field: 'spec.replicas',
          },
        ],
      },
    }),
  );
});

conformance('workloads', 'a ReplicaSet replaces a lost Pod', async ({ api, ns }) => {
  await api.post(at('replicasets', ns), replicaSet('a', 2));
  await eventually(async () => expect(read(await api.get(at('replicasets', ns, 'a')), 'status.readyReplicas')).toBe(2));
  const [first] = (await api.list(at('pods', ns))).items;
  await api.delete(at('pods', ns, first!.metadata.name));
  await eventually(async () => {
    const left = (await api.list(at('pods', ns))).items.filter((item) => !item.metadata.deletionTimestamp);
    expect(left.length).toBe(2);
    expect(left.map((item) => item.metadata.uid)).not.toContain(first!.metadata.uid);
  });
});

conformance('workloads', 'a ReplicaSet adopts and releases by label', async ({ api, ns }) => {
  await api.post(at('pods', ns), {
    apiVersion: 'v1',
    kind: 'Pod',
    ...podTemplate({ app: 'a' }),
    metadata: { name: 'stray', labels: { app: 'a' } },
  });
  const set = await api.post(at('replicasets', ns), replicaSet('a', 1));
  await eventually(async () => {
    const stray = await api.get(at('pods', ns, 'stray'));
    expect(stray.metadata.ownerReferences).toEqual([
      {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        name: 'a',
        uid: set.metadata.uid,
        controller: true,
        blockOwnerDeletion: true,
      },
    ]);
  });
  await api.patch(at('pods', ns, 'stray'), { metadata: { labels: { app: 'other' } } }, { type: 'merge' });
  await eventually(async () => {
    expect((await api.get(at('pods', ns, 'stray'))).metadata.ownerReferences).toBeUndefined();
    expect((await api.list(at('pods', ns), { labelSelector: 'app=a' })).items.length).toBe(1);
  });
});

conformance('workloads', 'deleting a Deployment takes everything along', async ({ api, ns }) => {
  await api.post(at('deployments', ns), deployment('a', 2));
  await settled(api, ns, 2);
  await api.delete(at('deployments', ns, 'a'));
  await eventually(async () => {
    expect((await api.list(at('replicasets', ns))).items.length).toBe(0);
    expect((await api.list(at('pods', ns))).items.length).toBe(0);
  });
});

conformance('workloads', 'a restart annotation replaces every Pod', async ({ api, ns }) => {
  await api.post(at('deployments', ns), deployment('a', 2));
  await settled(api, ns, 2);
  const before = (await api.list(at('pods', ns))).items.map((item) => item.metadata.uid);
  const body = {
    spec: { template: { metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': '2026-01-01T00:00:00Z' } } } },
  };
  await api.patch(at('deployments', ns, 'a'), body, { type: 'strategic' });
  await settled(api, ns, 2);
  await eventually(async () => {
    const after = (await api.list(at('pods', ns))).items.filter((item) => !item.metadata.deletionTimestamp);
    expect(after.length).toBe(2);
    expect(after.filter((item) => before.includes(item.metadata.uid))).toEqual([]);
  });
});
