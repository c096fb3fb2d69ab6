import { describe, expect, it } from 'vitest';
import type { Rollout } from './rollout.ts';
import { validateRollout, validateRolloutUpdate } from './validate-rollout.ts';

const rules = { partitionPercentLimit: 50, others: [] };

type Change = (rollout: Rollout) => void;

const rolloutWith = (change: Change = () => {}): Rollout => {
  const rollout: Rollout = {
    apiVersion: 'rollouts.kruise.io/v1beta1',
    kind: 'Rollout',
    metadata: { name: 'demo', namespace: 'shop' },
    spec: {
      workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'echoserver' },
      strategy: {
        canary: {
          enableExtraWorkloadForCanary: true,
          steps: [{ traffic: '10%', replicas: 1 }, { replicas: '100%' }],
          trafficRoutings: [{ service: 'echoserver', ingress: { classType: 'nginx', name: 'echoserver' } }],
        },
      },
    },
  };
  change(rollout);
  return rollout;
};

const canary = (rollout: Rollout) => rollout.spec.strategy.canary!;
/** Values before the rule's text differ from the original's Go syntax: only the text is promised. */
const messages = (rollout: Rollout, expected: readonly string[], others: readonly Rollout[] = []) =>
  validateRollout(rollout, { ...rules, others }).map(
    ({ message }) => expected.find((text) => message.endsWith(`: ${text}`)) ?? message,
  );

const toBlueGreen = (rollout: Rollout) => {
  const { enableExtraWorkloadForCanary: _extra, ...plan } = canary(rollout);
  rollout.spec.strategy = { blueGreen: plan };
};

describe('§3.5 Rollout validation', () => {
  const replicasRule = 'replicas must be positive number, or a percentage with "0%" < canaryReplicas <= "100%"';
  const canaryTraffic = 'traffic must be percentage with "0%" < traffic <= "100%" in canary strategy';
  const limitRule =
    'For partition style rollout: step[x].replicas must not greater than partition-percent-limit if traffic specified';
  const table: [string, Change, string[]][] = [
    ['default', () => {}, []],
    ['no workload', (r) => (r.spec.workloadRef.name = ''), ['WorkloadRef is required']],
    ['StatefulSet', (r) => (r.spec.workloadRef.kind = 'StatefulSet'), []],
    ['ReplicaSet (§12)', (r) => (r.spec.workloadRef.kind = 'ReplicaSet'), []],
    [
      'Job',
      (r) => (r.spec.workloadRef = { apiVersion: 'batch/v1', kind: 'Job', name: 'a' }),
      ['WorkloadRef kind is not supported'],
    ],
    ['no strategy', (r) => (r.spec.strategy = {}), ['Canary and BlueGreen cannot both be empty']],
    ['both strategies', (r) => (r.spec.strategy.blueGreen = {}), ['Canary and BlueGreen cannot both be set']],
    ['no steps', (r) => (canary(r).steps = []), ['The number of Canary.Steps cannot be empty']],
    ['no replicas', (r) => delete canary(r).steps![0]!.replicas, ['replicas cannot be empty']],
    ['replicas "50"', (r) => (canary(r).steps![1]!.replicas = '50'), [replicasRule]],
    ['replicas 101%', (r) => (canary(r).steps![1]!.replicas = '101%'), [replicasRule]],
    ['replicas 0%', (r) => (canary(r).steps![1]!.replicas = '0%'), [replicasRule]],
    ['replicas 0', (r) => (canary(r).steps![0]!.replicas = 0), [replicasRule]],
    ['traffic %5', (r) => (canary(r).steps![0]!.traffic = '%5'), [canaryTraffic]],
    ['traffic 0%', (r) => (canary(r).steps![0]!.traffic = '0%'), [canaryTraffic]],
    ['traffic 101%', (r) => (canary(r).steps![0]!.traffic = '101%'), [canaryTraffic]],
    ['falling traffic', (r) => (canary(r).steps![1]!.traffic = '5%'), []],
    ['numbers and shares mixed', (r) => (canary(r).steps![0]!.replicas = 9), []],
    [
      'falling shares',
      (r) => (canary(r).steps = [{ replicas: '50%' }, { replicas: '40%' }]),
      ['Steps.CanaryReplicas must be a non decreasing sequence'],
    ],
    [
      'falling numbers',
      (r) => (canary(r).steps = [{ replicas: 3 }, { replicas: 2 }]),
      ['Steps.CanaryReplicas must be a non decreasing sequence'],
    ],
    [
      'two routings',
      (r) => canary(r).trafficRoutings!.push(canary(r).trafficRoutings![0]!),
      ['Rollout currently only support single TrafficRouting.'],
    ],
    [
      'negative grace',
      (r) => (canary(r).trafficRoutings![0]!.gracePeriodSeconds = -1),
      ['TrafficRouting.GracePeriodSeconds cannot be negative'],
    ],
    ['no service', (r) => (canary(r).trafficRoutings![0]!.service = ''), ['TrafficRouting.Service cannot be empty']],
    ['no route', (r) => delete canary(r).trafficRoutings![0]!.ingress, ['TrafficRoutings are not set']],
    [
      'no ingress name',
      (r) => (canary(r).trafficRoutings![0]!.ingress!.name = ''),
      ['TrafficRouting.Ingress.Ingress cannot be empty'],
    ],
    [
      'no HTTPRoute name',
      (r) => (canary(r).trafficRoutings![0] = { service: 'a', gateway: {} }),
      ['TrafficRouting.Gateway must set the name of HTTPRoute or HTTPsRoute'],
    ],
    [
      'partition 51%',
      (r) =>
        Object.assign(canary(r), { enableExtraWorkloadForCanary: false, steps: [{ traffic: '5%', replicas: '51%' }] }),
      [limitRule],
    ],
    [
      'partition 50%',
      (r) =>
        Object.assign(canary(r), { enableExtraWorkloadForCanary: false, steps: [{ traffic: '5%', replicas: '50%' }] }),
      [],
    ],
    [
      'partition number',
      (r) =>
        Object.assign(canary(r), { enableExtraWorkloadForCanary: false, steps: [{ traffic: '5%', replicas: 99 }] }),
      [],
    ],
    ['blue-green', toBlueGreen, []],
    ['blue-green traffic 0%', (r) => (toBlueGreen(r), (r.spec.strategy.blueGreen!.steps![0]!.traffic = '0%')), []],
    [
      'blue-green traffic 101%',
      (r) => (toBlueGreen(r), (r.spec.strategy.blueGreen!.steps![0]!.traffic = '101%')),
      ['traffic must be percentage with "0%" <= traffic <= "100%" in blueGreen strategy'],
    ],
    [
      'blue-green StatefulSet',
      (r) => (toBlueGreen(r), (r.spec.workloadRef.kind = 'StatefulSet')),
      ['WorkloadRef kind is not supported for bluegreen style'],
    ],
  ];
  it.each(table)('§3.5 %s', (_name, change, expected) => {
    expect(messages(rolloutWith(change), expected)).toEqual(expected);
  });

  it.each([
    ['30%', 30, false],
    ['31%', 30, true],
    ['100%', 100, false],
  ])('§9.2 CloneSet with %s and a limit of %s', (replicas, partitionPercentLimit, refused) => {
    const rollout = rolloutWith((r) => {
      r.spec.workloadRef = { apiVersion: 'apps.kruise.io/v1alpha1', kind: 'CloneSet', name: 'a' };
      canary(r).steps = [{ traffic: '5%', replicas }];
    });
    expect(validateRollout(rollout, { ...rules, partitionPercentLimit }).length > 0).toBe(refused);
  });

  it('§3.5 one Rollout for each workload', () => {
    const rival = rolloutWith((r) => (r.metadata.name = 'other'));
    const text = 'This rollout conflict with Rollout(shop/other), one workload only have less than one Rollout';
    expect(messages(rolloutWith(), [text], [rival])).toEqual([text]);
    rival.spec.workloadRef.name = 'else';
    expect(messages(rolloutWith(), [], [rival, rolloutWith()])).toEqual([]);
  });
});

