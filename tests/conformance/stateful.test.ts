import { expect } from 'vitest';
import type { UnstructuredObject } from '@binnacle/kube/api';
import { type Api, refusal } from './harness/api.ts';
import { conformance, eventually } from './harness/conformance.ts';
import { at, names, podTemplate, read } from './harness/objects.ts';

const statefulSet = (replicas: number, spec: Record<string, unknown> = {}): UnstructuredObject => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'a' },
  spec: {
    replicas,
    serviceName: 'a',
    selector: { matchLabels: { app: 'a' } },
    template: podTemplate({ app: 'a' }),
    ...spec,
  },
});

const settled = (api: Api, ns: string, replicas: number) =>
  eventually(async () => {
    const current = await api.get(at('statefulsets', ns, 'a'));
    expect(current['status']).toMatchObject({
      observedGeneration: current.metadata.generation,
      replicas,
      ...(replicas === 0 ? {} : { readyReplicas: replicas }),
      availableReplicas: replicas,
    });
    return current;
  }, 30_000);

const updated = (api: Api, ns: string, replicas: number) =>
  eventually(async () => {
    const current = await settled(api, ns, replicas);
    expect(read(current, 'status.updatedReplicas')).toBe(replicas);
    expect(read(current, 'status.currentRevision')).toBe(read(current, 'status.updateRevision'));
    return current;
  }, 30_000);

const setImage = (api: Api, ns: string, image: string) =>
  api.patch(
    at('statefulsets', ns, 'a'),
    { spec: { template: { spec: { containers: [{ name: 'main', image }] } } } },
    { type: 'strategic' },
  );

const images = async (api: Api, ns: string) =>
  (await api.list(at('pods', ns))).items.map((item) => read(item, 'spec.containers.0.image'));

const messages = async (api: Api, ns: string, reason: string) =>
  (await api.list(at('events', ns), { fieldSelector: `involvedObject.kind=StatefulSet,reason=${reason}` })).items
    .map((event) => String(event['message']))
    .sort();

conformance('stateful', 'Pods are made one after the other and keep their names', async ({ api, ns }) => {
  const watch = await api.watch(at('pods', ns));
  await api.post(at('statefulsets', ns), statefulSet(3));
  const ready = new Set<string>();
  await watch.until(({ type, object }) => {
    const { name } = object.metadata;
    if (type === 'ADDED') expect([...ready]).toEqual(['a-0', 'a-1', 'a-2'].slice(0, Number(name.slice(2))));
    const conditions = (read(object, 'status.conditions') ?? []) as { type: string; status: string }[];
    if (conditions.some((c) => c.type === 'Ready' && c.status === 'True')) ready.add(name);
    return ready.size === 3;
  });
  const current = await updated(api, ns, 3);
  expect(current['status']).toEqual({
    observedGeneration: 1,
    replicas: 3,
    readyReplicas: 3,
    currentReplicas: 3,
    updatedReplicas: 3,
    availableReplicas: 3,
    collisionCount: 0,
    currentRevision: expect.stringMatching(/^a-[bcdfghjklmnpqrstvwxz2456789]+$/) as string,
    updateRevision: read(current, 'status.currentRevision'),
  });
  await eventually(async () =>
    expect(await messages(api, ns, 'SuccessfulCreate')).toEqual([
      'create Pod a-0 in StatefulSet a successful',
      'create Pod a-1 in StatefulSet a successful',
      'create Pod a-2 in StatefulSet a successful',
    ]),
  );
});

conformance('stateful', 'each Pod has its identity', async ({ api, ns }) => {
  await api.post(at('statefulsets', ns), statefulSet(2));
  const current = await updated(api, ns, 2);
  const pod = await api.get(at('pods', ns, 'a-1'));
  expect(pod.metadata.labels).toEqual({
    app: 'a',
    'apps.kubernetes.io/pod-index': '1',
    'controller-revision-hash': read(current, 'status.updateRevision'),
    'statefulset.kubernetes.io/pod-name': 'a-1',
  });
  expect(pod.metadata.generateName).toBe('a-');
  expect(pod['spec']).toMatchObject({ hostname: 'a-1', subdomain: 'a' });
  expect(pod.metadata.ownerReferences).toEqual([
    {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      name: 'a',
      uid: current.metadata.uid,
      controller: true,
      blockOwnerDeletion: true,
    },
  ]);
});

conformance('stateful', 'defaults', async ({ api, ns }) => {
  const created = await api.post(at('statefulsets', ns), statefulSet(0, { replicas: undefined }), { dryRun: 'All' });
  expect(created['spec']).toMatchObject({
    replicas: 1,
    podManagementPolicy: 'OrderedReady',
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
    revisionHistoryLimit: 10,
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
  });
  expect(created['status']).toEqual({ replicas: 0, availableReplicas: 0 });
  expect(created.metadata.generation).toBe(1);
});

