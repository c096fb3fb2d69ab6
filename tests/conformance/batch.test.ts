import { expect } from 'vitest';
import type { UnstructuredObject } from '@binnacle/kube/api';
import { type Api, refusal } from './harness/api.ts';
import { conformance, eventually } from './harness/conformance.ts';
import { at, names, read } from './harness/objects.ts';

const template = (spec: Record<string, unknown> = {}) => ({
  spec: {
    restartPolicy: 'Never',
    terminationGracePeriodSeconds: 1,
    containers: [{ name: 'main', image: 'example.com/work:1-sim-exit-1s' }],
    ...spec,
  },
});

/** A template whose Pods stay Pending, so that a body decides what becomes of them. */
const waiting = () => template({ nodeSelector: { nowhere: 'yes' } });

const job = (spec: Record<string, unknown> = {}): UnstructuredObject => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'a' },
  spec: { template: template(), ...spec },
});

const conditions = (object: unknown) =>
  ((read(object, 'status.conditions') ?? []) as Record<string, unknown>[]).map(({ type, status, reason, message }) => [
    type,
    status,
    reason,
    message,
  ]);

const finished = (api: Api, ns: string, type: string) =>
  eventually(async () => {
    const current = await api.get(at('jobs', ns, 'a'));
    expect(conditions(current).map(([name]) => name)).toContain(type);
    return current;
  }, 30_000);

const active = (api: Api, ns: string, count: number) =>
  eventually(async () => {
    const current = await api.get(at('jobs', ns, 'a'));
    expect(read(current, 'status.active') ?? 0).toBe(count);
    return current;
  });

const eventsOf = async (api: Api, ns: string) =>
  (await api.list(at('events', ns), { fieldSelector: 'involvedObject.kind=Job' })).items.map((event) => [
    event['reason'],
    event['type'],
  ]);

const fail = async (api: Api, ns: string, name: string) =>
  api.patch(at('pods', ns, `${name}/status`), { status: { phase: 'Failed' } }, { type: 'merge' });

conformance('batch', 'a Job runs a Pod to its end', async ({ api, ns }) => {
  await api.post(at('jobs', ns), job());
  const current = await finished(api, ns, 'Complete');
  const why = ['True', 'CompletionsReached', 'Reached expected number of succeeded pods'];
  expect(conditions(current)).toEqual([
    ['SuccessCriteriaMet', ...why],
    ['Complete', ...why],
  ]);
  expect(current['status']).toMatchObject({ succeeded: 1, ready: 0, terminating: 0, uncountedTerminatedPods: {} });
  expect(read(current, 'status.active')).toBeUndefined();
  expect(read(current, 'status.completionTime')).toMatch(/Z$/);
  const [pod] = (await api.list(at('pods', ns))).items;
  expect(pod!.metadata.name).toMatch(/^a-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  expect(pod!.metadata.finalizers).toBeUndefined();
  expect(pod!.metadata.ownerReferences?.[0]).toMatchObject({ kind: 'Job', name: 'a', controller: true });
  await eventually(async () =>
    expect(await eventsOf(api, ns)).toEqual([
      ['SuccessfulCreate', 'Normal'],
      ['Completed', 'Normal'],
    ]),
  );
});

conformance('batch', 'defaults, labels and the selector of a Job', async ({ api, ns }) => {
  const created = await api.post(at('jobs', ns), job());
  const uid = created.metadata.uid;
  expect(created['spec']).toMatchObject({
    parallelism: 1,
    completions: 1,
    backoffLimit: 6,
    completionMode: 'NonIndexed',
    suspend: false,
    podReplacementPolicy: 'TerminatingOrFailed',
    manualSelector: false,
    selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } },
  });
  const labels = {
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': 'a',
    'controller-uid': uid,
    'job-name': 'a',
  };
  expect(read(created, 'spec.template.metadata.labels')).toEqual(labels);
  expect(created.metadata.labels).toEqual(labels);
  expect(created.metadata.generation).toBe(1);
});

