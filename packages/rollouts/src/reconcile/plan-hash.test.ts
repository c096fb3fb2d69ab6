import { expect, it } from 'vitest';
import type { CanaryStrategy, Rollout } from '../api/index.ts';
import { planHash } from './plan-hash.ts';

const rolloutOf = (canary: CanaryStrategy): Rollout => ({
  apiVersion: 'rollouts.kruise.io/v1beta1',
  kind: 'Rollout',
  metadata: { name: 'demo' },
  spec: { workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'a' }, strategy: { canary } },
});
const plan: CanaryStrategy = {
  steps: [
    { traffic: '5%', replicas: 1 },
    { traffic: '20%', replicas: 2 },
    { traffic: '60%', replicas: 6 },
    { traffic: '100%', replicas: 10 },
  ],
  trafficRoutings: [{ service: 'echoserver', ingress: { name: 'echoserver' } }],
  enableExtraWorkloadForCanary: true,
};
const withGrace = (gracePeriodSeconds: number) =>
  rolloutOf({ ...plan, trafficRoutings: [{ ...plan.trafficRoutings![0]!, gracePeriodSeconds }] });

it.each([
  ['four steps', rolloutOf(plan), '75746v7d5z9x59v5c7dff4wd9cv9cc28czf6c2z664w7zbb7vw2bzv76v99z6bd9'],
  [
    'no replicas',
    rolloutOf({ ...plan, steps: [{ traffic: '50%' }, { traffic: '100%' }] }),
    'db9c2x47d282c84z6684d598bzwf9b4x6ffb45fc456xdfv97945v2vb79w72c7z',
  ],
  ['grace 3', withGrace(3), '4fvwbc5dw742v8cf69247b574896x7z2448c5b8vc9d4xc49f4cxdc548cb5dfw4'],
  ['grace 7', withGrace(7), '9284d7v4c52bd498bw5v9dc2x9644xbf89x597dzb68fx68v4xb4dvb92c79c5d9'],
])('§2.3 §12 vector: %s', (_name, rollout, hash) => {
  expect(planHash(rollout)).toBe(hash);
});

it('§2.3 pauses and the failure threshold are no change of plan', () => {
  const paused = rolloutOf({
    ...plan,
    failureThreshold: '10%',
    steps: plan.steps!.map((step) => ({ ...step, pause: { duration: 5 } })),
  });
  expect(planHash(paused)).toBe(planHash(rolloutOf(plan)));
});
