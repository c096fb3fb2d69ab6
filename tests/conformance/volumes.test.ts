/** Volumes and claims: binding, release, protection, classes, and the claims of StatefulSets. */
import { expect } from 'vitest';
import type { UnstructuredObject } from '@binnacle/kube/api';
import { type Api, refusal } from './harness/api.ts';
import { type BodyOptions, conformance, eventually } from './harness/conformance.ts';
import { at, names, pod, podTemplate, read } from './harness/objects.ts';

/** Volumes and classes are not in a namespace: each body names its own after the namespace that it has. */
const volume = (name: string, spec: Record<string, unknown> = {}) => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name },
  spec: {
    capacity: { storage: '2Gi' },
    accessModes: ['ReadWriteOnce'],
    storageClassName: name,
    nfs: { server: 'nfs.example.com', path: '/x' },
    ...spec,
  },
});

const claim = (storageClassName: string, spec: Record<string, unknown> = {}, name = 'a') => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name },
  spec: { accessModes: ['ReadWriteOnce'], storageClassName, resources: { requests: { storage: '1Gi' } }, ...spec },
});

const storageClass = (name: string, rest: Record<string, unknown>) => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name },
  ...rest,
});

const using = (claimName: string, spec: Record<string, unknown> = {}, name = 'p') =>
  pod(name, { volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }], ...spec });

const getClaim = (api: Api, ns: string, name = 'a') => api.get(at('persistentvolumeclaims', ns, name));
const getVolume = (api: Api, name: string) => api.get(at('persistentvolumes', undefined, name));

const inPhase = (get: () => Promise<UnstructuredObject>, phase: string) =>
  eventually(async () => {
    const object = await get();
    expect(read(object, 'status.phase')).toBe(phase);
    return object;
  });

const told = (api: Api, ns: string, name: string) =>
  api
    .list(at('events', ns), { fieldSelector: `involvedObject.name=${name}` })
    .then(({ items }) => items.map((event) => [event['type'], event['reason'], event['message']]));

/** A body that leaves nothing behind outside its namespace. */
const withVolumes = (name: string, ...rest: [Body] | [BodyOptions, Body]) => {
  const [options, body] = rest.length === 1 ? [{}, rest[0]] : rest;
  conformance('volumes', name, options, async ({ api, ns }) => {
    try {
      await body({ api, ns });
    } finally {
      const mine = names(await api.list(at('persistentvolumes'))).filter((volumeName) => volumeName.startsWith(ns));
      await Promise.all(mine.map((volumeName) => api.delete(at('persistentvolumes', undefined, volumeName))));
      await api.delete(at('storageclasses', undefined, ns)).catch(() => {});
    }
  });
};

type Body = (given: { api: Api; ns: string }) => Promise<void>;

withVolumes('a claim and a volume of one class become one', async ({ api, ns }) => {
  await api.post(at('persistentvolumes'), volume(ns));
  await inPhase(() => getVolume(api, ns), 'Available');
  await api.post(at('persistentvolumeclaims', ns), claim(ns));
  const bound = await inPhase(() => getClaim(api, ns), 'Bound');
  expect(bound['status']).toEqual({ phase: 'Bound', accessModes: ['ReadWriteOnce'], capacity: { storage: '2Gi' } });
  expect(read(bound, 'spec.volumeName')).toBe(ns);
  expect(bound.metadata.annotations).toEqual({
    'pv.kubernetes.io/bind-completed': 'yes',
    'pv.kubernetes.io/bound-by-controller': 'yes',
  });
  expect(bound.metadata.finalizers).toEqual(['kubernetes.io/pvc-protection']);
  const held = await inPhase(() => getVolume(api, ns), 'Bound');
  expect(read(held, 'spec.claimRef')).toEqual({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    namespace: ns,
    name: 'a',
    uid: bound.metadata.uid,
    resourceVersion: expect.stringMatching(/^\d+$/) as string,
  });
  expect(held.metadata.annotations).toEqual({ 'pv.kubernetes.io/bound-by-controller': 'yes' });
  expect(held.metadata.finalizers).toEqual(['kubernetes.io/pv-protection']);
});