conformance('batch', 'several at a time until enough have succeeded', async ({ api, ns }) => {
  const watch = await api.watch(at('jobs', ns));
  await api.post(at('jobs', ns), job({ completions: 5, parallelism: 2 }));
  await watch.until(({ object }) => {
    expect(Number(read(object, 'status.active') ?? 0)).toBeLessThanOrEqual(2);
    return conditions(object).some(([type]) => type === 'Complete');
  });
  expect(read(await api.get(at('jobs', ns, 'a')), 'status.succeeded')).toBe(5);
  expect((await api.list(at('pods', ns))).items.length).toBe(5);
});

conformance('batch', 'an Indexed Job gives each Pod its index', async ({ api, ns }) => {
  await api.post(at('jobs', ns), job({ completions: 3, parallelism: 3, completionMode: 'Indexed' }));
  const current = await finished(api, ns, 'Complete');
  expect(current['status']).toMatchObject({ succeeded: 3, completedIndexes: '0-2' });
  const pods = (await api.list(at('pods', ns))).items;
  expect(pods.map((pod) => read(pod, 'spec.hostname')).sort()).toEqual(['a-0', 'a-1', 'a-2']);
  for (const pod of pods) {
    const index = pod.metadata.annotations?.['batch.kubernetes.io/job-completion-index'];
    expect(pod.metadata.labels?.['batch.kubernetes.io/job-completion-index']).toBe(index);
    expect(pod.metadata.name).toMatch(new RegExp(`^a-${index}-`));
    expect(read(pod, 'spec.containers.0.env')).toEqual([
      {
        name: 'JOB_COMPLETION_INDEX',
        valueFrom: {
          fieldRef: { apiVersion: 'v1', fieldPath: "metadata.labels['batch.kubernetes.io/job-completion-index']" },
        },
      },
    ]);
  }
});

conformance('batch', 'a Pod is held until it is counted', async ({ api, ns }) => {
  await api.post(at('jobs', ns), job({ template: waiting() }));
  await active(api, ns, 1);
  const [pod] = (await api.list(at('pods', ns))).items;
  expect(pod!.metadata.finalizers).toEqual(['batch.kubernetes.io/job-tracking']);
});

conformance('batch', 'too many failures end a Job', async ({ api, ns }) => {
  await api.post(at('jobs', ns), job({ template: waiting(), backoffLimit: 0 }));
  await active(api, ns, 1);
  const [pod] = (await api.list(at('pods', ns))).items;
  await fail(api, ns, pod!.metadata.name);
  const current = await finished(api, ns, 'Failed');
  const why = ['True', 'BackoffLimitExceeded', 'Job has reached the specified backoff limit'];
  expect(conditions(current)).toEqual([
    ['FailureTarget', ...why],
    ['Failed', ...why],
  ]);
  expect(current['status']).toMatchObject({ failed: 1, ready: 0, terminating: 0 });
  expect(read(current, 'status.completionTime')).toBeUndefined();
  await eventually(async () => expect(await eventsOf(api, ns)).toContainEqual(['BackoffLimitExceeded', 'Warning']));
});

conformance('batch', 'a Job that takes too long fails', async ({ api, ns }) => {
  await api.post(at('jobs', ns), job({ template: waiting(), activeDeadlineSeconds: 1 }));
  const current = await finished(api, ns, 'Failed');
  const why = ['True', 'DeadlineExceeded', 'Job was active longer than specified deadline'];
  expect(conditions(current)).toEqual([
    ['FailureTarget', ...why],
    ['Failed', ...why],
  ]);
  expect(read(current, 'status.failed')).toBe(1);
  await eventually(async () => expect(names(await api.list(at('pods', ns)))).toEqual([]));
});

