/** Quotas, limits, budgets, autoscalers, volumes and claims as data: their defaults, and what is refused in which words. */
import { expect } from 'vitest';
import { refusal } from './harness/api.ts';
import { conformance, eventually } from './harness/conformance.ts';
import { at, podTemplate, read } from './harness/objects.ts';

type Spec = Record<string, unknown>;

const kinds: Record<string, { apiVersion: string; kind: string }> = {
  persistentvolumeclaims: { apiVersion: 'v1', kind: 'PersistentVolumeClaim' },
  persistentvolumes: { apiVersion: 'v1', kind: 'PersistentVolume' },
  resourcequotas: { apiVersion: 'v1', kind: 'ResourceQuota' },
  limitranges: { apiVersion: 'v1', kind: 'LimitRange' },
  replicationcontrollers: { apiVersion: 'v1', kind: 'ReplicationController' },
  poddisruptionbudgets: { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget' },
  horizontalpodautoscalers: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler' },
  statefulsets: { apiVersion: 'apps/v1', kind: 'StatefulSet' },
};

const object = (plural: string, spec: Spec) => ({ ...kinds[plural], metadata: { name: 'a' }, spec });

const MODES = '"ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"';
const LABEL =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const QUALIFIED =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

/** [what, kind, spec, causes] */
const mistakes: readonly (readonly [string, string, Spec, readonly string[]])[] = [
  [
    'a claim without anything',
    'persistentvolumeclaims',
    {},
    ['spec.accessModes: Required value: at least 1 access mode is required', 'spec.resources[storage]: Required value'],
  ],
  [
    'a claim with wrong modes and size',
    'persistentvolumeclaims',
    {
      accessModes: ['x', 'ReadWriteOncePod', 'ReadWriteOnce'],
      resources: { requests: { storage: '0' } },
      volumeMode: 'foo',
    },
    [
      `spec.accessModes: Unsupported value: "x": supported values: ${MODES}`,
      'spec.accessModes: Forbidden: may not use ReadWriteOncePod with other access modes',
      'spec.resources[storage]: Invalid value: "0": must be greater than zero',
      'spec.volumeMode: Unsupported value: "foo": supported values: "Block", "Filesystem"',
    ],
  ],
  [
    'a volume without anything',
    'persistentvolumes',
    {},
    [
      'spec.accessModes: Required value',
      'spec.capacity: Required value',
      'spec.capacity: Unsupported value: null: supported values: "storage"',
      'spec: Required value: must specify a volume type',
    ],
  ],
  [
    'a volume with two sources',
    'persistentvolumes',
    {
      capacity: { storage: '0', cpu: 1 },
      accessModes: ['a'],
      hostPath: { path: '../x' },
      local: { path: '/x' },
      persistentVolumeReclaimPolicy: 'Foo',
    },
    [
      `spec.accessModes: Unsupported value: "a": supported values: ${MODES}`,
      'spec.capacity: Unsupported value: {"cpu":"1","storage":"0"}: supported values: "storage"',
      'spec.capacity[storage]: Invalid value: "0": must be greater than zero',
      'spec.hostPath.path: Invalid value: "../x": must not contain \'..\'',
      'spec.local: Forbidden: may not specify more than 1 volume type',
      'spec.persistentVolumeReclaimPolicy: Unsupported value: "Foo": supported values: "Delete", "Recycle", "Retain"',
    ],
  ],
  [
    'a local volume without a node',
    'persistentvolumes',
    { capacity: { storage: '1' }, accessModes: ['ReadWriteOnce'], local: { path: '/x' } },
    ['spec.nodeAffinity: Required value: Local volume requires node affinity'],
  ],
  [
    'a quota of an unknown resource and conflicting scopes',
    'resourcequotas',
    { hard: { foo: 1 }, scopes: ['Terminating', 'NotTerminating'] },
    [
      'spec.hard[foo]: Invalid value: "foo": must be a standard resource for quota',
      'spec.hard[foo]: Invalid value: "foo": must be a standard resource type or fully qualified',
      'spec.scopes: Invalid value: ["Terminating","NotTerminating"]: conflicting scopes',
    ],
  ],
  [
    'a quota with scopes that do not fit',
    'resourcequotas',
    {
      hard: { services: '1500m' },
      scopes: ['BestEffort', 'Foo'],
      scopeSelector: {
        matchExpressions: [
          { scopeName: 'PriorityClass', operator: 'In' },
          { scopeName: 'BestEffort', operator: 'In', values: ['a'] },
        ],
      },
    },
    [
      'spec.hard[services]: Invalid value: "1500m": must be an integer',
      'spec.scopeSelector.matchExpressions.operator: Invalid value: "In": must be \'Exists\' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity',
      "spec.scopeSelector.matchExpressions.values: Required value: must be at least one value when `operator` is 'In' or 'NotIn' for scope selector",
      'spec.scopeSelector.matchExpressions: Invalid value: {"MatchExpressions":[{"ScopeName":"PriorityClass","Operator":"In","Values":null},{"ScopeName":"BestEffort","Operator":"In","Values":["a"]}]}: unsupported scope applied to resource',
      'spec.scopeSelector.matchExpressions: Invalid value: {"MatchExpressions":[{"ScopeName":"PriorityClass","Operator":"In","Values":null},{"ScopeName":"BestEffort","Operator":"In","Values":["a"]}]}: unsupported scope applied to resource',
      'spec.scopes: Invalid value: ["BestEffort","Foo"]: unsupported scope',
      'spec.scopes: Invalid value: ["BestEffort","Foo"]: unsupported scope applied to resource',
    ],
  ],
  [
    'limits that contradict each other',
    'limitranges',
    {
      limits: [
        { type: 'Pod', default: { cpu: 1 } },
        { type: 'Container', max: { cpu: 1 }, min: { cpu: 2 } },
        { type: 'Container' },
        { type: 'Foo' },
        { type: 'PersistentVolumeClaim' },
      ],
    },
    [
      "spec.limits[0].default: Forbidden: may not be specified when `type` is 'Pod'",
      'spec.limits[1].default[cpu]: Invalid value: "2": min value 2 is greater than default value 1',
      'spec.limits[1].defaultRequest[cpu]: Invalid value: "1": min value 2 is greater than default request value 1',
      'spec.limits[1].min[cpu]: Invalid value: "2": min value 2 is greater than max value 1',
      'spec.limits[2].type: Duplicate value: "Container"',
      'spec.limits[3].type: Invalid value: "Foo": must be a standard limit type or fully qualified',
      'spec.limits[4].limits: Required value: either minimum or maximum storage value is required, but neither was provided',
    ],
  ],
  [
    'a ratio that cannot be kept',
    'limitranges',
    {
      limits: [
        { type: 'Container', min: { cpu: 1 }, max: { cpu: 2 }, maxLimitRequestRatio: { cpu: 3, memory: '500m' } },
      ],
    },
    [
      'spec.limits[0].maxLimitRequestRatio[cpu]: Invalid value: "3": ratio 3 is greater than max/min = 2.000000',
      'spec.limits[0].maxLimitRequestRatio[memory]: Invalid value: "500m": ratio 500m is less than 1',
    ],
  ],
  [
    'a budget that says two things',
    'poddisruptionbudgets',
    {
      minAvailable: -1,
      maxUnavailable: '200%',
      unhealthyPodEvictionPolicy: 'X',
      selector: { matchLabels: { 'a b': 'c' } },
    },
    [
      'spec.maxUnavailable: Invalid value: "200%": must not be greater than 100%',
      'spec.minAvailable: Invalid value: -1: must be greater than or equal to 0',
      `spec.selector.matchLabels: Invalid value: "a b": ${QUALIFIED}`,
      'spec.unhealthyPodEvictionPolicy: Unsupported value: "X": supported values: "AlwaysAllow", "IfHealthyBudget"',
      'spec: Invalid value: {"MinAvailable":-1,"Selector":{"matchLabels":{"a b":"c"}},"MaxUnavailable":"200%","UnhealthyPodEvictionPolicy":"X"}: minAvailable and maxUnavailable cannot be both set',
    ],
  ],
  [
    'an autoscaler with everything wrong',
    'horizontalpodautoscalers',
    {
      minReplicas: 0,
      maxReplicas: 0,
      scaleTargetRef: { kind: '' },
      metrics: [{ type: 'Resource' }, { type: 'Pods', resource: { name: 'cpu', target: { type: 'Foo' } } }],
      behavior: {
        scaleUp: {
          policies: [{ type: 'X', value: 0, periodSeconds: 3000 }],
          selectPolicy: 'Q',
          stabilizationWindowSeconds: 4000,
        },
      },
    },
    [
      'spec.behavior.scaleUp.policies[0].periodSeconds: Invalid value: 3000: must be less than or equal to 1800',
      'spec.behavior.scaleUp.policies[0].type: Unsupported value: "X": supported values: "Percent", "Pods"',
      'spec.behavior.scaleUp.policies[0].value: Invalid value: 0: must be greater than zero',
      'spec.behavior.scaleUp.selectPolicy: Unsupported value: "Q": supported values: "Disabled", "Max", "Min"',
      'spec.behavior.scaleUp.stabilizationWindowSeconds: Invalid value: 4000: must be less than or equal to 3600',
      'spec.maxReplicas: Invalid value: 0: must be greater than 0',
      'spec.metrics: Forbidden: must specify at least one Object or External metric to support scaling to zero replicas',
      'spec.metrics[0].resource: Required value: must populate information for the given metric source',
      'spec.metrics[1].pods: Required value: must populate information for the given metric source',
      'spec.metrics[1].resource.target.averageUtilization: Required value: must set either a target raw value or a target utilization',
      'spec.metrics[1].resource.target.type: Invalid value: "Foo": must be either Utilization, Value, or AverageValue',
      'spec.minReplicas: Invalid value: 0: must be greater than or equal to 1',
      'spec.scaleTargetRef.apiVersion: Invalid value: "": apiVersion must specify API group',
      'spec.scaleTargetRef.kind: Required value',
      'spec.scaleTargetRef.name: Required value',
    ],
  ],
  [
    'a replication controller without anything',
    'replicationcontrollers',
    {},
    ['spec.selector: Required value', 'spec.template: Required value'],
  ],
  [
    'a replication controller that does not select its Pods',
    'replicationcontrollers',
    { replicas: -1, selector: { app: 'b' }, template: podTemplate({ app: 'a' }) },
    [
      'spec.replicas: Invalid value: -1: must be greater than or equal to 0',
      'spec.template.metadata.labels: Invalid value: {"app":"a"}: `selector` does not match template `labels`',
    ],
  ],
  [
    'claim templates of a StatefulSet',
    'statefulsets',
    {
      selector: { matchLabels: { app: 'a' } },
      template: podTemplate({ app: 'a' }),
      volumeClaimTemplates: [{ metadata: { name: 'DATA' }, spec: {} }],
    },
    [
      `spec.template.spec.volumes[0].name: Invalid value: "DATA": ${LABEL}`,
      'spec.volumeClaimTemplates[0].spec.accessModes: Required value: at least 1 access mode is required',
      'spec.volumeClaimTemplates[0].spec.resources[storage]: Required value',
    ],
  ],
];

for (const [what, plural, spec, expected] of mistakes) {
  conformance('policy', `refused: ${what}`, async ({ api, ns }) => {
    const path = plural === 'persistentvolumes' ? at(plural) : at(plural, ns);
    const status = await refusal(api.post(path, object(plural, spec)));
    expect(status).toMatchObject({ code: 422, reason: 'Invalid' });
    // Upstream walks Go maps: the order of causes is no promise.
    const causes = (status.details?.causes ?? []).map(({ field, message }) => `${field}: ${message}`);
    expect(causes.sort()).toEqual([...expected].sort());
  });
}

const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, storageClassName: 'none' };

