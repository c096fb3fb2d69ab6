/** Nodes. Source: kube-apiserver `pkg/apis/core/validation`, ValidateNode. */
import {
  duplicateField,
  forbiddenField,
  invalidField,
  labelValueProblems,
  qualifiedNameProblems,
  requiredField,
  unsupportedField,
} from '@binnacle/kube/api';
import type { FieldError, UnstructuredObject } from '@binnacle/kube/api';
import { copyJson, ensureObject, equalJson, objectAt, objectsAt, setDefault, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { Strategy } from '../strategy.ts';
import { parseCidr, validateCidr } from './addresses.ts';
import { validateResourceAmount } from './resource-names.ts';
import { cidrWarnings } from './address-warnings.ts';

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

const validateTaint = (taint: JsonObject, at: string, seen: Set<string>): FieldError[] => {
  const [key, value, effect] = [textAt(taint, 'key'), textAt(taint, 'value'), textAt(taint, 'effect')];
  const errors = qualifiedNameProblems(key).map((problem) => invalidField(`${at}.key`, key, problem));
  const problems = labelValueProblems(value);
  if (problems.length > 0) errors.push(invalidField(`${at}.value`, value, problems.join(';')));
  if (effect === '') errors.push(requiredField(`${at}.effect`));
  else if (!EFFECTS.includes(effect)) errors.push(unsupportedField(`${at}.effect`, effect, EFFECTS));
  const pair = `${effect} ${key}`;
  if (seen.has(pair)) {
    const shown = JSON.stringify({ Key: key, Value: value, Effect: effect, TimeAdded: taint.timeAdded ?? null });
    errors.push({
      reason: 'FieldValueDuplicate',
      message: `Duplicate value: ${shown}: taints must be unique by key and effect pair`,
      field: at,
    });
  }
  seen.add(pair);
  return errors;
};

const cidrsOf = (object: unknown): string[] => {
  const { podCIDRs, podCIDR } = objectAt(object, 'spec');
  if (Array.isArray(podCIDRs)) return podCIDRs as string[];
  return typeof podCIDR === 'string' ? [podCIDR] : [];
};

/** One of each family. */
const validateCidrs = (cidrs: readonly string[]): FieldError[] => {
  const at = 'spec.podCIDRs';
  const errors = cidrs.flatMap((cidr, i) => validateCidr(cidr, `${at}[${i}]`));
  const [first, second] = cidrs.map((cidr) => parseCidr(cidr)?.family);
  if (cidrs.length > 2 || (cidrs.length === 2 && first === second))
    errors.push(invalidField(at, cidrs, 'may specify no more than one CIDR for each IP family'));
  return errors;
};

const validateAmounts = (status: JsonObject, list: string): FieldError[] =>
  Object.entries(objectAt(status, list)).flatMap(([name, value]) =>
    validateResourceAmount(name, String(value), `status.${list}.${name}`),
  );

const validateNodeStatus = (object: UnstructuredObject): FieldError[] => {
  const status = objectAt(object, 'status');
  const seen = new Set<string>();
  const duplicates = objectsAt(status, 'addresses').flatMap((address, i) => {
    const shown = { Type: textAt(address, 'type'), Address: textAt(address, 'address') };
    const key = JSON.stringify(shown);
    if (seen.has(key)) return [duplicateField(`status.addresses[${i}]`, shown)];
    seen.add(key);
    return [];
  });
  return [...validateAmounts(status, 'capacity'), ...validateAmounts(status, 'allocatable'), ...duplicates];
};

export const node: Strategy = {
  warnings: (object) => [
    ...(textAt(object, 'spec', 'externalID') === ''
      ? []
      : ['spec.externalID: this field is deprecated, and is unused by Kubernetes']),
    ...cidrsOf(object).flatMap((cidr, i) => cidrWarnings(cidr, `spec.podCIDRs[${i}]`)),
  ],
  defaults: (draft) => {
    const cidrs = cidrsOf(draft);
    if (cidrs.length > 0) Object.assign(ensureObject(draft, 'spec'), { podCIDR: cidrs[0], podCIDRs: cidrs });
  },
  validate: (object) => {
    const seen = new Set<string>();
    return [
      ...objectsAt(object, 'spec', 'taints').flatMap((taint, i) => validateTaint(taint, `metadata.taints[${i}]`, seen)),
      ...validateCidrs(cidrsOf(object)),
    ];
  },
  prepareStatus: (draft) => {
    const status = objectAt(draft, 'status');
    if (status.capacity !== undefined) setDefault(status, 'allocatable', copyJson(status.capacity));
  },
  validateStatus: validateNodeStatus,
  validateUpdate: (object, current) => {
    const [now, before] = [objectAt(object, 'spec'), objectAt(current, 'spec')];
    const errors: FieldError[] = [];
    if (cidrsOf(current).length > 0 && !equalJson(cidrsOf(object), cidrsOf(current)))
      errors.push(forbiddenField('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid'));
    if (textAt(before, 'providerID') !== '' && now.providerID !== before.providerID)
      errors.push(forbiddenField('spec.providerID', 'node updates may not change providerID except from "" to valid'));
    if (textAt(now, 'externalID') !== textAt(before, 'externalID'))
      errors.push(forbiddenField('spec.externalID', 'may not be updated'));
    return errors;
  },
};