conformance('stateful', 'the template is kept as a ControllerRevision', async ({ api, ns }) => {
  await api.post(at('statefulsets', ns), statefulSet(1));
  const current = await updated(api, ns, 1);
  const [revision] = (await api.list(at('controllerrevisions', ns))).items;
  expect(revision!.metadata.name).toBe(read(current, 'status.currentRevision'));
  expect(revision!.metadata.labels).toEqual({
    app: 'a',
    'controller.kubernetes.io/hash': revision!.metadata.name.slice(2),
  });
  expect(revision!['revision']).toBe(1);
  expect(read(revision, 'data.spec.template.$patch')).toBe('replace');
  expect(read(revision, 'data.spec.template.spec.containers.0.image')).toBe('example.com/web:1');
  expect(revision!.metadata.ownerReferences?.[0]).toMatchObject({ kind: 'StatefulSet', name: 'a', controller: true });
});

conformance('stateful', 'fewer Pods: the highest go first, one at a time', async ({ api, ns }) => {
  await api.post(at('statefulsets', ns), statefulSet(3, { podManagementPolicy: 'Parallel' }));
  await updated(api, ns, 3);
  await api.patch(at('statefulsets', ns, 'a'), { spec: { replicas: 1 } }, { type: 'merge' });
  await settled(api, ns, 1);
  expect(names(await api.list(at('pods', ns)))).toEqual(['a-0']);
  await eventually(async () =>
    expect(await messages(api, ns, 'SuccessfulDelete')).toEqual([
      'delete Pod a-1 in StatefulSet a successful',
      'delete Pod a-2 in StatefulSet a successful',
    ]),
  );
});

conformance(
  'stateful',
  'a new image goes from the highest Pod down, each waiting for the last',
  async ({ api, ns }) => {
    await api.post(at('statefulsets', ns), statefulSet(3));
    const before = await updated(api, ns, 3);
    const watch = await api.watch(at('pods', ns));
    await setImage(api, ns, 'example.com/web:2');
    const removed: string[] = [];
    await watch.until(({ type, object }) => {
      if (type === 'DELETED') removed.push(object.metadata.name);
      return removed.length === 3;
    });
    expect(removed).toEqual(['a-2', 'a-1', 'a-0']);
    const current = await updated(api, ns, 3);
    expect(read(current, 'status.currentRevision')).not.toBe(read(before, 'status.currentRevision'));
    expect(await images(api, ns)).toEqual(Array.from({ length: 3 }, () => 'example.com/web:2'));
    expect((await api.list(at('controllerrevisions', ns))).items.map((item) => item['revision']).sort()).toEqual([
      1, 2,
    ]);
  },
);

conformance('stateful', 'a partition keeps the lower Pods as they were', async ({ api, ns }) => {
  const updateStrategy = { type: 'RollingUpdate', rollingUpdate: { partition: 2 } };
  await api.post(at('statefulsets', ns), statefulSet(3, { updateStrategy }));
  await updated(api, ns, 3);
  await setImage(api, ns, 'example.com/web:2');
  const current = await eventually(async () => {
    const held = await settled(api, ns, 3);
    expect(held['status']).toMatchObject({ updatedReplicas: 1, currentReplicas: 2 });
    return held;
  }, 30_000);
  expect(read(current, 'status.currentRevision')).not.toBe(read(current, 'status.updateRevision'));
  expect(await images(api, ns)).toEqual(['example.com/web:1', 'example.com/web:1', 'example.com/web:2']);
  // A Pod below the partition comes back as it was.
  const old = await api.get(at('pods', ns, 'a-0'));
  await api.delete(at('pods', ns, 'a-0'));
  await eventually(async () => {
    const next = await api.get(at('pods', ns, 'a-0'));
    expect(next.metadata.uid).not.toBe(old.metadata.uid);
    expect(read(next, 'spec.containers.0.image')).toBe('example.com/web:1');
  });
  await api.patch(
    at('statefulsets', ns, 'a'),
    { spec: { updateStrategy: { rollingUpdate: { partition: 0 } } } },
    { type: 'merge' },
  );
  await updated(api, ns, 3);
});

conformance('stateful', 'OnDelete replaces a Pod when somebody deletes it', async ({ api, ns }) => {
  await api.post(at('statefulsets', ns), statefulSet(2, { updateStrategy: { type: 'OnDelete' } }));
  await settled(api, ns, 2);
  await setImage(api, ns, 'example.com/web:2');
  await eventually(async () => {
    const current = await settled(api, ns, 2);
    expect(read(current, 'status.updateRevision')).not.toBe(read(current, 'status.currentRevision'));
  });
  expect(await images(api, ns)).toEqual(['example.com/web:1', 'example.com/web:1']);
  await api.delete(at('pods', ns, 'a-1'));
  await eventually(async () => {
    await settled(api, ns, 2);
    expect(await images(api, ns)).toEqual(['example.com/web:1', 'example.com/web:2']);
  });
});