/** [kind, spec, spec with defaults] */
const defaults: readonly (readonly [string, Spec, Spec])[] = [
  ['persistentvolumeclaims', claim, { ...claim, volumeMode: 'Filesystem' }],
  [
    'limitranges',
    { limits: [{ type: 'Container', max: { cpu: '1' }, min: { memory: '1Mi' } }] },
    {
      limits: [
        {
          type: 'Container',
          max: { cpu: '1' },
          min: { memory: '1Mi' },
          default: { cpu: '1' },
          defaultRequest: { cpu: '1', memory: '1Mi' },
        },
      ],
    },
  ],
  [
    'horizontalpodautoscalers',
    {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'none' },
      maxReplicas: 3,
      behavior: { scaleDown: { selectPolicy: 'Min' } },
    },
    {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'none' },
      minReplicas: 1,
      maxReplicas: 3,
      metrics: [
        { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
      ],
      behavior: {
        scaleUp: {
          stabilizationWindowSeconds: 0,
          selectPolicy: 'Max',
          policies: [
            { type: 'Pods', value: 4, periodSeconds: 15 },
            { type: 'Percent', value: 100, periodSeconds: 15 },
          ],
        },
        scaleDown: { selectPolicy: 'Min', policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] },
      },
    },
  ],
];

