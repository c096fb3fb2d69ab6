import { describe, expect, it } from 'vitest';
import type { KubeObject, Pod } from '@binnacle/kube/api';
import type { Rollout, RolloutHistory } from '../api/index.ts';
import { labels } from '../api/index.ts';
import { readerOf } from '../cluster/reader.fixture.ts';
import { rolloutOf } from '../reconcile/seen.fixture.ts';
import { nextHistory } from './next-history.ts';

const own = { [labels.rolloutId]: 'new2', [labels.rolloutName]: 'demo' };
const history = (change: Partial<RolloutHistory> = {}): RolloutHistory => ({
  apiVersion: 'rollouts.kruise.io/v1alpha1',
  kind: 'RolloutHistory',
  metadata: { name: 'demo-abc123', namespace: 'shop', labels: own },
  ...change,
});
const healthy = (): Rollout => rolloutOf({ reason: 'Completed', status: { phase: 'Healthy' } });
const echo = (spec: object): KubeObject =>
  ({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'demo', namespace: 'shop' }, spec }) as KubeObject;
const filled = (data: object = {}): NonNullable<RolloutHistory['spec']> => ({
  rollout: { rolloutID: 'new2', name: 'demo', data: healthy().spec },
  workload: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'demo', data },
  trafficRouting: {},
});
const pod = (name: string, batch: string): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', labels: { [labels.rolloutId]: 'new2', [labels.batchId]: batch } },
  spec: { containers: [], nodeName: 'node-1' },
  status: { podIP: '10.0.0.1' } as never,
});

describe('§6 history', () => {
  it('begins once for each release, when it rolls', () => {
    const [write] = nextHistory(rolloutOf(), readerOf()).writes;
    expect(write).toMatchObject({ type: 'create', object: { metadata: { namespace: 'shop', labels: own } } });
    const name = write?.type === 'create' ? write.object.metadata.name : '';
    expect(name).toMatch(/^demo-[a-z0-9]{6}$/);
    expect(nextHistory(rolloutOf(), readerOf(history()))).toEqual({ writes: [] });
  });

  it('does not begin while the status still has the last id, nor for what goes away', () => {
    expect(nextHistory(rolloutOf({ reason: 'Initializing' }), readerOf())).toEqual({ writes: [] });
    const leaving = rolloutOf();
    leaving.metadata.deletionTimestamp = '2026-01-05T09:00:00Z';
    expect(nextHistory(leaving, readerOf())).toEqual({ writes: [] });
  });

  it('begins with the workload as it will be given back, and is then not written again', () => {
    const held = echo({ replicas: 3, paused: true, strategy: { type: 'RollingUpdate' } });
    const [write] = nextHistory(rolloutOf(), readerOf(held)).writes;
    const data = { replicas: 3, strategy: { type: 'RollingUpdate' } };
    expect(write).toMatchObject({ object: { spec: { workload: { data } } } });
    const { spec } = (write as { object: RolloutHistory }).object;
    expect(nextHistory(healthy(), readerOf(history({ spec: filled(data) }), echo(data))).writes).toEqual([]);
    expect(spec?.workload?.data).toEqual(data);
  });

  it('takes in what was changed on the way, once, also where there is a null', () => {
    const now = { replicas: 4, template: { metadata: { creationTimestamp: null } } };
    const [write] = nextHistory(healthy(), readerOf(history({ spec: filled({ replicas: 3 }) }), echo(now))).writes;
    expect(write).toMatchObject({ patch: { spec: { workload: { data: { replicas: 4 } } } } });
    const stored = { replicas: 4, template: { metadata: {} } };
    expect(nextHistory(healthy(), readerOf(history({ spec: filled(stored) }), echo(now))).writes).toEqual([]);
  });

  it('is filled when the release is over, also without traffic', () => {
    const [write] = nextHistory(healthy(), readerOf(history())).writes;
    expect(write).toMatchObject({
      type: 'patch',
      patch: {
        spec: {
          rollout: { rolloutID: 'new2', name: 'demo' },
          workload: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'demo', data: {} },
          trafficRouting: {},
        },
      },
    });
  });

  it('names the Pods of each batch, then is complete', () => {
    const pods = [pod('b', '2'), pod('a', '1'), pod('c', '1')];
    const { status } = nextHistory(healthy(), readerOf(history({ spec: filled() }), ...pods));
    const of = (name: string) => ({ name, ip: '10.0.0.1', nodeName: 'node-1' });
    expect(status?.status).toEqual({
      phase: 'completed',
      canarySteps: [
        { canaryStepIndex: 1, pods: [of('a'), of('c')] },
        { canaryStepIndex: 2, pods: [of('b')] },
      ],
    });
    const done = history({ spec: filled(), status: { phase: 'completed' } });
    expect(nextHistory(healthy(), readerOf(done, ...pods))).toEqual({ writes: [] });
  });
});
