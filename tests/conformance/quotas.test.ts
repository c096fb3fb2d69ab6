/** Quotas and limit ranges at work. */
import { expect } from 'vitest';
import { type Api, refusal } from './harness/api.ts';
import { conformance, eventually } from './harness/conformance.ts';
import { at, configMap, failure, pod, read } from './harness/objects.ts';

const used = (api: Api, ns: string, name = 'q') =>
  api.get(at('resourcequotas', ns, name)).then((quota) => read(quota, 'status.used'));

const makeQuota = async (api: Api, ns: string, spec: Record<string, unknown>) => {
  await api.post(at('resourcequotas', ns), {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: 'q' },
    spec,
  });
  await eventually(async () => expect(await used(api, ns)).toBeDefined());
};

const asking = (name: string, resources: Record<string, unknown>, extra: Record<string, unknown> = {}) =>
  pod(name, { containers: [{ name: 'main', image: 'example.com/web:1', resources }], ...extra });

const service = (name: string, spec: Record<string, unknown>) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { ports: [{ port: 80 }], ...spec },
});

const refused = async (call: Promise<unknown>) => (await refusal(call)).message;

conformance('quotas', 'what is there is counted', async ({ api, ns }) => {
  await api.post(at('configmaps', ns), configMap('a'));
  await makeQuota(api, ns, {
    hard: { 'count/configmaps': '5', pods: '2', 'requests.cpu': '1', 'count/deployments.apps': '3' },
  });
  const quota = await api.get(at('resourcequotas', ns, 'q'));
  expect(quota['status']).toEqual({
    hard: { 'count/configmaps': '5', pods: '2', 'requests.cpu': '1', 'count/deployments.apps': '3' },
    // The namespace's own kube-root-ca.crt counts too.
    used: { 'count/configmaps': '2', pods: '0', 'requests.cpu': '0', 'count/deployments.apps': '0' },
  });
});

conformance('quotas', 'more than is allowed is refused', async ({ api, ns }) => {
  await makeQuota(api, ns, { hard: { pods: '1' } });
  await api.post(at('pods', ns), pod('a'));
  expect(await used(api, ns)).toEqual({ pods: '1' });
  expect(await refusal(api.post(at('pods', ns), pod('b')))).toEqual(
    failure(403, 'Forbidden', {
      message: 'pods "b" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1',
      details: { name: 'b', kind: 'pods' },
    }),
  );
  await api.delete(at('pods', ns, 'a'));
  await eventually(async () => expect(await used(api, ns)).toEqual({ pods: '0' }));
  await api.post(at('pods', ns), pod('b'));
});

conformance('quotas', 'a dry run is checked and not counted', async ({ api, ns }) => {
  await makeQuota(api, ns, { hard: { 'count/configmaps': '2' } });
  await api.post(at('configmaps', ns), configMap('a'), { dryRun: 'All' });
  expect(await used(api, ns)).toEqual({ 'count/configmaps': '1' });
  await api.post(at('configmaps', ns), configMap('a'));
  expect(await refused(api.post(at('configmaps', ns), configMap('b'), { dryRun: 'All' }))).toBe(
    'configmaps "b" is forbidden: exceeded quota: q, requested: count/configmaps=1, used: count/configmaps=2, limited: count/configmaps=2',
  );
});

conformance('quotas', 'a quota of compute makes every container say what it wants', async ({ api, ns }) => {
  await makeQuota(api, ns, { hard: { 'limits.memory': '1Gi', 'requests.cpu': '1' } });
  expect(await refused(api.post(at('pods', ns), pod('a')))).toBe(
    'pods "a" is forbidden: failed quota: q: must specify limits.memory for: main; requests.cpu for: main',
  );
  await api.post(at('pods', ns), asking('a', { limits: { memory: '600Mi', cpu: '700m' } }));
  expect(await used(api, ns)).toEqual({ 'limits.memory': '600Mi', 'requests.cpu': '700m' });
  expect(await refused(api.post(at('pods', ns), asking('b', { limits: { memory: '600Mi', cpu: '700m' } })))).toBe(
    'pods "b" is forbidden: exceeded quota: q, requested: limits.memory=600Mi,requests.cpu=700m, used: limits.memory=600Mi,requests.cpu=700m, limited: limits.memory=1Gi,requests.cpu=1',
  );
});

