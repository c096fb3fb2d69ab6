import { describe, expect, it } from 'vitest';
import type { Pod } from '../../local/objects.ts';
import { toTime } from '../../local/objects.ts';
import { deletionOrder } from './deletion-order.ts';

const now = Date.UTC(2026, 0, 5, 12);

const pod = (
  name: string,
  {
    node = 'a',
    phase = 'Running',
    ready = true,
    cost,
    restarts = 0,
    readyFor = 3600,
    age = 7200,
  }: {
    node?: string;
    phase?: 'Pending' | 'Running' | 'Unknown';
    ready?: boolean;
    cost?: number;
    restarts?: number;
    readyFor?: number;
    age?: number;
  } = {},
): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name,
    uid: name,
    creationTimestamp: toTime(now - age * 1000),
    ...(cost === undefined ? {} : { annotations: { 'controller.kubernetes.io/pod-deletion-cost': String(cost) } }),
  },
  spec: { containers: [], nodeName: node },
  status: {
    phase,
    conditions: [
      { type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: toTime(now - readyFor * 1000) },
    ],
    containerStatuses: [
      { name: 'app', state: {}, lastState: {}, ready, restartCount: restarts, image: '', imageID: '', started: true },
    ],
  },
});

describe('deletion order', () => {
  it.each([
    [
      'unassigned before assigned',
      pod('b', { node: '', phase: 'Pending', ready: false }),
      pod('a', { phase: 'Pending', ready: false }),
    ],
    ['pending before unknown', pod('b', { phase: 'Pending' }), pod('a', { phase: 'Unknown' })],
    ['unknown before running', pod('b', { phase: 'Unknown' }), pod('a')],
    ['not ready before ready', pod('b', { ready: false }), pod('a')],
    ['cheap before dear', pod('b', { cost: -5 }), pod('a')],
    ['newly ready before long ready', pod('b', { readyFor: 10 }), pod('a', { readyFor: 86_400 })],
    ['often restarted before calm', pod('b', { restarts: 7, readyFor: 3600 }), pod('a', { readyFor: 3600 })],
    ['young before old', pod('b', { ready: false, age: 10 }), pod('a', { ready: false, age: 86_400 })],
    ['equal magnitudes by uid', pod('a', { readyFor: 3700 }), pod('b', { readyFor: 3600 })],
  ])('%s', (_, first, second) => {
    expect(deletionOrder([second, first], now).map(({ metadata }) => metadata.name)).toEqual([
      first.metadata.name,
      second.metadata.name,
    ]);
  });

  it('takes from the node that holds most ready pods', () => {
    const pods = [pod('lonely', { node: 'a' }), pod('x', { node: 'b' }), pod('y', { node: 'b' })];
    expect(deletionOrder(pods, now).map(({ metadata }) => metadata.name)).toEqual(['x', 'y', 'lonely']);
  });
});
