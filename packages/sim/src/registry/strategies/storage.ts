/** The storage.k8s.io group. Source: kube-apiserver `pkg/apis/storage/validation`. */
import {
  dnsSubdomainProblems,
  duplicateField,
  forbiddenField,
  invalidField,
  qualifiedNameProblems,
  requiredField,
  tooLongField,
  unsupportedField,
} from '@binnacle/kube/api';
import type { FieldError, UnstructuredObject } from '@binnacle/kube/api';
import { ensureObject, equalJson, isJsonObject, objectAt, objectsAt, setDefault, textAt, textsAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { Strategy } from '../strategy.ts';
import { notNegative } from './field-rules.ts';
import { validateLabelSelector } from './label-selector.ts';
import { validateDriverName } from './driver-name.ts';
import { labelWarnings, nodeSelectorWarnings } from './node-label-warnings.ts';

const RECLAIM = ['Delete', 'Retain'];
const BINDING = ['Immediate', 'WaitForFirstConsumer'];

const validateQualified = (value: string, at: string): FieldError[] =>
  value === ''
    ? [requiredField(at)]
    : qualifiedNameProblems(value.toLowerCase()).map((problem) => invalidField(at, value.toLowerCase(), problem));

const validateParameters = (object: UnstructuredObject, needed: boolean): FieldError[] => {
  const entries = Object.entries(objectAt(object, 'parameters')) as [string, string][];
  const at = 'parameters';
  if (entries.length > 512) return [tooLongField(at, 512)];
  const errors = entries.filter(([key]) => key === '').map(() => invalidField(at, '', 'field can not be empty.'));
  if (entries.reduce((sum, [key, value]) => sum + key.length + value.length, 0) > 256 * 1024)
    errors.push(tooLongField(at, 256 * 1024));
  if (needed && entries.length === 0) errors.push(requiredField(at, 'must contain at least one key/value pair'));
  return errors;
};

const fixed = (object: UnstructuredObject, current: UnstructuredObject, fields: readonly string[]): FieldError[] =>
  fields
    .filter((field) => !equalJson(object[field], current[field]))
    .map((field) => forbiddenField(field, `updates to ${field} are forbidden.`));

const validateTopologies = (object: UnstructuredObject): FieldError[] =>
  objectsAt(object, 'allowedTopologies').flatMap((term, i) => {
    const seen = new Set<string>();
    return objectsAt(term, 'matchLabelExpressions').flatMap((expression, j) => {
      const at = `allowedTopologies[${i}].matchLabelExpressions[${j}]`;
      const key = textAt(expression, 'key');
      const values = Array.isArray(expression.values) ? (expression.values as string[]) : [];
      const errors: FieldError[] = [];
      if (values.length === 0) errors.push(requiredField(`${at}.values`));
      values.forEach((value, k) => {
        if (values.indexOf(value) < k) errors.push(duplicateField(`${at}.values[${k}]`, value));
      });
      errors.push(...qualifiedNameProblems(key).map((problem) => invalidField(`${at}.key`, key, problem)));
      if (seen.has(key)) errors.push(duplicateField(`${at}.key`, key));
      seen.add(key);
      return errors;
    });
  });

export const storageclass: Strategy = {
  warnings: (object) =>
    objectsAt(object, 'allowedTopologies').flatMap((term, i) =>
      objectsAt(term, 'matchLabelExpressions').flatMap((expression, j) =>
        labelWarnings(
          textAt(expression, 'key'),
          `allowedTopologies[${i}].matchLabelExpressions[${j}].key`,
          'in the path',
        ),
      ),
    ),
  returnsDeleted: true,
  defaults: (draft) => {
    setDefault(draft, 'reclaimPolicy', 'Delete');
    setDefault(draft, 'volumeBindingMode', 'Immediate');
  },
  validate: (object) => [
    ...validateQualified(textAt(object, 'provisioner'), 'provisioner'),
    ...validateParameters(object, false),
    ...(RECLAIM.includes(textAt(object, 'reclaimPolicy')) || object.reclaimPolicy === ''
      ? []
      : [unsupportedField('reclaimPolicy', object.reclaimPolicy, RECLAIM)]),
    ...(BINDING.includes(textAt(object, 'volumeBindingMode'))
      ? []
      : [unsupportedField('volumeBindingMode', object.volumeBindingMode, BINDING)]),
    ...validateTopologies(object),
  ],
  validateUpdate: (object, current) => [
    ...fixed(object, current, ['parameters', 'provisioner', 'reclaimPolicy']),
    ...(equalJson(object.volumeBindingMode, current.volumeBindingMode)
      ? []
      : [invalidField('volumeBindingMode', object.volumeBindingMode, 'field is immutable')]),
  ],
};

export const volumeattributesclass: Strategy = {
  returnsDeleted: true,
  // Source: admission plugin StorageObjectInUseProtection.
  prepareCreate: ({ metadata }) => {
    metadata.finalizers = [...new Set([...(metadata.finalizers ?? []), 'kubernetes.io/vac-protection'])];
  },
  validate: (object) => [
    ...validateQualified(textAt(object, 'driverName'), 'driverName'),
    ...validateParameters(object, true),
  ],
  validateUpdate: (object, current) => fixed(object, current, ['driverName', 'parameters']),
};

const MODES = ['Persistent', 'Ephemeral'];
const GROUP_POLICIES = ['File', 'None', 'ReadWriteOnceWithFSType'];

const validateTokenRequests = (requests: JsonObject[], at: string): FieldError[] => {
  const audiences = new Set<string>();
  return requests.flatMap((request, i) => {
    const [audience, seconds] = [textAt(request, 'audience'), request.expirationSeconds];
    if (audiences.has(audience)) return [duplicateField(`${at}[${i}].audience`, audience)];
    audiences.add(audience);
    return typeof seconds === 'number' && seconds < 600
      ? [invalidField(`${at}[${i}].expirationSeconds`, seconds, 'may not specify a duration less than 10 minutes')]
      : [];
  });
};

export const csidriver: Strategy = {
  generation: 'changes',
  returnsDeleted: true,
  conditionalUpdateOnly: true,
  defaults: (draft) => {
    const spec = ensureObject(draft, 'spec');
    setDefault(spec, 'attachRequired', true);
    setDefault(spec, 'fsGroupPolicy', 'ReadWriteOnceWithFSType');
    for (const field of ['podInfoOnMount', 'requiresRepublish', 'seLinuxMount', 'storageCapacity'])
      setDefault(spec, field, false);
    setDefault(spec, 'volumeLifecycleModes', ['Persistent']);
  },
  validate: (object) => {
    const spec = objectAt(object, 'spec');
    const policy = spec.fsGroupPolicy as string;
    const modes = Array.isArray(spec.volumeLifecycleModes) ? (spec.volumeLifecycleModes as string[]) : [];
    return [
      ...(GROUP_POLICIES.includes(policy) ? [] : [unsupportedField('spec.fsGroupPolicy', policy, GROUP_POLICIES)]),
      ...validateTokenRequests(objectsAt(spec, 'tokenRequests'), 'spec.tokenRequests'),
      ...modes
        .filter((mode) => !MODES.includes(mode))
        .map((mode) => unsupportedField('spec.volumeLifecycleModes', mode, MODES)),
    ];
  },
  validateUpdate: (object, current) => {
    const [now, before] = [objectAt(object, 'spec'), objectAt(current, 'spec')];
    return [
      ['attachRequired', 'attachedRequired'],
      ['volumeLifecycleModes', 'volumeLifecycleModes'],
    ].flatMap(([field = '', told = '']) =>
      equalJson(now[field], before[field]) ? [] : [invalidField(`spec.${told}`, now[field], 'field is immutable')],
    );
  },
};

const validateDriver = (driver: JsonObject, at: string, seen: Set<string>): FieldError[] => {
  const [name, id] = [textAt(driver, 'name'), textAt(driver, 'nodeID')];
  const errors: FieldError[] = [];
  errors.push(...validateDriverName(name, `${at}.name`));
  if (id === '') errors.push(requiredField(`${at}.nodeID`));
  if (id.length > 256) errors.push(invalidField(`${at}.nodeID`, id, 'must be 256 characters or less'));
  errors.push(...notNegative(objectAt(driver, 'allocatable').count, `${at}.allocatable.count`));
  const keys = textsAt(driver, 'topologyKeys');
  keys.forEach((key, i) => {
    if (keys.indexOf(key) < i) errors.push(duplicateField(at, key));
    errors.push(...qualifiedNameProblems(key).map((problem) => invalidField(at, key, problem)));
  });
  if (seen.has(name)) errors.push(duplicateField(`${at}.name`, name));
  seen.add(name);
  return errors;
};

/** A driver as Go prints it. */
const goDriver = ({ name, nodeID, topologyKeys, allocatable }: JsonObject) => ({
  Name: name,
  NodeID: nodeID,
  TopologyKeys: topologyKeys ?? null,
  Allocatable: isJsonObject(allocatable) ? { Count: allocatable.count ?? null } : null,
});

export const csinode: Strategy = {
  returnsDeleted: true,
  conditionalUpdateOnly: true,
  defaults: (draft) => {
    setDefault(ensureObject(draft, 'spec'), 'drivers', null);
    for (const driver of objectsAt(draft, 'spec', 'drivers')) setDefault(driver, 'topologyKeys', null);
  },
  validate: (object) => {
    const seen = new Set<string>();
    return objectsAt(object, 'spec', 'drivers').flatMap((driver, i) =>
      validateDriver(driver, `spec.drivers[${i}]`, seen),
    );
  },
  // A driver comes and goes, but stays what it is.
  validateUpdate: (object, current) =>
    objectsAt(object, 'spec', 'drivers').flatMap((driver) => {
      const before = objectsAt(current, 'spec', 'drivers').find(({ name }) => name === driver.name);
      const { allocatable: _now, ...own } = driver;
      const { allocatable: _then, ...old } = before ?? driver;
      return equalJson(own, old) ? [] : [invalidField('spec.drivers', goDriver(driver), 'field is immutable')];
    }),
};

export const csistoragecapacity: Strategy = {
  warnings: (object) => nodeSelectorWarnings(objectAt(object, 'nodeTopology'), 'nodeTopology'),
  conditionalUpdateOnly: true,
  validate: (object) => [
    ...(isJsonObject(object.nodeTopology) ? validateLabelSelector(object.nodeTopology, 'nodeTopology') : []),
    ...dnsSubdomainProblems(textAt(object, 'storageClassName')).map((problem) =>
      invalidField('storageClassName', textAt(object, 'storageClassName'), problem),
    ),
  ],
  validateUpdate: (object, current) =>
    ['nodeTopology', 'storageClassName']
      .filter((field) => !equalJson(object[field], current[field]))
      .map((field) => invalidField(field, object[field], 'field is immutable')),
};

const validateVolumeName = (name: unknown): FieldError[] =>
  typeof name === 'string'
    ? dnsSubdomainProblems(name).map((problem) => invalidField('spec.source.persistentVolumeName', name, problem))
    : [];

/** The spec as Go prints it. */
const goAttachment = (object: UnstructuredObject) => {
  const { attacher = '', source, nodeName = '' } = objectAt(object, 'spec');
  const { persistentVolumeName = null, inlineVolumeSpec = null } = objectAt({ source }, 'source');
  return {
    Attacher: attacher,
    Source: { PersistentVolumeName: persistentVolumeName, InlineVolumeSpec: inlineVolumeSpec },
    NodeName: nodeName,
  };
};

export const volumeattachment: Strategy = {
  statusMetadata: [],
  returnsDeleted: true,
  conditionalUpdateOnly: true,
  prepareCreate: (draft) => {
    draft.status = { attached: false };
  },
  validate: (object) => {
    const spec = objectAt(object, 'spec');
    const source = objectAt(spec, 'source');
    const [node, attacher] = [textAt(spec, 'nodeName'), textAt(spec, 'attacher')];
    const errors: FieldError[] = [];
    const both = source.inlineVolumeSpec !== undefined && source.persistentVolumeName !== undefined;
    const why = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName';
    if (attacher === '') errors.push(requiredField('spec.attacher'));
    if (source.inlineVolumeSpec === undefined && source.persistentVolumeName === undefined)
      errors.push(requiredField('spec.source', why));
    else if (both) errors.push(forbiddenField('spec.source', why));
    return [...errors, ...dnsSubdomainProblems(node).map((problem) => invalidField('spec.nodeName', node, problem))];
  },
  validateCreate: (object) => [
    ...validateDriverName(textAt(object, 'spec', 'attacher'), 'spec.attacher'),
    ...validateVolumeName(objectAt(object, 'spec', 'source').persistentVolumeName),
  ],
  validateUpdate: (object, current) =>
    equalJson(object.spec, current.spec) ? [] : [invalidField('spec', goAttachment(object), 'field is immutable')],
};
