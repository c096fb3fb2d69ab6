import { dnsLabelProblems, forbiddenField, invalidField, requiredField, unsupportedField } from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import { ensureObject, equalJson, isJsonObject, objectAt, objectsAt, setDefault, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { Strategy } from '../strategy.ts';
import { claimWarnings } from './claim-warnings.ts';
import { defaultPodSpec } from './pod-defaults.ts';
import { defaultClaimSpec, validateClaimSpec } from './persistent-volume-claim.ts';
import { notNegative } from './field-rules.ts';
import { validateNoDeadline, validateWorkload } from './workload.ts';
import { validateStatefulSetCounts } from './workload-status.ts';
import { warningsOfTemplate } from './pod-warnings.ts';

const IMMUTABLE =
  "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";

const MUTABLE = [
  ...['replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit'],
  ...['persistentVolumeClaimRetentionPolicy', 'minReadySeconds'],
];

/** The rolling update as Go prints it. */
const shownRolling = ({ rollingUpdate }: JsonObject) =>
  isJsonObject(rollingUpdate) ? { Partition: rollingUpdate.partition ?? 0, MaxUnavailable: null } : null;

const validateStrategy = (strategy: JsonObject): FieldError[] => {
  const at = 'spec.updateStrategy';
  const { type } = strategy;
  const rollingUpdate = shownRolling(strategy);
  if (type === 'OnDelete')
    return rollingUpdate === null
      ? []
      : [invalidField(`${at}.rollingUpdate`, rollingUpdate, "only allowed for updateStrategy 'RollingUpdate'")];
  if (type !== 'RollingUpdate')
    return [invalidField(at, { Type: type, RollingUpdate: rollingUpdate }, "must be 'RollingUpdate' or 'OnDelete'")];
  return notNegative(objectAt(strategy, 'rollingUpdate').partition, `${at}.rollingUpdate.partition`);
};

const validateRetention = (policy: JsonObject): FieldError[] =>
  ['whenDeleted', 'whenScaled'].flatMap((field) =>
    ['Retain', 'Delete'].includes(textAt(policy, field))
      ? []
      : [
          unsupportedField(`spec.persistentVolumeClaimRetentionPolicy.${field}`, policy[field] ?? '', [
            'Retain',
            'Delete',
          ]),
        ],
  );

/** The spec with the volumes that its Pods will have: each claim template is one, whatever the template calls so. */
const withClaimVolumes = (spec: JsonObject): JsonObject => {
  const claims = [
    ...new Set(objectsAt(spec, 'volumeClaimTemplates').map((claim) => textAt(claim, 'metadata', 'name'))),
  ];
  if (claims.length === 0) return spec;
  const template = objectAt(spec, 'template');
  const podSpec = objectAt(template, 'spec');
  const others = objectsAt(podSpec, 'volumes').filter(({ name }) => !claims.includes(String(name)));
  const volumes = [...claims.map((name) => ({ name, persistentVolumeClaim: { claimName: name } })), ...others];
  return { ...spec, template: { ...template, spec: { ...podSpec, volumes } } };
};

/** What cannot change is not judged again. */
const validate = (spec: JsonObject, isUpdate: boolean): FieldError[] => {
  const policy = textAt(spec, 'podManagementPolicy');
  const serviceName = textAt(spec, 'serviceName');
  const errors = [
    ...(policy === '' ? [requiredField('spec.podManagementPolicy')] : []),
    ...(policy !== '' && policy !== 'OrderedReady' && policy !== 'Parallel'
      ? [invalidField('spec.podManagementPolicy', policy, "must be 'OrderedReady' or 'Parallel'")]
      : []),
    ...validateStrategy(objectAt(spec, 'updateStrategy')),
    ...validateRetention(objectAt(spec, 'persistentVolumeClaimRetentionPolicy')),
  ];
  errors.push(
    ...(isUpdate ? [] : objectsAt(spec, 'volumeClaimTemplates')).flatMap((claim, i) =>
      validateClaimSpec(objectAt(claim, 'spec'), `spec.volumeClaimTemplates[${i}].spec`),
    ),
  );
  errors.push(
    ...notNegative(spec.replicas, 'spec.replicas'),
    ...notNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...notNegative(objectAt(spec, 'ordinals').start, 'spec.ordinals.start'),
    ...(serviceName === '' || isUpdate
      ? []
      : dnsLabelProblems(serviceName).map((problem) => invalidField('spec.serviceName', serviceName, problem))),
    ...validateWorkload(withClaimVolumes(spec), 'statefulset'),
    ...validateNoDeadline(spec, 'StatefulSet'),
  );
  return errors;
};

const templateWarnings = warningsOfTemplate('spec', 'template');

const setWarnings: Strategy['warnings'] = (object, current) => {
  const { revisionHistoryLimit: limit } = objectAt(object, 'spec');
  // On updates upstream calls the path so.
  const specAt = current === undefined ? '' : '.Spec';
  return [
    ...templateWarnings(object, current),
    ...objectsAt(object, 'spec', 'volumeClaimTemplates').flatMap((claim, i) =>
      claimWarnings(objectAt(claim, 'spec'), `spec.volumeClaimTemplates[${i}]${specAt}`),
    ),
    ...(typeof limit === 'number' && limit < 0
      ? ['spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended']
      : []),
  ];
};

export const statefulset: Strategy = {
  warnings: setWarnings,
  generation: true,
  nameProblems: dnsLabelProblems,
  prepareCreate: (draft) => {
    draft.status = { replicas: 0, availableReplicas: 0 };
  },
  defaults: (draft) => {
    const spec = ensureObject(draft, 'spec');
    setDefault(spec, 'podManagementPolicy', 'OrderedReady');
    const strategy = ensureObject(spec, 'updateStrategy');
    if (strategy.type === undefined || strategy.type === '') {
      strategy.type = 'RollingUpdate';
      setDefault(strategy, 'rollingUpdate', {});
    }
    if (isJsonObject(strategy.rollingUpdate)) {
      // Stock servers do not know it yet.
      if (strategy.rollingUpdate.maxUnavailable !== undefined) delete strategy.rollingUpdate.maxUnavailable;
      if (strategy.type === 'RollingUpdate') setDefault(strategy.rollingUpdate, 'partition', 0);
    }
    const retention = ensureObject(spec, 'persistentVolumeClaimRetentionPolicy');
    setDefault(retention, 'whenDeleted', 'Retain');
    setDefault(retention, 'whenScaled', 'Retain');
    setDefault(spec, 'replicas', 1);
    setDefault(spec, 'revisionHistoryLimit', 10);
    if (spec.minReadySeconds === 0) delete spec.minReadySeconds;
    defaultPodSpec(ensureObject(spec, 'template', 'spec'));
    for (const claim of objectsAt(spec, 'volumeClaimTemplates')) {
      claim.apiVersion = 'v1';
      claim.kind = 'PersistentVolumeClaim';
      defaultClaimSpec(ensureObject(claim, 'spec'));
      setDefault(ensureObject(claim, 'status'), 'phase', 'Pending');
    }
  },
  validate: (object, current) => validate(objectAt(object, 'spec'), current !== undefined),
  validateStatus: validateStatefulSetCounts,
  validateUpdate: (object, current) => {
    const [spec, before] = [{ ...objectAt(object, 'spec') }, { ...objectAt(current, 'spec') }];
    for (const field of MUTABLE) {
      delete spec[field];
      delete before[field];
    }
    return equalJson(spec, before) ? [] : [forbiddenField('spec', IMMUTABLE)];
  },
};