for (const [plural, spec, expected] of defaults) {
  conformance('policy', `defaults of ${plural}`, async ({ api, ns }) => {
    const made = await api.post(at(plural, ns), object(plural, spec));
    expect(made['spec']).toEqual(expected);
  });
}

conformance('policy', 'a volume is retained and waits for somebody to claim it', async ({ api, ns }) => {
  const spec = { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/x' } };
  const made = await api.post(at('persistentvolumes'), {
    ...object('persistentvolumes', { ...spec, storageClassName: ns }),
    metadata: { name: ns },
  });
  expect(made['spec']).toEqual({
    ...spec,
    hostPath: { path: '/x', type: '' },
    storageClassName: ns,
    persistentVolumeReclaimPolicy: 'Retain',
    volumeMode: 'Filesystem',
  });
  expect(made['status']).toEqual({ phase: 'Pending', lastPhaseTransitionTime: made.metadata.creationTimestamp });
  await api.delete(at('persistentvolumes', undefined, ns));
});

conformance('policy', 'a claim template of a StatefulSet is a claim', async ({ api, ns }) => {
  const made = await api.post(
    at('statefulsets', ns),
    object('statefulsets', {
      replicas: 0,
      selector: { matchLabels: { app: 'a' } },
      template: podTemplate({ app: 'a' }),
      volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: claim }],
    }),
  );
  expect(read(made, 'spec.volumeClaimTemplates')).toEqual([
    {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data' },
      spec: { ...claim, volumeMode: 'Filesystem' },
      status: { phase: 'Pending' },
    },
  ]);
});