withVolumes('the smallest volume that is large enough is taken', async ({ api, ns }) => {
  for (const [suffix, storage] of Object.entries({ a: '5Gi', b: '2Gi', c: '500Mi', d: '3Gi' }))
    await api.post(at('persistentvolumes'), volume(`${ns}-${suffix}`, { storageClassName: ns, capacity: { storage } }));
  await inPhase(() => getVolume(api, `${ns}-d`), 'Available');
  await inPhase(() => getVolume(api, `${ns}-b`), 'Available');
  await api.post(at('persistentvolumeclaims', ns), claim(ns));
  expect(read(await inPhase(() => getClaim(api, ns), 'Bound'), 'spec.volumeName')).toBe(`${ns}-b`);
});

withVolumes('labels, modes and names choose among volumes', async ({ api, ns }) => {
  const labelled = volume(`${ns}-x`, { storageClassName: ns });
  await api.post(at('persistentvolumes'), {
    ...labelled,
    metadata: { ...labelled.metadata, labels: { disk: 'fast' } },
  });
  await api.post(at('persistentvolumes'), volume(`${ns}-y`, { storageClassName: ns, capacity: { storage: '9Gi' } }));
  await inPhase(() => getVolume(api, `${ns}-x`), 'Available');
  await inPhase(() => getVolume(api, `${ns}-y`), 'Available');
  await api.post(at('persistentvolumeclaims', ns), claim(ns, { accessModes: ['ReadWriteMany'] }, 'many'));
  await api.post(at('persistentvolumeclaims', ns), claim(ns, { selector: { matchLabels: { disk: 'slow' } } }, 'slow'));
  await api.post(at('persistentvolumeclaims', ns), claim(ns, { volumeName: `${ns}-y` }, 'named'));
  expect(read(await inPhase(() => getClaim(api, ns, 'named'), 'Bound'), 'spec.volumeName')).toBe(`${ns}-y`);
  await api.post(at('persistentvolumeclaims', ns), claim(ns, { selector: { matchLabels: { disk: 'fast' } } }, 'fast'));
  expect(read(await inPhase(() => getClaim(api, ns, 'fast'), 'Bound'), 'spec.volumeName')).toBe(`${ns}-x`);
  expect(read(await getClaim(api, ns, 'many'), 'status.phase')).toBe('Pending');
  expect(read(await getClaim(api, ns, 'slow'), 'status.phase')).toBe('Pending');
});

withVolumes('a claim for a volume that does not fit is told', async ({ api, ns }) => {
  await api.post(at('persistentvolumes'), volume(ns, { capacity: { storage: '1Mi' } }));
  await inPhase(() => getVolume(api, ns), 'Available');
  await api.post(at('persistentvolumeclaims', ns), claim(ns, { volumeName: ns }));
  await eventually(async () =>
    expect(await told(api, ns, 'a')).toContainEqual([
      'Warning',
      'VolumeMismatch',
      `Cannot bind to requested volume ${JSON.stringify(ns)}: requested PV is too small`,
    ]),
  );
});

withVolumes('a claim that finds nothing says what it waits for', async ({ api, ns }) => {
  await api.post(at('persistentvolumeclaims', ns), claim(ns, {}, 'noclass'));
  await api.post(at('persistentvolumeclaims', ns), claim('', {}, 'none'));
  await eventually(async () => {
    expect(await told(api, ns, 'noclass')).toEqual([
      ['Warning', 'ProvisioningFailed', `storageclass.storage.k8s.io ${JSON.stringify(ns)} not found`],
    ]);
    expect(await told(api, ns, 'none')).toEqual([
      ['Normal', 'FailedBinding', 'no persistent volumes available for this claim and no storage class is set'],
    ]);
  });
});

withVolumes('a claim of a class waits for the class’s provisioner', async ({ api, ns }) => {
  await api.post(at('storageclasses'), storageClass(ns, { provisioner: 'example.com/none' }));
  await api.post(at('persistentvolumeclaims', ns), claim(ns));
  await eventually(async () => {
    expect((await getClaim(api, ns)).metadata.annotations).toEqual({
      'volume.beta.kubernetes.io/storage-provisioner': 'example.com/none',
      'volume.kubernetes.io/storage-provisioner': 'example.com/none',
    });
    expect(await told(api, ns, 'a')).toContainEqual([
      'Normal',
      'ExternalProvisioning',
      "Waiting for a volume to be created either by the external provisioner 'example.com/none' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.",
    ]);
  });
  // As a provisioner would: the volume is made for the claim.
  const { uid, namespace, name } = (await getClaim(api, ns)).metadata;
  const claimRef = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name, uid };
  await api.post(at('persistentvolumes'), volume(ns, { claimRef }));
  const bound = await inPhase(() => getClaim(api, ns), 'Bound');
  expect(bound.metadata.annotations).toMatchObject({ 'pv.kubernetes.io/bound-by-controller': 'yes' });
  expect((await inPhase(() => getVolume(api, ns), 'Bound')).metadata.annotations).toBeUndefined();
});

