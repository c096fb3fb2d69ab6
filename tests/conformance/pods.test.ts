import { expect } from 'vitest';
import { type Api, refusal } from './harness/api.ts';
import { conformance, eventually } from './harness/conformance.ts';
import { at, failure, pod, read } from './harness/objects.ts';

const noProcesses = { skip: { cluster: 'kwok has no container processes' } } as const;
const oneLog = { skip: { cluster: 'kwok answers every log from one file' } } as const;

const running = (api: Api, ns: string, name: string) =>
  eventually(async () => {
    const current = await api.get(at('pods', ns, name));
    expect(read(current, 'status.phase')).toBe('Running');
    return current;
  });

const condition = (object: unknown, type: string) =>
  (
    read(object, 'status.conditions') as
      { type: string; status: string; reason?: string; message?: string }[] | undefined
  )?.find((c) => c.type === type);

conformance('pods', 'a Pod is placed, runs and becomes ready', async ({ api, ns }) => {
  await api.post(at('pods', ns), pod('a'));
  const current = await running(api, ns, 'a');
  expect(read(current, 'spec.nodeName')).toBeTypeOf('string');
  expect(read(current, 'status.podIP')).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
  expect(read(current, 'status.containerStatuses.0')).toMatchObject({
    name: 'main',
    ready: true,
    restartCount: 0,
    image: 'example.com/web:1',
  });
  for (const type of ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready']) {
    expect([type, condition(current, type)?.status]).toEqual([type, 'True']);
  }
});

conformance('pods', 'the scheduler says so in an event', async ({ api, ns }) => {
  await api.post(at('pods', ns), pod('a'));
  const current = await running(api, ns, 'a');
  await eventually(async () => {
    const events = await api.list(at('events', ns), { fieldSelector: 'involvedObject.name=a,reason=Scheduled' });
    expect(events.items[0]).toMatchObject({
      type: 'Normal',
      message: `Successfully assigned ${ns}/a to ${String(read(current, 'spec.nodeName'))}`,
    });
  });
});

conformance('pods', 'a selector no node has leaves it unschedulable', async ({ api, ns }) => {
  await api.post(at('pods', ns), pod('a', { nodeSelector: { nowhere: 'yes' } }));
  await eventually(async () => {
    const scheduled = condition(await api.get(at('pods', ns, 'a')), 'PodScheduled');
    expect(scheduled).toMatchObject({ status: 'False', reason: 'Unschedulable' });
    expect(scheduled?.message).toMatch(/^0\/\d+ nodes are available: /);
    expect(scheduled?.message).toContain("node(s) didn't match Pod's node affinity/selector");
  });
  await eventually(async () => {
    const events = await api.list(at('events', ns), { fieldSelector: 'involvedObject.name=a,reason=FailedScheduling' });
    expect(events.items[0]).toMatchObject({ type: 'Warning' });
  });
});

conformance('pods', 'binding places a Pod by hand', async ({ api, ns }) => {
  await api.post(at('pods', ns), pod('a', { schedulerName: 'nobody' }));
  const [node] = (await api.list(at('nodes'))).items;
  const body = {
    apiVersion: 'v1',
    kind: 'Binding',
    metadata: { name: 'a' },
    target: { apiVersion: 'v1', kind: 'Node', name: node!.metadata.name },
  };
  expect(await api.post(at('pods', ns, 'a/binding'), body)).toEqual({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    code: 201,
  });
  expect(read(await running(api, ns, 'a'), 'spec.nodeName')).toBe(node!.metadata.name);
  expect(await refusal(api.post(at('pods', ns, 'a/binding'), body))).toEqual(
    failure(409, 'Conflict', {
      message: `Operation cannot be fulfilled on pods/binding "a": pod a is already assigned to node "${node!.metadata.name}"`,
      details: { name: 'a', kind: 'pods/binding' },
    }),
  );
});

