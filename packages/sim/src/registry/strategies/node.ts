/** Nodes. Source: kube-apiserver `pkg/apis/core/validation`, ValidateNode. */
import {
  forbiddenField,
  invalidField,
  labelValueProblems,
  qualifiedNameProblems,
  requiredField,
  unsupportedField,
} from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import { ensureObject, equalJson, objectAt, objectsAt, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { Strategy } from '../strategy.ts';
import { validateCidr } from './addresses.ts';

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

export const node: Strategy = {
  defaults: (draft) => {
    const cidrs = cidrsOf(draft);
    if (cidrs.length > 0) Object.assign(ensureObject(draft, 'spec'), { podCIDR: cidrs[0], podCIDRs: cidrs });
  },
  validate: (object) => {
    const seen = new Set<string>();
    return [
      ...objectsAt(object, 'spec', 'taints').flatMap((taint, i) => validateTaint(taint, `metadata.taints[${i}]`, seen)),
      ...cidrsOf(object).flatMap((cidr, i) => validateCidr(cidr, `spec.podCIDRs[${i}]`)),
    ];
  },
  validateUpdate: (object, current) => {
    const [now, before] = [objectAt(object, 'spec'), objectAt(current, 'spec')];
    const errors: FieldError[] = [];
    if (cidrsOf(current).length > 0 && !equalJson(cidrsOf(object), cidrsOf(current)))
      errors.push(forbiddenField('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid'));
    if (textAt(before, 'providerID') !== '' && now.providerID !== before.providerID)
      errors.push(forbiddenField('spec.providerID', 'node updates may not change providerID except from "" to valid'));
    return errors;
  },
};