withVolumes('a volume outlives its claim when it is retained', async ({ api, ns }) => {
  await api.post(at('persistentvolumes'), volume(ns));
  await inPhase(() => getVolume(api, ns), 'Available');
  await api.post(at('persistentvolumeclaims', ns), claim(ns));
  await inPhase(() => getClaim(api, ns), 'Bound');
  await api.delete(at('persistentvolumeclaims', ns, 'a'));
  await inPhase(() => getVolume(api, ns), 'Released');
  await api.post(at('persistentvolumeclaims', ns), claim(ns, {}, 'b'));
  await eventually(async () => expect(await told(api, ns, 'b')).not.toEqual([]));
  expect(read(await getVolume(api, ns), 'status.phase')).toBe('Released');
});

withVolumes('what cannot be deleted fails and says why', async ({ api, ns }) => {
  await api.post(at('persistentvolumes'), volume(ns, { persistentVolumeReclaimPolicy: 'Delete' }));
  await inPhase(() => getVolume(api, ns), 'Available');
  await api.post(at('persistentvolumeclaims', ns), claim(ns));
  await inPhase(() => getClaim(api, ns), 'Bound');
  await api.delete(at('persistentvolumeclaims', ns, 'a'));
  expect((await inPhase(() => getVolume(api, ns), 'Failed'))['status']).toMatchObject({
    message: `error getting deleter volume plugin for volume ${JSON.stringify(ns)}: no deletable volume plugin matched`,
  });
});

withVolumes('a claim in use is deleted when its Pod has gone', async ({ api, ns }) => {
  await api.post(at('persistentvolumes'), volume(ns));
  await inPhase(() => getVolume(api, ns), 'Available');
  await api.post(at('persistentvolumeclaims', ns), claim(ns));
  await inPhase(() => getClaim(api, ns), 'Bound');
  await api.post(at('pods', ns), using('a'));
  await inPhase(() => api.get(at('pods', ns, 'p')), 'Running');
  await api.delete(at('persistentvolumeclaims', ns, 'a'));
  expect((await getClaim(api, ns)).metadata.deletionTimestamp).toBeDefined();
  await api.delete(at('persistentvolumes', undefined, ns));
  expect((await getVolume(api, ns)).metadata.deletionTimestamp).toBeDefined();
  await api.delete(at('pods', ns, 'p'));
  await eventually(async () => {
    expect(await refusal(getClaim(api, ns))).toMatchObject({ code: 404 });
    expect(await refusal(getVolume(api, ns))).toMatchObject({ code: 404 });
  });
});

withVolumes('a claim that has lost its volume is lost', async ({ api, ns }) => {
  await api.post(at('persistentvolumes'), volume(ns));
  await inPhase(() => getVolume(api, ns), 'Available');
  await api.post(at('persistentvolumeclaims', ns), claim(ns));
  await inPhase(() => getClaim(api, ns), 'Bound');
  // Protected as long as it is bound. Once it is being deleted, nobody puts the finalizer back.
  await api.delete(at('persistentvolumes', undefined, ns));
  await api.patch(at('persistentvolumes', undefined, ns), { metadata: { finalizers: null } }, { type: 'merge' });
  expect((await inPhase(() => getClaim(api, ns), 'Lost'))['status']).toEqual({ phase: 'Lost' });
  await eventually(async () =>
    expect(await told(api, ns, 'a')).toContainEqual([
      'Warning',
      'ClaimLost',
      'Bound claim has lost its PersistentVolume. Data on the volume is lost!',
    ]),
  );
});

withVolumes('a bound claim grows only when its class allows it', async ({ api, ns }) => {
  await api.post(at('persistentvolumes'), volume(ns));
  await inPhase(() => getVolume(api, ns), 'Available');
  await api.post(at('persistentvolumeclaims', ns), claim(ns));
  await inPhase(() => getClaim(api, ns), 'Bound');
  const size = (storage: string) => ({ spec: { resources: { requests: { storage } } } });
  const grow = (storage: string) => api.patch(at('persistentvolumeclaims', ns, 'a'), size(storage), { type: 'merge' });
  expect((await refusal(grow('5Gi'))).message).toBe(
    'persistentvolumeclaims "a" is forbidden: only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
  );
  await api.post(
    at('storageclasses'),
    storageClass(ns, { provisioner: 'example.com/none', allowVolumeExpansion: true }),
  );
  await eventually(() => grow('5Gi'));
});

