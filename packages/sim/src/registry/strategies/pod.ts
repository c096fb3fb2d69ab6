import { compareQuantities, isQuantity, quantityToNumber } from '@binnacle/kube/api';
import type { UnstructuredObject } from '@binnacle/kube/api';
import { ensureObject, isJsonObject, objectAt, objectsAt, setDefault, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { Strategy } from '../strategy.ts';
import { containersOf, defaultPod, defaultPodSpec } from './pod-defaults.ts';
import { narrowToEphemeral, validateEphemeralUpdate } from './pod-ephemeral.ts';
import { narrowToResize, validateResize } from './pod-resize.ts';
import { podStatusWarnings, validatePodStatus } from './pod-status-rules.ts';
import { validatePodChange } from './pod-update.ts';
import { validatePodAlone, validatePodCreate, validatePodSpec } from './pod-validation.ts';
import { podWarnings } from './pod-warnings.ts';

const finished = new Set(['Succeeded', 'Failed']);

/** Source: Kubernetes docs, "Pod Quality of Service Classes". */
export const qosClassOf = (spec: unknown): 'Guaranteed' | 'Burstable' | 'BestEffort' => {
  const amounts = [...objectsAt(spec, 'initContainers'), ...objectsAt(spec, 'containers')].map((container) => ({
    limits: objectAt(container, 'resources', 'limits'),
    requests: objectAt(container, 'resources', 'requests'),
  }));
  const asks = (list: JsonObject) =>
    ['cpu', 'memory'].some(
      (name) => typeof list[name] === 'string' && isQuantity(list[name]) && quantityToNumber(list[name]) > 0,
    );
  if (!amounts.some(({ limits, requests }) => asks(limits) || asks(requests))) return 'BestEffort';
  const guaranteed = amounts.every(({ limits, requests }) =>
    ['cpu', 'memory'].every((name) => {
      const [limit, request] = [limits[name], requests[name] ?? limits[name]];
      return typeof limit === 'string' && typeof request === 'string' && compareQuantities(limit, request) === 0;
    }),
  );
  return guaranteed ? 'Guaranteed' : 'Burstable';
};

/** Tolerations that the admission plugin DefaultTolerationSeconds adds. */
const addTolerations = (spec: JsonObject): void => {
  const tolerations = objectsAt(spec, 'tolerations');
  for (const key of ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']) {
    const tolerated = tolerations.some(
      (t) => (t.key === key || t.key === undefined) && (t.effect === 'NoExecute' || t.effect === undefined),
    );
    if (!tolerated) tolerations.push({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 });
  }
  spec.tolerations = tolerations;
};

const validateUpdate: Strategy['validateUpdate'] = (object, current, subresource) => {
  if (subresource === 'ephemeralcontainers') return validateEphemeralUpdate(object, current);
  if (subresource === 'resize') return validateResize(object, current, qosClassOf);
  return validatePodChange(objectAt(object, 'spec'), objectAt(current, 'spec'));
};

/** A Pod with gates is not looked at before they are gone. */
const gated = (now: string) => ({
  type: 'PodScheduled',
  status: 'False',
  lastProbeTime: null,
  lastTransitionTime: now,
  reason: 'SchedulingGated',
  message: 'Scheduling is blocked due to non-empty scheduling gates',
});

export const pod: Strategy = {
  warnings: podWarnings,
  generation: true,
  returnsDeleted: true,
  prepareCreate: (draft, { now }) => {
    const spec = ensureObject(draft, 'spec');
    setDefault(spec, 'priority', 0);
    setDefault(spec, 'preemptionPolicy', 'PreemptLowerPriority');
    addTolerations(spec);
    draft.status = {
      phase: 'Pending',
      ...(objectsAt(spec, 'schedulingGates').length === 0 ? {} : { conditions: [gated(now)] }),
      qosClass: qosClassOf(spec),
    };
  },
  prepareUpdate: (draft) => addTolerations(ensureObject(draft, 'spec')),
  defaults: (draft) => {
    const spec = ensureObject(draft, 'spec');
    defaultPodSpec(spec);
    defaultPod(spec);
  },
  validate: ({ spec }) => [...validatePodSpec(objectAt(spec), 'spec'), ...validatePodAlone(objectAt(spec))],
  validateCreate: ({ spec }) => validatePodCreate(objectAt(spec)),
  validateUpdate,
  narrow: (draft, current, subresource) => {
    if (subresource === 'ephemeralcontainers') narrowToEphemeral(draft, current);
    if (subresource === 'resize') narrowToResize(draft, current);
  },
  graceSeconds: (object, requested) => {
    if (textAt(object, 'spec', 'nodeName') === '' || finished.has(textAt(object, 'status', 'phase'))) return 0;
    const own = objectAt(object, 'spec').terminationGracePeriodSeconds;
    const seconds = requested ?? (typeof own === 'number' ? own : 30);
    return seconds < 0 ? 1 : seconds;
  },
  prepareStatus: (draft, current) => {
    const status = ensureObject(draft, 'status');
    setDefault(status, 'qosClass', objectAt(current, 'status').qosClass);
    // Who tells one address only, or another one, means that.
    const ip = textAt(status, 'podIP');
    const [first] = objectsAt(status, 'podIPs');
    if (ip !== '' && first?.ip !== ip) status.podIPs = [{ ip }];
    else if (first !== undefined) status.podIP = first.ip;
  },
  validateStatus: validatePodStatus,
  statusWarnings: podStatusWarnings,
  statusMetadata: ['labels', 'annotations', 'finalizers'],
};

/** True when a container of the Pod has the name. */
export const hasContainer = (object: UnstructuredObject, name: string): boolean =>
  containersOf(object.spec).some((container) => isJsonObject(container) && container.name === name);