conformance('pods', 'status is a subresource', async ({ api, ns }) => {
  await api.post(at('pods', ns), pod('a', { schedulerName: 'nobody' }));
  const body = { status: { phase: 'Failed', reason: 'Tested' }, metadata: { labels: { late: 'yes' } } };
  const patched = await api.patch(at('pods', ns, 'a/status'), body, { type: 'merge' });
  expect(patched['status']).toMatchObject({ phase: 'Failed', reason: 'Tested' });
  expect(await api.get(at('pods', ns, 'a/status'))).toMatchObject({ status: { phase: 'Failed' } });
});

conformance('pods', 'eviction deletes', async ({ api, ns }) => {
  await api.post(at('pods', ns), pod('a', { schedulerName: 'nobody' }));
  const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'a', namespace: ns } };
  expect(await api.post(at('pods', ns, 'a/eviction'), eviction)).toEqual({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    code: 201,
  });
  expect(await refusal(api.get(at('pods', ns, 'a')))).toMatchObject({ reason: 'NotFound' });
});

conformance('pods', 'eviction of a missing Pod is NotFound', async ({ api, ns }) => {
  const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'none', namespace: ns } };
  expect(await refusal(api.post(at('pods', ns, 'none/eviction'), eviction))).toEqual(
    failure(404, 'NotFound', { message: 'pods "none" not found', details: { name: 'none', kind: 'pods' } }),
  );
});

conformance('pods', 'quality of service follows the resources', async ({ api, ns }) => {
  const container = (resources: unknown) => [{ name: 'main', image: 'example.com/web:1', resources }];
  const classOf = async (name: string, resources: unknown) => {
    const made = await api.post(
      at('pods', ns),
      pod(name, { schedulerName: 'nobody', containers: container(resources) }),
    );
    return read(made, 'status.qosClass');
  };
  expect(await classOf('best', {})).toBe('BestEffort');
  expect(await classOf('burst', { requests: { cpu: '1' } })).toBe('Burstable');
  expect(await classOf('sure', { limits: { cpu: '1', memory: '1Gi' } })).toBe('Guaranteed');
});

conformance('pods', 'the service account and its token are mounted', async ({ api, ns }) => {
  const made = await api.post(at('pods', ns), pod('a', { schedulerName: 'nobody' }));
  expect(read(made, 'spec.serviceAccountName')).toBe('default');
  expect(read(made, 'spec.containers.0.volumeMounts.0')).toMatchObject({
    readOnly: true,
    mountPath: '/var/run/secrets/kubernetes.io/serviceaccount',
  });
  expect(String(read(made, 'spec.volumes.0.name'))).toMatch(/^kube-api-access-[a-z0-9]{5}$/);
  expect(read(made, 'spec.volumes.0.projected.sources.0.serviceAccountToken')).toEqual({
    expirationSeconds: 3607,
    path: 'token',
  });
});

conformance('pods', 'a missing service account is Forbidden', async ({ api, ns }) => {
  expect(await refusal(api.post(at('pods', ns), pod('a', { serviceAccountName: 'none' })))).toEqual(
    failure(403, 'Forbidden', {
      message: `pods "a" is forbidden: error looking up service account ${ns}/none: serviceaccount "none" not found`,
      details: { name: 'a', kind: 'pods' },
    }),
  );
});