conformance('batch', 'a Job can be suspended and resumed', async ({ api, ns }) => {
  await api.post(at('jobs', ns), job({ template: waiting(), suspend: true }));
  await eventually(async () =>
    expect(conditions(await api.get(at('jobs', ns, 'a')))).toEqual([
      ['Suspended', 'True', 'JobSuspended', 'Job suspended'],
    ]),
  );
  expect(read(await api.get(at('jobs', ns, 'a')), 'status.startTime')).toBeUndefined();
  const suspend = (value: boolean) => api.patch(at('jobs', ns, 'a'), { spec: { suspend: value } }, { type: 'merge' });
  await suspend(false);
  const running = await active(api, ns, 1);
  expect(conditions(running)).toEqual([['Suspended', 'False', 'JobResumed', 'Job resumed']]);
  await suspend(true);
  await active(api, ns, 0);
  await eventually(async () => expect(names(await api.list(at('pods', ns)))).toEqual([]));
  expect(read(await api.get(at('jobs', ns, 'a')), 'status.failed')).toBeUndefined();
});

conformance('batch', 'fewer at a time: the surplus goes', async ({ api, ns }) => {
  await api.post(at('jobs', ns), job({ template: waiting(), completions: 4, parallelism: 3 }));
  await active(api, ns, 3);
  await api.patch(at('jobs', ns, 'a'), { spec: { parallelism: 1 } }, { type: 'merge' });
  await active(api, ns, 1);
  await eventually(async () => expect((await api.list(at('pods', ns))).items.length).toBe(1));
});

conformance('batch', 'a finished Job goes after its time to live, with its Pods', async ({ api, ns }) => {
  await api.post(at('jobs', ns), job({ ttlSecondsAfterFinished: 1 }));
  await eventually(async () => {
    expect(names(await api.list(at('jobs', ns)))).toEqual([]);
    expect(names(await api.list(at('pods', ns)))).toEqual([]);
  }, 30_000);
});

conformance('batch', 'Pods outlive a Job that is deleted without a word about them', async ({ api, ns }) => {
  await api.post(at('jobs', ns), job({ template: waiting() }));
  await active(api, ns, 1);
  await api.delete(at('jobs', ns, 'a'));
  await eventually(async () => expect(names(await api.list(at('jobs', ns)))).toEqual([]));
  await eventually(async () => {
    const [pod] = (await api.list(at('pods', ns))).items;
    expect([pod!.metadata.ownerReferences, pod!.metadata.finalizers]).toEqual([undefined, undefined]);
  });
});

const causes = async (promise: Promise<unknown>) =>
  ((await refusal(promise)).details?.causes ?? []).map(({ field, message }) => `${field}: ${message}`);

conformance('batch', 'what is wrong with a Job is told', async ({ api, ns }) => {
  const post = (spec: Record<string, unknown>) => causes(api.post(at('jobs', ns), job(spec)));
  expect(await post({ parallelism: -1, template: template({ restartPolicy: undefined }) })).toEqual([
    'spec.parallelism: Invalid value: -1: must be greater than or equal to 0',
    'spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"',
  ]);
  expect(await post({ completionMode: 'Other' })).toEqual([
    'spec.completionMode: Unsupported value: "Other": supported values: "NonIndexed", "Indexed"',
  ]);
  expect(await post({ completionMode: 'Indexed', parallelism: 1 })).toEqual([
    'spec.completions: Required value: when completion mode is Indexed',
  ]);
  expect((await post({ selector: { matchLabels: { b: 'c' } } })).map((cause) => cause.replace(/\{.*\}/, '{}'))).toEqual(
    [
      'spec.selector: Invalid value: {}: `selector` not auto-generated',
      'spec.template.metadata.labels: Invalid value: {}: `selector` does not match template `labels`',
    ],
  );
});