describe('§3.5 Rollout update', () => {
  const update = (phase: 'Healthy' | 'Progressing' | 'Terminating', change: Change) => {
    const stored = rolloutWith((r) => (r.status = { phase, currentStepIndex: 1, currentStepState: 'StepPaused' }));
    return validateRolloutUpdate(rolloutWith(change), stored, rules).map(
      ({ field, message }) => `${field}: ${message}`,
    );
  };
  const style = 'Spec.Strategy: Forbidden: Rollout style and enableExtraWorkloadForCanary are immutable';
  it.each<['Healthy' | 'Progressing' | 'Terminating', string, Change, string[]]>([
    ['Progressing', 'nothing', () => {}, []],
    ['Progressing', 'step traffic', (r) => (canary(r).steps![0]!.traffic = '20%'), []],
    [
      'Progressing',
      'the style',
      (r) =>
        Object.assign(canary(r), { enableExtraWorkloadForCanary: false, steps: [{ replicas: 1 }, { replicas: 2 }] }),
      [style],
    ],
    ['Progressing', 'the strategy', toBlueGreen, [style]],
    [
      'Progressing',
      'the workload',
      (r) => (r.spec.workloadRef.name = 'b'),
      ["Spec.ObjectRef: Forbidden: Rollout 'ObjectRef' field is immutable"],
    ],
    [
      'Progressing',
      'step count',
      (r) => canary(r).steps!.push({ replicas: '100%' }),
      ['Spec.Strategy.Steps: Forbidden: Amount of Rollout steps are immutable'],
    ],
    [
      'Terminating',
      'the ingress class',
      (r) => (canary(r).trafficRoutings![0]!.ingress!.classType = 'alb'),
      [
        "Spec.Strategy.Canary|BlueGreen.TrafficRoutings: Forbidden: Rollout 'Strategy.Canary|BlueGreen.TrafficRoutings' field is immutable",
      ],
    ],
    ['Healthy', 'the ingress class', (r) => (canary(r).trafficRoutings![0]!.ingress!.classType = 'alb'), []],
  ])('§3.5 while %s: %s', (...[phase, , change, expected]) => {
    expect(update(phase, change)).toEqual(expected);
  });

  it('§12 content rules come first and alone', () => {
    expect(
      update('Progressing', (r) => {
        canary(r).enableExtraWorkloadForCanary = false;
        canary(r).steps = [];
      }),
    ).toEqual(['Spec.Strategy.Canary.Steps: Required value: The number of Canary.Steps cannot be empty']);
  });
});