conformance('pods', 'Pods tolerate a lost node for five minutes', async ({ api, ns }) => {
  const made = await api.post(at('pods', ns), pod('a', { schedulerName: 'nobody' }));
  expect(read(made, 'spec.tolerations')).toEqual([
    { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
    { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
  ]);
});

conformance('pods', 'the log of a missing Pod is NotFound', async ({ api, ns }) => {
  expect(await refusal(api.lines(at('pods', ns, 'none/log')))).toEqual(
    failure(404, 'NotFound', { message: 'pods "none" not found', details: { name: 'none', kind: 'pods' } }),
  );
});

conformance('pods', 'the log of an unknown container is BadRequest', async ({ api, ns }) => {
  await api.post(at('pods', ns), pod('a'));
  await running(api, ns, 'a');
  expect(await refusal(api.lines(at('pods', ns, 'a/log'), { container: 'other' }))).toEqual(
    failure(400, 'BadRequest', { message: 'container other is not valid for pod a' }),
  );
});

conformance('pods', 'the log of two containers needs a choice', async ({ api, ns }) => {
  const containers = ['one', 'two'].map((name) => ({ name, image: 'example.com/web:1' }));
  await api.post(at('pods', ns), pod('a', { containers }));
  await running(api, ns, 'a');
  expect(await refusal(api.lines(at('pods', ns, 'a/log')))).toEqual(
    failure(400, 'BadRequest', {
      message: 'a container name must be specified for pod a, choose one of: [one two]',
    }),
  );
});

conformance('pods', 'the log of an unplaced Pod is empty', async ({ api, ns }) => {
  await api.post(at('pods', ns), pod('a', { schedulerName: 'nobody' }));
  const reply = await api.raw({ method: 'GET', path: at('pods', ns, 'a/log') });
  expect([reply.status, reply.text]).toEqual([204, '']);
});

conformance('pods', 'a negative tail is refused', async ({ api, ns }) => {
  await api.post(at('pods', ns), pod('a'));
  const status = await refusal(api.lines(at('pods', ns, 'a/log'), { tailLines: -1 }));
  expect(status).toEqual(
    failure(422, 'Invalid', {
      message: 'PodLogOptions "a" is invalid: tailLines: Invalid value: -1: must be greater than or equal to 0',
      details: {
        name: 'a',
        kind: 'PodLogOptions',
        causes: [
          {
            reason: 'FieldValueInvalid',
            message: 'Invalid value: -1: must be greater than or equal to 0',
            field: 'tailLines',
          },
        ],
      },
    }),
  );
});

conformance('pods', 'the tail of a log has so many lines', async ({ api, ns }) => {
  await api.post(at('pods', ns), pod('a'));
  await running(api, ns, 'a');
  await eventually(async () => {
    const reply = await api.raw({ method: 'GET', path: at('pods', ns, 'a/log'), query: { tailLines: 2 } });
    expect(reply.headers['content-type']).toBe('text/plain');
    expect(reply.text.trimEnd().split('\n').length).toBe(2);
  });
});

conformance('pods', 'timestamps stand before each line', async ({ api, ns }) => {
  await api.post(at('pods', ns), pod('a'));
  await running(api, ns, 'a');
  await eventually(async () => {
    const lines = await api.lines(at('pods', ns, 'a/log'), { tailLines: 1, timestamps: true });
    expect(await lines.next()).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z \S/);
  });
});

conformance('pods', 'a followed log keeps flowing', noProcesses, async ({ api, ns }) => {
  await api.post(at('pods', ns), pod('a'));
  await running(api, ns, 'a');
  const lines = await api.lines(at('pods', ns, 'a/log'), { follow: true, tailLines: 0 });
  expect(await lines.next(20_000)).toBeTypeOf('string');
  expect(await lines.next(20_000)).toBeTypeOf('string');
});

conformance('pods', 'no previous container is BadRequest', oneLog, async ({ api, ns }) => {
  await api.post(at('pods', ns), pod('a'));
  await running(api, ns, 'a');
  const id = read(await api.get(at('pods', ns, 'a')), 'metadata.name');
  expect(await refusal(api.lines(at('pods', ns, 'a/log'), { previous: true }))).toEqual(
    failure(400, 'BadRequest', { message: `previous terminated container "main" in pod "${String(id)}" not found` }),
  );
});

conformance('pods', 'deletion ends a running Pod within its grace period', async ({ api, ns }) => {
  await api.post(at('pods', ns), pod('a', { terminationGracePeriodSeconds: 1 }));
  await running(api, ns, 'a');
  const watch = await api.watch(at('pods', ns), { fieldSelector: 'metadata.name=a' });
  await api.delete(at('pods', ns, 'a'));
  const gone = await watch.until((event) => event.type === 'DELETED');
  expect(gone.object.metadata.deletionTimestamp).toBeDefined();
});
