import type { WireEvent, WireRelated } from '@binnacle/api';
import { describe, expect, it } from 'vitest';
import { diagnose } from './diagnosis.ts';

const nothing = { events: [], related: undefined };
const event = (reason: string, message: string, type = 'Warning'): WireEvent => ({
  uid: reason,
  type,
  reason,
  message,
  count: 1,
  first_seen: '',
  last_seen: '',
  source: '',
  object: { kind: '', namespace: '', name: '' },
});
const related = (change: Partial<WireRelated>): WireRelated => ({
  relation: 'mounts',
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  namespace: 'shop',
  name: 'settings',
  optional: false,
  missing: false,
  ...change,
});
const running = (status: Record<string, unknown>, spec: Record<string, unknown> = {}) => ({
  spec: { containers: [{ name: 'main', ...spec }] },
  status: { phase: 'Running', containerStatuses: [{ name: 'main', image: 'shop/cart:1', restartCount: 7, ...status }] },
});
const short = (kind: string, object: Record<string, unknown>, evidence: Parameters<typeof diagnose>[2] = nothing) =>
  diagnose(kind, object, evidence).map(({ tone, what, why }) => `${tone} ${what}: ${why}`);

describe('what is wrong with a Pod', () => {
  it('is that no node takes it, in the scheduler’s words', () => {
    const conditions = [{ type: 'PodScheduled', status: 'False', message: '0/3 nodes are available' }];
    expect(short('Pod', { status: { phase: 'Pending', conditions } })).toEqual([
      'bad wrong.unschedulable: 0/3 nodes are available',
    ]);
  });

  it('is an image that cannot be pulled', () => {
    const found = diagnose(
      'Pod',
      running({ state: { waiting: { reason: 'ImagePullBackOff', message: 'Back-off pulling image' } } }),
      nothing,
    );
    expect(found).toEqual([
      {
        tone: 'bad',
        what: 'wrong.image',
        values: { container: 'main', image: 'shop/cart:1' },
        why: 'Back-off pulling image',
        tab: 'events',
      },
    ]);
  });

  it('is a program that ends again and again, and how it ended last', () => {
    const found = diagnose(
      'Pod',
      running({
        state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s' } },
        lastState: { terminated: { reason: 'Error', exitCode: 3, message: 'no database' } },
      }),
      nothing,
    );
    expect(found[0]).toMatchObject({
      what: 'wrong.crash',
      values: { container: 'main', code: 3, restarts: 7 },
      why: 'no database',
      tab: 'logs',
    });
  });

  it('is its memory limit, whatever came after', () => {
    const status = {
      state: { waiting: { reason: 'CrashLoopBackOff' } },
      lastState: { terminated: { reason: 'OOMKilled', exitCode: 137 } },
    };
    const [found] = diagnose('Pod', running(status, { resources: { limits: { memory: '64Mi' } } }), nothing);
    expect(found).toMatchObject({ what: 'wrong.memory', values: { container: 'main', limit: '64Mi' } });
  });

  it('is a probe that fails, told by the newest event', () => {
    const object = running({ ready: false, state: { running: {} } });
    const conditions = [{ type: 'Ready', status: 'False', reason: 'ContainersNotReady' }];
    const evidence = { events: [event('Unhealthy', 'Readiness probe failed: 503')], related: undefined };
    expect(short('Pod', { ...object, status: { ...object.status, conditions } }, evidence)).toEqual([
      'warn wrong.notReady: Readiness probe failed: 503',
    ]);
  });

  it('is nothing when it runs or has finished', () => {
    expect(short('Pod', running({ ready: true, state: { running: {} } }))).toEqual([]);
    expect(short('Pod', { status: { phase: 'Succeeded' } })).toEqual([]);
  });
});

describe('what is wrong elsewhere', () => {
  it('is that something needed is not there; what is optional may be absent', () => {
    const to = [related({ missing: true }), related({ name: 'flags', missing: true, optional: true }), related({})];
    const found = diagnose('Deployment', {}, { events: [], related: { to, from: [] } });
    expect(found).toEqual([
      { tone: 'bad', what: 'wrong.missing', values: { kind: 'ConfigMap', name: 'settings' }, why: '' },
    ]);
  });

  it('is a quota that allows no Pods, and a deadline that has passed', () => {
    const conditions = [
      { type: 'ReplicaFailure', status: 'True', message: 'exceeded quota' },
      { type: 'Progressing', status: 'False', message: 'has timed out progressing' },
    ];
    expect(short('Deployment', { spec: { replicas: 2 }, status: { conditions } })).toEqual([
      'bad wrong.noPods: exceeded quota',
      'bad wrong.deadline: has timed out progressing',
    ]);
  });

  it('is a node that does not answer or is cordoned', () => {
    const conditions = [
      { type: 'Ready', status: 'Unknown', message: 'Kubelet stopped posting node status.' },
      { type: 'DiskPressure', status: 'True', message: 'disk is full' },
    ];
    expect(short('Node', { spec: { unschedulable: true }, status: { conditions } })).toEqual([
      'bad wrong.nodeNotReady: Kubelet stopped posting node status.',
      'warn wrong.nodePressure: disk is full',
      'warn wrong.cordoned: ',
    ]);
  });

  it('is a claim that waits: for its first Pod, or because no volume can be had', () => {
    const pending = { status: { phase: 'Pending' } };
    const waits = event('WaitForFirstConsumer', 'waiting for first consumer', 'Normal');
    expect(short('PersistentVolumeClaim', pending, { events: [waits], related: undefined })).toEqual([
      'busy wrong.claimWaits: waiting for first consumer',
    ]);
    const failed = event('ProvisioningFailed', 'storageclass "fast" not found');
    expect(short('PersistentVolumeClaim', pending, { events: [failed], related: undefined })).toEqual([
      'bad wrong.claimPending: storageclass "fast" not found',
    ]);
  });

  it('is a Job that gave up, and finalizers that hold what is deleted', () => {
    const conditions = [{ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded', message: 'Job has reached' }];
    expect(short('Job', { status: { conditions } })).toEqual(['bad wrong.jobFailed: Job has reached']);
    const metadata = { deletionTimestamp: '2026-11-21T10:00:00Z', finalizers: ['example.com/hold'] };
    expect(short('Widget', { metadata })).toEqual(['warn wrong.finalizers: example.com/hold']);
  });

  it('is what a custom resource says of itself', () => {
    const conditions = [{ type: 'Ready', status: 'False', message: 'certificate has expired' }];
    expect(short('Certificate', { status: { conditions } })).toEqual(['warn wrong.condition: certificate has expired']);
  });
});