const V1 = (ns: string, name = '') =>
  `/apis/autoscaling/v1/namespaces/${ns}/horizontalpodautoscalers${name === '' ? '' : `/${name}`}`;

conformance('policy', 'one autoscaler has two forms', async ({ api, ns }) => {
  const target = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'none' };
  const old = await api.post(V1(ns), {
    apiVersion: 'autoscaling/v1',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'a' },
    spec: { scaleTargetRef: target, maxReplicas: 4, targetCPUUtilizationPercentage: 60 },
  });
  expect(old).toMatchObject({
    apiVersion: 'autoscaling/v1',
    spec: { scaleTargetRef: target, minReplicas: 1, maxReplicas: 4, targetCPUUtilizationPercentage: 60 },
    status: { currentReplicas: 0, desiredReplicas: 0 },
  });
  const metrics = [
    { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } } },
  ];
  const current = await api.get(at('horizontalpodautoscalers', ns, 'a'));
  expect(current['spec']).toEqual({ scaleTargetRef: target, minReplicas: 1, maxReplicas: 4, metrics });
  const memory = {
    type: 'Resource',
    resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '1Gi' } },
  };
  const behavior = {
    scaleDown: { stabilizationWindowSeconds: 5, policies: [{ type: 'Pods', value: 1, periodSeconds: 5 }] },
  };
  await api.patch(
    at('horizontalpodautoscalers', ns, 'a'),
    { spec: { metrics: [...metrics, memory], behavior } },
    { type: 'merge' },
  );
  const again = await api.get(V1(ns, 'a'));
  expect(JSON.parse(again.metadata.annotations?.['autoscaling.alpha.kubernetes.io/metrics'] ?? '')).toEqual([
    { type: 'Resource', resource: { name: 'memory', targetAverageValue: '1Gi' } },
  ]);
  await api.patch(V1(ns, 'a'), { spec: { maxReplicas: 5 } }, { type: 'merge' });
  const last = await api.get(at('horizontalpodautoscalers', ns, 'a'));
  // Those that v1 has no field for come first now.
  expect(read(last, 'spec.metrics')).toEqual([memory, ...metrics]);
  expect(read(last, 'spec.behavior.scaleDown')).toEqual({ ...behavior.scaleDown, selectPolicy: 'Max' });
  expect(read(last, 'spec.maxReplicas')).toBe(5);
});