conformance('stateful', 'the old template returns as the newest revision', async ({ api, ns }) => {
  await api.post(at('statefulsets', ns), statefulSet(1));
  const first = await updated(api, ns, 1);
  await setImage(api, ns, 'example.com/web:2');
  await eventually(async () =>
    expect(read(await updated(api, ns, 1), 'status.currentRevision')).not.toBe(read(first, 'status.currentRevision')),
  );
  await setImage(api, ns, 'example.com/web:1');
  await eventually(async () =>
    expect(read(await updated(api, ns, 1), 'status.currentRevision')).toBe(read(first, 'status.currentRevision')),
  );
  expect((await api.list(at('controllerrevisions', ns))).items.map((item) => item['revision']).sort()).toEqual([2, 3]);
});

conformance('stateful', 'ordinals may start elsewhere', async ({ api, ns }) => {
  await api.post(at('statefulsets', ns), statefulSet(2, { ordinals: { start: 5 } }));
  await updated(api, ns, 2);
  expect(names(await api.list(at('pods', ns)))).toEqual(['a-5', 'a-6']);
});

conformance('stateful', 'scale through its subresource', async ({ api, ns }) => {
  await api.post(at('statefulsets', ns), statefulSet(1));
  await updated(api, ns, 1);
  await api.patch(at('statefulsets', ns, 'a/scale'), { spec: { replicas: 2 } }, { type: 'merge' });
  await updated(api, ns, 2);
  const scale = await api.get(at('statefulsets', ns, 'a/scale'));
  expect(scale['status']).toEqual({ replicas: 2, selector: 'app=a' });
});

const causes = async (promise: Promise<unknown>) =>
  ((await refusal(promise)).details?.causes ?? []).map(({ field, message }) => `${field}: ${message}`);

conformance('stateful', 'what is wrong with a StatefulSet is told', async ({ api, ns }) => {
  const post = (spec: Record<string, unknown>) => causes(api.post(at('statefulsets', ns), statefulSet(1, spec)));
  expect(await post({ podManagementPolicy: 'Any', replicas: -1, serviceName: 'A b' })).toEqual([
    "spec.podManagementPolicy: Invalid value: \"Any\": must be 'OrderedReady' or 'Parallel'",
    'spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    expect.stringMatching(/^spec\.serviceName: Invalid value: "A b": a lowercase RFC 1123 label must consist of/),
  ]);
  expect(await post({ updateStrategy: { type: 'Other', rollingUpdate: { partition: 1 } } })).toEqual([
    'spec.updateStrategy: Invalid value: {"Type":"Other","RollingUpdate":{"Partition":1,"MaxUnavailable":null}}: must be \'RollingUpdate\' or \'OnDelete\'',
  ]);
  expect(await post({ updateStrategy: { type: 'OnDelete', rollingUpdate: { partition: 1 } } })).toEqual([
    'spec.updateStrategy.rollingUpdate: Invalid value: {"Partition":1,"MaxUnavailable":null}: only allowed for updateStrategy \'RollingUpdate\'',
  ]);
  expect(await post({ updateStrategy: { rollingUpdate: { partition: -1 } } })).toEqual([
    'spec.updateStrategy.rollingUpdate.partition: Invalid value: -1: must be greater than or equal to 0',
  ]);
  expect(await post({ selector: { matchLabels: { app: 'b' } } })).toEqual([
    'spec.template.metadata.labels: Invalid value: {"app":"a"}: `selector` does not match template `labels`',
  ]);
  expect(await post({ persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Keep' } })).toEqual([
    'spec.persistentVolumeClaimRetentionPolicy.whenDeleted: Unsupported value: "Keep": supported values: "Retain", "Delete"',
  ]);
});

conformance('stateful', 'most of the spec is fixed', async ({ api, ns }) => {
  await api.post(at('statefulsets', ns), statefulSet(0));
  const change = (spec: Record<string, unknown>) =>
    causes(api.patch(at('statefulsets', ns, 'a'), { spec }, { type: 'merge' }));
  const fixed = [
    "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
  ];
  expect(await change({ serviceName: 'b' })).toEqual(fixed);
  expect(await change({ podManagementPolicy: 'Parallel' })).toEqual(fixed);
});

conformance('stateful', 'its Pods go with it', async ({ api, ns }) => {
  await api.post(at('statefulsets', ns), statefulSet(2));
  await updated(api, ns, 2);
  await api.delete(at('statefulsets', ns, 'a'));
  await eventually(async () => {
    expect(names(await api.list(at('pods', ns)))).toEqual([]);
    expect(names(await api.list(at('controllerrevisions', ns)))).toEqual([]);
  });
});
