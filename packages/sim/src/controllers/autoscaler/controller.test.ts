import type { KubeObject } from '@binnacle/kube/api';
import { createManualClock, createRng, type ManualClock } from '@binnacle/kube/clock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createInformers } from '../../local/informers.ts';
import { refs, type Deployment, type Pod } from '../../local/objects.ts';
import { newDeployment } from '../../local-cluster.ts';
import { createRegistry } from '../../registry/index.ts';
import type { LocalClient } from '../../types.ts';
import { startAutoscaler } from './controller.ts';
import type { PodUsage } from './metrics.ts';
import type { Autoscaler } from './types.ts';

let clock: ManualClock;
let client: LocalClient;
let stop: () => void;
/** Millicores of every Pod; undefined when the metrics API is not there. */
let load: number | undefined;

const key = { namespace: 'default', name: 'web' };
const replicas = () => client.get<Deployment>(refs.deployments, key)?.spec.replicas;
const status = () => client.get<Autoscaler>(refs.autoscalers, key)?.status;
const condition = (type: string) => status()?.conditions?.find((one) => one.type === type);
const events = () =>
  client
    .list<KubeObject & { reason: string; message: string }>(refs.events)
    .map(({ reason, message }) => `${reason}: ${message}`);

/** As many ready Pods as the workload wants; there is no kubelet here. */
const settlePods = async () => {
  const held = client.list<Pod>(refs.pods, { namespace: 'default' });
  const wanted = replicas() ?? 0;
  for (const { metadata } of held.slice(wanted)) await client.delete(refs.pods, { ...key, name: metadata.name });
  for (let i = held.length; i < wanted; i += 1) {
    const made = await client.create<Pod>(refs.pods, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: '', generateName: 'web-', namespace: 'default', labels: { app: 'web' } },
      spec: { containers: [{ name: 'app', image: 'nginx', resources: { requests: { cpu: '100m' } } }] },
    });
    await client.updateStatus(refs.pods, {
      ...made,
      status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
    });
  }
};

/** One look of the controller after another. */
const pass = async (looks: number) => {
  for (let i = 0; i < looks; i += 1) {
    await settlePods();
    await clock.advance(15_000);
  }
  await settlePods();
};

const autoscale = (spec: Partial<Autoscaler['spec']>) =>
  client.create<Autoscaler>(refs.autoscalers, {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: key,
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      maxReplicas: 10,
      metrics: [
        { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } },
      ],
      ...spec,
    },
  });

beforeEach(async () => {
  clock = createManualClock();
  const rng = createRng(1);
  ({ client } = createRegistry({ clock, rng }));
  load = 50;
  const informers = createInformers(client);
  const podUsage = (): PodUsage[] | undefined => {
    const millicores = load;
    if (millicores === undefined) return undefined;
    return client
      .list<Pod>(refs.pods, { namespace: 'default' })
      .map(({ metadata }) => ({ pod: metadata.name, containers: new Map([['app', { cpu: millicores }]]) }));
  };
  const close = startAutoscaler({ client, clock, rng }, informers, { podUsage });
  informers.start();
  stop = () => {
    close();
    informers.close();
  };
  await client.create(refs.deployments, newDeployment('web', { replicas: 2 }));
  await settlePods();
});
afterEach(() => stop());

describe('horizontal pod autoscaler', () => {
  it('stays while usage is near the target, and says what it saw', async () => {
    await autoscale({});
    await pass(2);
    expect(replicas()).toBe(2);
    expect(status()).toMatchObject({
      currentReplicas: 2,
      desiredReplicas: 2,
      currentMetrics: [
        { type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 50, averageValue: '50m' } } },
      ],
    });
    expect(condition('ScalingActive')).toMatchObject({
      status: 'True',
      reason: 'ValidMetricFound',
      message:
        'the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)',
    });
    expect(condition('AbleToScale')).toMatchObject({ reason: 'ReadyForNewScale' });
    expect(condition('ScalingLimited')).toMatchObject({ status: 'False', reason: 'DesiredWithinRange' });
  });

  it('grows with usage, and says why', async () => {
    await autoscale({});
    await pass(1);
    load = 100;
    await pass(1);
    expect(replicas()).toBe(4);
    expect(events()).toContain(
      'SuccessfulRescale: New size: 4; reason: cpu resource utilization (percentage of request) above target',
    );
    expect(status()?.lastScaleTime).toBeDefined();
  });

  it('doubles at most, and stops at the maximum', async () => {
    await autoscale({ maxReplicas: 6 });
    load = 500;
    await pass(1);
    expect(replicas()).toBe(4);
    expect(condition('ScalingLimited')).toMatchObject({ status: 'True', reason: 'ScaleUpLimit' });
    await pass(1);
    expect(replicas()).toBe(6);
    await pass(1);
    expect(condition('ScalingLimited')).toMatchObject({
      status: 'True',
      reason: 'TooManyReplicas',
      message: 'the desired replica count is more than the maximum replica count',
    });
  });

  it('shrinks only after five minutes of less usage', async () => {
    await autoscale({});
    load = 100;
    await pass(1);
    expect(replicas()).toBe(4);
    load = 25;
    await pass(10);
    expect(replicas()).toBe(4);
    expect(condition('AbleToScale')).toMatchObject({ reason: 'ScaleDownStabilized' });
    await pass(12);
    expect(replicas()).toBeLessThan(4);
    expect(events().some((event) => event.endsWith('reason: All metrics below target'))).toBe(true);
  });

  it('keeps to the policies of its behaviour', async () => {
    const policies = [{ type: 'Pods', value: 1, periodSeconds: 60 }] as const;
    const rules = { selectPolicy: 'Max', stabilizationWindowSeconds: 0, policies: [...policies] } as const;
    await autoscale({
      behavior: { scaleUp: { ...rules, policies: [...policies] }, scaleDown: { ...rules, policies: [...policies] } },
    });
    load = 500;
    await pass(1);
    expect(replicas()).toBe(3);
    await pass(3);
    expect(replicas()).toBe(3);
    await pass(2);
    expect(replicas()).toBe(4);
  });

  it('says what is missing when there are no metrics', async () => {
    load = undefined;
    await autoscale({});
    await pass(1);
    const why =
      'failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)';
    expect(condition('ScalingActive')).toMatchObject({
      status: 'False',
      reason: 'FailedGetResourceMetric',
      message: `the HPA was unable to compute the replica count: ${why}`,
    });
    expect(events()).toContain(`FailedGetResourceMetric: ${why}`);
    expect(events()).toContain(
      `FailedComputeMetricsReplicas: invalid metrics (1 invalid out of 1), first error is: failed to get cpu resource metric value: ${why}`,
    );
  });
});