conformance('quotas', 'a workload that may not have more Pods says so', async ({ api, ns }) => {
  await makeQuota(api, ns, { hard: { pods: '1' } });
  await api.post(at('deployments', ns), {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'a' },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'a' } },
      template: {
        metadata: { labels: { app: 'a' } },
        spec: { containers: [{ name: 'main', image: 'example.com/web:1' }] },
      },
    },
  });
  await eventually(async () => {
    const current = await api.get(at('deployments', ns, 'a'));
    const conditions = read(current, 'status.conditions') as Record<string, string>[];
    expect(conditions.find(({ type }) => type === 'ReplicaFailure')).toMatchObject({
      status: 'True',
      reason: 'FailedCreate',
      message: expect.stringMatching(
        /^pods "a-[a-z0-9]+-[a-z0-9]+" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1$/,
      ) as string,
    });
  });
});

conformance('quotas', 'Services count by what they open', async ({ api, ns }) => {
  await makeQuota(api, ns, { hard: { services: '3', 'services.nodeports': '1', 'services.loadbalancers': '1' } });
  await api.post(at('services', ns), service('a', {}));
  await api.post(at('services', ns), service('b', { type: 'NodePort' }));
  expect(await used(api, ns)).toEqual({ services: '2', 'services.loadbalancers': '0', 'services.nodeports': '1' });
  expect(await refused(api.patch(at('services', ns, 'a'), { spec: { type: 'NodePort' } }, { type: 'merge' }))).toBe(
    'services "a" is forbidden: exceeded quota: q, requested: services.nodeports=1, used: services.nodeports=1, limited: services.nodeports=1',
  );
});

conformance('quotas', 'claims count by size and class', async ({ api, ns }) => {
  const gold = 'gold.storageclass.storage.k8s.io/requests.storage';
  await makeQuota(api, ns, { hard: { persistentvolumeclaims: '5', 'requests.storage': '10Gi', [gold]: '3Gi' } });
  const claim = (name: string, storage: string) => ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name },
    spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'gold', resources: { requests: { storage } } },
  });
  await api.post(at('persistentvolumeclaims', ns), claim('a', '2Gi'));
  expect(await used(api, ns)).toEqual({ persistentvolumeclaims: '1', 'requests.storage': '2Gi', [gold]: '2Gi' });
  expect(await refused(api.post(at('persistentvolumeclaims', ns), claim('b', '2Gi')))).toBe(
    `persistentvolumeclaims "b" is forbidden: exceeded quota: q, requested: ${gold}=2Gi, used: ${gold}=2Gi, limited: ${gold}=3Gi`,
  );
});

conformance('quotas', 'scopes narrow what is counted', async ({ api, ns }) => {
  await makeQuota(api, ns, { hard: { pods: '5' }, scopes: ['BestEffort'] });
  await api.post(at('pods', ns), pod('a'));
  await api.post(at('pods', ns), asking('b', { requests: { cpu: '1m' } }));
  await eventually(async () => expect(await used(api, ns)).toEqual({ pods: '1' }));
  expect(
    await refused(api.patch(at('resourcequotas', ns, 'q'), { spec: { scopes: ['NotBestEffort'] } }, { type: 'merge' })),
  ).toBe('ResourceQuota "q" is invalid: spec.scopes: Invalid value: ["NotBestEffort"]: field is immutable');
});

conformance('quotas', 'finished Pods no longer count', async ({ api, ns }) => {
  await makeQuota(api, ns, { hard: { pods: '1', 'count/pods': '5' } });
  await api.post(at('pods', ns), pod('a', { schedulerName: 'nobody' }));
  await api.patch(at('pods', ns, 'a/status'), { status: { phase: 'Failed' } }, { type: 'merge' });
  await eventually(async () => expect(await used(api, ns)).toEqual({ pods: '0', 'count/pods': '1' }));
});

conformance('quotas', 'a smaller quota shows in its status', async ({ api, ns }) => {
  await makeQuota(api, ns, { hard: { pods: '5' } });
  await api.patch(at('resourcequotas', ns, 'q'), { spec: { hard: { pods: '0', secrets: '3' } } }, { type: 'merge' });
  await eventually(async () =>
    expect((await api.get(at('resourcequotas', ns, 'q')))['status']).toEqual({
      hard: { pods: '0', secrets: '3' },
      used: { pods: '0', secrets: '0' },
    }),
  );
});

const makeRange = (api: Api, ns: string, limits: Record<string, unknown>[]) =>
  api.post(at('limitranges', ns), {
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata: { name: 'l' },
    spec: { limits },
  });

/** The first answer that shows that the new range is known. */
const known = (api: Api, ns: string) =>
  eventually(async () => {
    const made = await api.post(at('pods', ns), asking('probe', { limits: { memory: '1Mi' } }), { dryRun: 'All' });
    expect(made.metadata.annotations).toBeDefined();
  });

