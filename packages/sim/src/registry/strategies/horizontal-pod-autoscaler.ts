/** HorizontalPodAutoscalers, as autoscaling/v2 has them. Source: kube-apiserver `pkg/apis/autoscaling`. */
import { forbiddenField, invalidField, requiredField, unsupportedField } from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import { ensureObject, isJsonObject, objectAt, objectsAt, setDefault, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { Strategy } from '../strategy.ts';
import { countsBy } from './status-counts.ts';
import { validateMetric, validateReference } from './autoscaler-metrics.ts';

/** What is done when nothing is said: up at once, down after a while that the controller knows. */
const defaultRules = {
  scaleUp: {
    stabilizationWindowSeconds: 0,
    selectPolicy: 'Max',
    policies: [
      { type: 'Pods', value: 4, periodSeconds: 15 },
      { type: 'Percent', value: 100, periodSeconds: 15 },
    ],
  },
  scaleDown: { selectPolicy: 'Max', policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] },
} as const;

const defaultBehavior = (behavior: JsonObject): void => {
  for (const [direction, rules] of Object.entries(defaultRules))
    for (const [field, value] of Object.entries(rules))
      setDefault(ensureObject(behavior, direction), field, structuredClone(value));
};

const MAX_SECONDS = { window: 3600, period: 1800 };

const validatePolicy = (policy: JsonObject, at: string): FieldError[] => {
  const { type, value, periodSeconds } = policy;
  const positive = (field: string, amount: unknown) =>
    typeof amount === 'number' && amount > 0
      ? []
      : [invalidField(`${at}.${field}`, amount ?? 0, 'must be greater than zero')];
  return [
    ...(type === 'Pods' || type === 'Percent' ? [] : [unsupportedField(`${at}.type`, type ?? '', ['Percent', 'Pods'])]),
    ...positive('value', value),
    ...positive('periodSeconds', periodSeconds),
    ...(Number(periodSeconds) > MAX_SECONDS.period
      ? [invalidField(`${at}.periodSeconds`, periodSeconds, `must be less than or equal to ${MAX_SECONDS.period}`)]
      : []),
  ];
};

const validateRules = (rules: JsonObject, at: string): FieldError[] => {
  const window = rules.stabilizationWindowSeconds;
  const policies = objectsAt(rules, 'policies');
  const selections = ['Disabled', 'Max', 'Min'];
  return [
    ...(typeof window === 'number' && window < 0
      ? [invalidField(`${at}.stabilizationWindowSeconds`, window, 'must be greater than or equal to zero')]
      : []),
    ...(typeof window === 'number' && window > MAX_SECONDS.window
      ? [
          invalidField(
            `${at}.stabilizationWindowSeconds`,
            window,
            `must be less than or equal to ${MAX_SECONDS.window}`,
          ),
        ]
      : []),
    ...(selections.includes(textAt(rules, 'selectPolicy'))
      ? []
      : [unsupportedField(`${at}.selectPolicy`, rules.selectPolicy, selections)]),
    ...(policies.length === 0 ? [requiredField(`${at}.policies`, 'must specify at least one Policy')] : []),
    ...policies.flatMap((policy, i) => validatePolicy(policy, `${at}.policies[${i}]`)),
  ];
};

const validate = (spec: JsonObject): FieldError[] => {
  const min = Number(spec.minReplicas);
  const max = Number(spec.maxReplicas ?? 0);
  const metrics = objectsAt(spec, 'metrics');
  const behavior = objectAt(spec, 'behavior');
  return [
    ...(min < 1 ? [invalidField('spec.minReplicas', min, 'must be greater than or equal to 1')] : []),
    ...(max < 1 ? [invalidField('spec.maxReplicas', max, 'must be greater than 0')] : []),
    ...(max < min ? [invalidField('spec.maxReplicas', max, 'must be greater than or equal to `minReplicas`')] : []),
    ...validateReference(
      objectAt(spec, 'scaleTargetRef'),
      'spec.scaleTargetRef',
      textAt(spec, 'scaleTargetRef', 'kind') === 'ReplicationController',
    ),
    ...metrics.flatMap((metric, i) => validateMetric(metric, `spec.metrics[${i}]`)),
    ...(min === 0 && !metrics.some(({ type }) => type === 'Object' || type === 'External')
      ? [
          forbiddenField(
            'spec.metrics',
            'must specify at least one Object or External metric to support scaling to zero replicas',
          ),
        ]
      : []),
    ...['scaleUp', 'scaleDown'].flatMap((direction) =>
      isJsonObject(behavior[direction]) ? validateRules(behavior[direction], `spec.behavior.${direction}`) : [],
    ),
  ];
};

const defaultMetrics = [
  { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
];

export const horizontalPodAutoscaler: Strategy = {
  prepareCreate: (draft) => {
    draft.status = { desiredReplicas: 0, currentMetrics: null };
  },
  defaults: (draft) => {
    const spec = ensureObject(draft, 'spec');
    setDefault(spec, 'minReplicas', 1);
    if (objectsAt(spec, 'metrics').length === 0) spec.metrics = structuredClone(defaultMetrics);
    if (isJsonObject(spec.behavior)) defaultBehavior(spec.behavior);
  },
  prepareStatus: (draft) => {
    const status = ensureObject(draft, 'status');
    setDefault(status, 'desiredReplicas', 0);
    if (status.currentMetrics === undefined) status.currentMetrics = null;
  },
  validate: (object) => validate(objectAt(object, 'spec')),
  validateStatus: countsBy({ counts: ['currentReplicas', 'desiredReplicas'] }),
};