conformance('batch', 'most of a Job is fixed', async ({ api, ns }) => {
  await api.post(at('jobs', ns), job({ template: waiting() }));
  const change = async (spec: Record<string, unknown>) =>
    (await causes(api.patch(at('jobs', ns, 'a'), { spec }, { type: 'merge' }))).map((cause) =>
      cause.replace(/value: .*: field/, 'value: …: field'),
    );
  expect(await change({ completions: 2 })).toEqual(['spec.completions: Invalid value: …: field is immutable']);
  expect(await change({ completionMode: 'Indexed' })).toEqual([
    'spec.completionMode: Invalid value: …: field is immutable',
  ]);
  expect(await change({ template: { spec: { activeDeadlineSeconds: 5 } } })).toEqual([
    'spec.template: Invalid value: …: field is immutable',
  ]);
});

const cronJob = (spec: Record<string, unknown> = {}): UnstructuredObject => ({
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: { name: 'a' },
  spec: { schedule: '@every 1s', jobTemplate: { spec: { template: waiting() } }, ...spec },
});

conformance('batch', 'a CronJob makes Jobs', async ({ api, ns }) => {
  await api.post(at('cronjobs', ns), cronJob({ concurrencyPolicy: 'Forbid', timeZone: 'Etc/UTC' }));
  const made = await eventually(async () => {
    const [first] = (await api.list(at('jobs', ns))).items;
    expect(first?.metadata.name).toMatch(/^a-\d+$/);
    return first!;
  });
  expect(made.metadata.ownerReferences?.[0]).toMatchObject({ kind: 'CronJob', name: 'a', controller: true });
  const scheduled = made.metadata.annotations?.['batch.kubernetes.io/cronjob-scheduled-timestamp'] ?? '';
  expect(made.metadata.name).toBe(`a-${Math.floor(Date.parse(scheduled) / 60_000)}`);
  const current = await eventually(async () => {
    const held = await api.get(at('cronjobs', ns, 'a'));
    expect(read(held, 'status.active.0')).toMatchObject({
      apiVersion: 'batch/v1',
      kind: 'Job',
      namespace: ns,
      name: made.metadata.name,
      uid: made.metadata.uid,
    });
    return held;
  });
  expect(Date.parse(String(read(current, 'status.lastScheduleTime')))).toBe(Date.parse(scheduled));
});

conformance('batch', 'defaults of a CronJob', async ({ api, ns }) => {
  const created = await api.post(at('cronjobs', ns), cronJob(), { dryRun: 'All' });
  expect(created['spec']).toMatchObject({
    concurrencyPolicy: 'Allow',
    suspend: false,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 1,
  });
  expect(Object.keys(read(created, 'spec.jobTemplate.spec') as object)).toEqual(['template']);
  expect(read(created, 'spec.jobTemplate.spec.template.spec.dnsPolicy')).toBe('ClusterFirst');
  expect(created['status']).toEqual({});
});

conformance('batch', 'what is wrong with a CronJob is told', async ({ api, ns }) => {
  const post = (spec: Record<string, unknown>) => causes(api.post(at('cronjobs', ns), cronJob(spec)));
  expect(await post({ schedule: '* * * *', concurrencyPolicy: 'Some' })).toEqual([
    'spec.schedule: Invalid value: "* * * *": expected exactly 5 fields, found 4: [* * * *]',
    'spec.concurrencyPolicy: Unsupported value: "Some": supported values: "Allow", "Forbid", "Replace"',
  ]);
  expect(await post({ schedule: '@often' })).toEqual([
    'spec.schedule: Invalid value: "@often": unrecognized descriptor: @often',
  ]);
  expect(await post({ schedule: 'TZ=UTC 0 0 * * *' })).toEqual([
    'spec.schedule: Invalid value: "TZ=UTC 0 0 * * *": cannot use TZ or CRON_TZ in schedule, use timeZone field instead',
  ]);
  expect(await post({ timeZone: 'Nowhere/City' })).toEqual([
    'spec.timeZone: Invalid value: "Nowhere/City": unknown time zone Nowhere/City',
  ]);
  expect(await post({ jobTemplate: { spec: { template: template({ restartPolicy: 'Always' }) } } })).toEqual([
    'spec.jobTemplate.spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"',
  ]);
});