withVolumes('a class that waits binds when a Pod is scheduled', async ({ api, ns }) => {
  await api.post(
    at('storageclasses'),
    storageClass(ns, { provisioner: 'kubernetes.io/no-provisioner', volumeBindingMode: 'WaitForFirstConsumer' }),
  );
  const [first] = (await api.list(at('nodes'))).items;
  const node = first!.metadata.name;
  const nodeSelectorTerms = [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [node] }] }];
  await api.post(
    at('persistentvolumes'),
    volume(ns, { nfs: undefined, local: { path: '/x' }, nodeAffinity: { required: { nodeSelectorTerms } } }),
  );
  await inPhase(() => getVolume(api, ns), 'Available');
  await api.post(at('persistentvolumeclaims', ns), claim(ns));
  await eventually(async () =>
    expect(await told(api, ns, 'a')).toContainEqual([
      'Normal',
      'WaitForFirstConsumer',
      'waiting for first consumer to be created before binding',
    ]),
  );
  await api.post(at('pods', ns), using('a'));
  expect(read(await inPhase(() => api.get(at('pods', ns, 'p')), 'Running'), 'spec.nodeName')).toBe(node);
  expect(read(await getClaim(api, ns), 'spec.volumeName')).toBe(ns);
});

withVolumes('a Pod whose claims cannot be had says why', async ({ api, ns }) => {
  await api.post(
    at('storageclasses'),
    storageClass(ns, { provisioner: 'kubernetes.io/no-provisioner', volumeBindingMode: 'WaitForFirstConsumer' }),
  );
  await api.post(at('persistentvolumeclaims', ns), claim(ns, {}, 'waiting'));
  await api.post(at('persistentvolumeclaims', ns), claim('', {}, 'unbound'));
  for (const name of ['waiting', 'unbound', 'missing']) await api.post(at('pods', ns), using(name, {}, `p-${name}`));
  const why = async (name: string) =>
    (await told(api, ns, name)).find(([, reason]) => reason === 'FailedScheduling')?.[2];
  await eventually(async () => {
    expect(await why('p-missing')).toMatch(
      /^0\/(\d+) nodes are available: persistentvolumeclaim "missing" not found\. not found$/,
    );
    expect(await why('p-unbound')).toMatch(
      /^0\/(\d+) nodes are available: pod has unbound immediate PersistentVolumeClaims\. not found$/,
    );
    expect(await why('p-waiting')).toMatch(
      /^0\/(\d+) nodes are available: \1 node\(s\) didn't find available persistent volumes to bind\. no new claims to deallocate, preemption: 0\/\1 nodes are available: \1 Preemption is not helpful for scheduling\.$/,
    );
  });
});

withVolumes(
  'the local provisioner makes a volume on the Pod’s node, grows it and takes it away',
  { skip: { cluster: 'no provisioner runs there' } },
  async ({ api, ns }) => {
    await api.post(
      at('storageclasses'),
      storageClass(ns, {
        provisioner: 'rancher.io/local-path',
        volumeBindingMode: 'WaitForFirstConsumer',
        allowVolumeExpansion: true,
      }),
    );
    await api.post(at('persistentvolumeclaims', ns), claim(ns));
    await api.post(at('pods', ns), using('a'));
    const running = await inPhase(() => api.get(at('pods', ns, 'p')), 'Running');
    const node = read(running, 'spec.nodeName') as string;
    const bound = await inPhase(() => getClaim(api, ns), 'Bound');
    const name = read(bound, 'spec.volumeName') as string;
    expect(name).toBe(`pvc-${bound.metadata.uid}`);
    const made = await getVolume(api, name);
    expect(made.metadata.annotations).toEqual({
      'local.path.provisioner/selected-node': node,
      'pv.kubernetes.io/provisioned-by': 'rancher.io/local-path',
    });
    expect(read(made, 'spec.nodeAffinity.required.nodeSelectorTerms.0.matchExpressions.0.values')).toEqual([node]);
    await api.patch(
      at('persistentvolumeclaims', ns, 'a'),
      { spec: { resources: { requests: { storage: '3Gi' } } } },
      { type: 'merge' },
    );
    await eventually(async () => {
      expect(read(await getClaim(api, ns), 'status.capacity.storage')).toBe('3Gi');
      expect(read(await getVolume(api, name), 'spec.capacity.storage')).toBe('3Gi');
    });
    await api.delete(at('pods', ns, 'p'));
    await api.delete(at('persistentvolumeclaims', ns, 'a'));
    await eventually(async () => expect(await refusal(getVolume(api, name))).toMatchObject({ code: 404 }));
  },
);

