import { expect } from 'vitest';
import type { UnstructuredObject } from '@binnacle/kube/api';
import type { Api } from './harness/api.ts';
import { conformance, eventually } from './harness/conformance.ts';
import { at, read } from './harness/objects.ts';

/** A Job whose Pods stay Pending, so that a body decides what becomes of them. */
const job = (spec: Record<string, unknown>): UnstructuredObject => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'a' },
  spec: {
    template: {
      spec: {
        restartPolicy: 'Never',
        terminationGracePeriodSeconds: 1,
        nodeSelector: { nowhere: 'yes' },
        containers: [{ name: 'main', image: 'example.com/work:1' }],
      },
    },
    ...spec,
  },
});

const indexed = { completionMode: 'Indexed', completions: 3, parallelism: 3 };

const INDEX = 'batch.kubernetes.io/job-completion-index';

const podOf = (api: Api, ns: string, index?: number): Promise<UnstructuredObject> =>
  eventually(async () => {
    const { items } = await api.list(at('pods', ns));
    const found = items.find(
      (pod) =>
        (read(pod, 'status.phase') ?? 'Pending') === 'Pending' &&
        pod.metadata.deletionTimestamp === undefined &&
        (index === undefined || pod.metadata.annotations?.[INDEX] === String(index)),
    );
    expect(found).toBeDefined();
    return found!;
  });

/** How a Pod ends: with an exit code, 0 for success, and what else its status shall say. */
interface End {
  exitCode: number;
  conditions?: unknown[];
}

const ender =
  (api: Api, ns: string) =>
  (pod: UnstructuredObject, { exitCode, ...more }: End) => {
    const now = '2026-01-02T03:04:05Z';
    const container = {
      name: 'main',
      image: 'example.com/work:1',
      imageID: '',
      ready: false,
      restartCount: 0,
      state: { terminated: { exitCode, reason: 'Error', startedAt: now, finishedAt: now } },
    };
    const status = { phase: exitCode === 0 ? 'Succeeded' : 'Failed', containerStatuses: [container], ...more };
    return api.patch(at('pods', ns, `${pod.metadata.name}/status`), { status }, { type: 'merge' });
  };

const when = (api: Api, ns: string, test: (current: UnstructuredObject) => void) =>
  eventually(async () => {
    const current = await api.get(at('jobs', ns, 'a'));
    test(current);
    return current;
  }, 30_000);

const conditions = (object: unknown) =>
  ((read(object, 'status.conditions') ?? []) as Record<string, unknown>[]).map(({ type, reason, message }) => [
    type,
    reason,
    message,
  ]);

conformance('batch', 'an exit code may fail the whole Job at once', async ({ api, ns }) => {
  const rules = [{ action: 'FailJob', onExitCodes: { operator: 'In', values: [42] } }];
  await api.post(at('jobs', ns), job({ podFailurePolicy: { rules }, backoffLimit: 5 }));
  const pod = await podOf(api, ns);
  await ender(api, ns)(pod, { exitCode: 42 });
  const why = [
    'PodFailurePolicy',
    `Container main for pod ${ns}/${pod.metadata.name} failed with exit code 42 matching FailJob rule at index 0`,
  ];
  await when(api, ns, (current) => {
    expect(conditions(current)).toEqual([
      ['FailureTarget', ...why],
      ['Failed', ...why],
    ]);
    expect(read(current, 'status.failed')).toBe(1);
  });
});

conformance('batch', 'a condition may take a failure out of the count', async ({ api, ns }) => {
  const rules = [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget' }] }];
  await api.post(at('jobs', ns), job({ podFailurePolicy: { rules }, backoffLimit: 0 }));
  const pod = await podOf(api, ns);
  const condition = { type: 'DisruptionTarget', status: 'True', lastTransitionTime: '2026-01-02T03:04:05Z' };
  await ender(api, ns)(pod, { exitCode: 137, conditions: [condition] });
  const next = await podOf(api, ns);
  expect(next.metadata.name).not.toBe(pod.metadata.name);
  const current = await api.get(at('jobs', ns, 'a'));
  expect([conditions(current), read(current, 'status.failed')]).toEqual([[], undefined]);
});

conformance('batch', 'an index is given up when it has failed too often, and the others go on', async ({ api, ns }) => {
  await api.post(at('jobs', ns), job({ ...indexed, backoffLimitPerIndex: 0 }));
  const first = await podOf(api, ns, 1);
  expect(first.metadata.annotations).toMatchObject({ 'batch.kubernetes.io/job-index-failure-count': '0' });
  await ender(api, ns)(first, { exitCode: 1 });
  await when(api, ns, (current) =>
    expect([read(current, 'status.failedIndexes'), read(current, 'status.active')]).toEqual(['1', 2]),
  );
  await ender(api, ns)(await podOf(api, ns, 0), { exitCode: 0 });
  await ender(api, ns)(await podOf(api, ns, 2), { exitCode: 0 });
  await when(api, ns, (current) => {
    const why = ['FailedIndexes', 'Job has failed indexes'];
    expect(conditions(current)).toEqual([
      ['FailureTarget', ...why],
      ['Failed', ...why],
    ]);
    expect(read(current, 'status')).toMatchObject({
      succeeded: 2,
      failed: 1,
      completedIndexes: '0,2',
      failedIndexes: '1',
    });
  });
});

conformance('batch', 'more failed indexes than allowed fail the Job', async ({ api, ns }) => {
  await api.post(at('jobs', ns), job({ ...indexed, backoffLimitPerIndex: 0, maxFailedIndexes: 0 }));
  await ender(api, ns)(await podOf(api, ns, 0), { exitCode: 1 });
  const why = ['MaxFailedIndexesExceeded', 'Job has exceeded the specified maximal number of failed indexes'];
  await when(api, ns, (current) =>
    expect(conditions(current)).toEqual([
      ['FailureTarget', ...why],
      ['Failed', ...why],
    ]),
  );
});

conformance('batch', 'an exit code may give an index up before its limit', async ({ api, ns }) => {
  const rules = [{ action: 'FailIndex', onExitCodes: { operator: 'In', values: [42] } }];
  await api.post(at('jobs', ns), job({ ...indexed, backoffLimitPerIndex: 5, podFailurePolicy: { rules } }));
  await ender(api, ns)(await podOf(api, ns, 2), { exitCode: 42 });
  await when(api, ns, (current) => expect(read(current, 'status.failedIndexes')).toBe('2'));
});

conformance(
  'batch',
  'a Job is complete when its success policy is met, and its other Pods are ended',
  async ({ api, ns }) => {
    await api.post(at('jobs', ns), job({ ...indexed, successPolicy: { rules: [{ succeededIndexes: '0' }] } }));
    await ender(api, ns)(await podOf(api, ns, 0), { exitCode: 0 });
    const why = ['SuccessPolicy', 'Matched rules at index 0'];
    await when(api, ns, (current) => {
      expect(conditions(current)).toEqual([
        ['SuccessCriteriaMet', ...why],
        ['Complete', ...why],
      ]);
      expect(read(current, 'status')).toMatchObject({ succeeded: 1, completedIndexes: '0' });
      expect(read(current, 'status.active')).toBeUndefined();
    });
  },
);