conformance('policy', 'the size of a claim that is not bound is fixed', async ({ api, ns }) => {
  await api.post(at('persistentvolumeclaims', ns), object('persistentvolumeclaims', claim));
  const status = await refusal(
    api.patch(
      at('persistentvolumeclaims', ns, 'a'),
      { spec: { resources: { requests: { storage: '2Gi' } } } },
      { type: 'merge' },
    ),
  );
  expect(status.reason).toBe('Invalid');
  const [cause] = status.details?.causes ?? [];
  expect(cause?.field).toBe('spec');
  expect(cause?.message).toMatch(
    /^Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n/,
  );
});

conformance('policy', 'a ReplicationController keeps its Pods', async ({ api, ns }) => {
  const spec = { replicas: 2, selector: { app: 'a' }, template: podTemplate({ app: 'a' }) };
  const made = await api.post(at('replicationcontrollers', ns), object('replicationcontrollers', spec));
  expect(made.metadata.generation).toBe(1);
  const settled = (replicas: number) =>
    eventually(async () =>
      expect((await api.get(at('replicationcontrollers', ns, 'a')))['status']).toMatchObject({
        replicas,
        fullyLabeledReplicas: replicas,
        readyReplicas: replicas,
        availableReplicas: replicas,
      }),
    );
  await settled(2);
  const { items } = await api.list(at('pods', ns));
  expect(items.map(({ metadata }) => metadata.ownerReferences?.[0])).toMatchObject([
    { apiVersion: 'v1', kind: 'ReplicationController', name: 'a', controller: true },
    { apiVersion: 'v1', kind: 'ReplicationController', name: 'a', controller: true },
  ]);
  await api.patch(at('replicationcontrollers', ns, 'a/scale'), { spec: { replicas: 3 } }, { type: 'merge' });
  await settled(3);
  expect((await api.get(at('replicationcontrollers', ns, 'a/scale')))['status']).toEqual({
    replicas: 3,
    selector: 'app=a',
  });
  await api.delete(at('replicationcontrollers', ns, 'a'), { query: { propagationPolicy: 'Background' } });
  await eventually(async () => expect((await api.list(at('pods', ns))).items).toEqual([]));
});