const statefulSet = (ns: string, spec: Record<string, unknown> = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 's' },
  spec: {
    replicas: 2,
    serviceName: 's',
    podManagementPolicy: 'Parallel',
    selector: { matchLabels: { app: 's' } },
    template: podTemplate({ app: 's' }),
    volumeClaimTemplates: [{ metadata: { name: 'data', labels: { disk: 'x' } }, spec: claim(ns).spec }],
    ...spec,
  },
});

/** Enough volumes for two Pods. */
const makeVolumes = async (api: Api, ns: string) => {
  for (const suffix of ['x', 'y']) {
    await api.post(at('persistentvolumes'), volume(`${ns}-${suffix}`, { storageClassName: ns }));
    await inPhase(() => getVolume(api, `${ns}-${suffix}`), 'Available');
  }
};

const readyPods = (api: Api, ns: string, count: number) =>
  eventually(async () => {
    const set = await api.get(at('statefulsets', ns, 's'));
    expect(read(set, 'status.readyReplicas') ?? 0).toBe(count);
    expect(read(set, 'status.replicas')).toBe(count);
    return set;
  }, 30_000);

withVolumes('each Pod of a StatefulSet has claims of its own', async ({ api, ns }) => {
  await makeVolumes(api, ns);
  await api.post(at('statefulsets', ns), statefulSet(ns));
  await readyPods(api, ns, 2);
  const { items } = await api.list(at('persistentvolumeclaims', ns));
  expect(items.map(({ metadata: { name, labels, ownerReferences } }) => ({ name, labels, ownerReferences }))).toEqual(
    ['data-s-0', 'data-s-1'].map((name) => ({ name, labels: { app: 's', disk: 'x' }, ownerReferences: undefined })),
  );
  expect(read(await api.get(at('pods', ns, 's-1')), 'spec.volumes.0')).toEqual({
    name: 'data',
    persistentVolumeClaim: { claimName: 'data-s-1' },
  });
  expect(await told(api, ns, 's')).toContainEqual([
    'Normal',
    'SuccessfulCreate',
    'create Claim data-s-0 Pod s-0 in StatefulSet s success',
  ]);
  await api.delete(at('statefulsets', ns, 's'));
  await eventually(async () => expect(names(await api.list(at('pods', ns)))).toEqual([]));
  expect(names(await api.list(at('persistentvolumeclaims', ns)))).toEqual(['data-s-0', 'data-s-1']);
});

withVolumes('claims may go with the Pods that are scaled away', async ({ api, ns }) => {
  await makeVolumes(api, ns);
  const persistentVolumeClaimRetentionPolicy = { whenScaled: 'Delete', whenDeleted: 'Retain' };
  await api.post(at('statefulsets', ns), statefulSet(ns, { persistentVolumeClaimRetentionPolicy }));
  await readyPods(api, ns, 2);
  await api.patch(at('statefulsets', ns, 's'), { spec: { replicas: 1 } }, { type: 'merge' });
  await eventually(async () => expect(names(await api.list(at('persistentvolumeclaims', ns)))).toEqual(['data-s-0']));
});

withVolumes('claims may go with their StatefulSet', async ({ api, ns }) => {
  await makeVolumes(api, ns);
  const persistentVolumeClaimRetentionPolicy = { whenScaled: 'Retain', whenDeleted: 'Delete' };
  await api.post(at('statefulsets', ns), statefulSet(ns, { persistentVolumeClaimRetentionPolicy }));
  const { metadata } = await readyPods(api, ns, 2);
  expect((await getClaim(api, ns, 'data-s-0')).metadata.ownerReferences).toEqual([
    {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      name: 's',
      uid: metadata.uid,
      controller: true,
      blockOwnerDeletion: true,
    },
  ]);
  await api.delete(at('statefulsets', ns, 's'));
  await eventually(async () => expect(names(await api.list(at('persistentvolumeclaims', ns)))).toEqual([]));
});