conformance('limits', 'a container that says nothing gets the defaults', async ({ api, ns }) => {
  await makeRange(api, ns, [
    { type: 'Container', default: { cpu: '1', memory: '1Gi' }, defaultRequest: { cpu: '100m' } },
  ]);
  await known(api, ns);
  const made = await api.post(at('pods', ns), asking('a', { requests: { memory: '64Mi' } }));
  expect(read(made, 'spec.containers.0.resources')).toEqual({
    limits: { cpu: '1', memory: '1Gi' },
    requests: { cpu: '100m', memory: '64Mi' },
  });
  expect(made.metadata.annotations).toEqual({
    'kubernetes.io/limit-ranger':
      'LimitRanger plugin set: cpu request for container main; cpu, memory limit for container main',
  });
  expect(read(made, 'status.qosClass')).toBe('Burstable');
});

conformance('limits', 'a container outside its range is refused', async ({ api, ns }) => {
  await makeRange(api, ns, [
    { type: 'Container', max: { cpu: '1' }, min: { cpu: '100m' }, maxLimitRequestRatio: { cpu: '4' } },
  ]);
  await known(api, ns);
  const post = (resources: Record<string, unknown>) => refused(api.post(at('pods', ns), asking('a', resources)));
  expect(await post({ limits: { cpu: '2' } })).toBe(
    'pods "a" is forbidden: maximum cpu usage per Container is 1, but limit is 2',
  );
  expect(await post({ requests: { cpu: '50m' }, limits: { cpu: '100m' } })).toBe(
    'pods "a" is forbidden: minimum cpu usage per Container is 100m, but request is 50m',
  );
  expect(await post({ requests: { cpu: '100m' }, limits: { cpu: '900m' } })).toBe(
    'pods "a" is forbidden: cpu max limit to request ratio per Container is 4, but provided ratio is 9.000000',
  );
  expect(await post({ requests: { cpu: '50m' }, limits: { cpu: '2' } })).toBe(
    'pods "a" is forbidden: [minimum cpu usage per Container is 100m, but request is 50m, maximum cpu usage per Container is 1, but limit is 2, cpu max limit to request ratio per Container is 4, but provided ratio is 40.000000]',
  );
});

conformance('limits', 'the sum of a Pod has its own range', async ({ api, ns }) => {
  await makeRange(api, ns, [
    { type: 'Pod', max: { memory: '1Gi' } },
    { type: 'Container', default: { cpu: '1' } },
  ]);
  await known(api, ns);
  expect(await refused(api.post(at('pods', ns), pod('a')))).toBe(
    'pods "a" is forbidden: maximum memory usage per Pod is 1Gi.  No limit is specified',
  );
  const container = (name: string) => ({
    name,
    image: 'example.com/web:1',
    resources: { limits: { memory: '700Mi' } },
  });
  expect(await refused(api.post(at('pods', ns), pod('a', { containers: [container('x'), container('y')] })))).toBe(
    'pods "a" is forbidden: maximum memory usage per Pod is 1Gi, but limit is 1400Mi',
  );
});

conformance('limits', 'claims have a range', async ({ api, ns }) => {
  await makeRange(api, ns, [
    { type: 'PersistentVolumeClaim', min: { storage: '1Gi' }, max: { storage: '2Gi' } },
    { type: 'Container', default: { cpu: '1' } },
  ]);
  await known(api, ns);
  const post = (storage: string) =>
    refused(
      api.post(at('persistentvolumeclaims', ns), {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: 'a' },
        spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'none', resources: { requests: { storage } } },
      }),
    );
  expect(await post('3Gi')).toBe(
    'persistentvolumeclaims "a" is forbidden: maximum storage usage per PersistentVolumeClaim is 2Gi, but request is 3Gi',
  );
  expect(await post('1')).toBe(
    'persistentvolumeclaims "a" is forbidden: minimum storage usage per PersistentVolumeClaim is 1Gi, but request is 1',
  );
});

conformance('limits', 'priority is what the class says', async ({ api, ns }) => {
  expect(await refused(api.post(at('pods', ns), pod('a', { priority: 7 })))).toBe(
    'pods "a" is forbidden: the integer value of priority (7) must not be provided in pod spec; priority admission controller computed 0 from the given PriorityClass name',
  );
  expect(await refused(api.post(at('pods', ns), pod('a', { priorityClassName: 'none' })))).toBe(
    'pods "a" is forbidden: no PriorityClass with name none was found',
  );
});
