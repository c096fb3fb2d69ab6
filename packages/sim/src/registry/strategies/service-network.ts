/** IPAddresses and ServiceCIDRs. Source: kube-apiserver `pkg/apis/networking/validation`. */
import { dnsSubdomainProblems, invalidField, pathSegmentProblems, requiredField } from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import { equalJson, isJsonObject, objectAt, textAt } from '../json.ts';
import type { Strategy } from '../strategy.ts';
import { networkOf, parseCidr, validateAddress, validateCidr } from './addresses.ts';

const IMMUTABLE = 'field is immutable';

export const ipaddress: Strategy = {
  nameProblems: (name) =>
    validateAddress(name, '').map(() => 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'),
  validate: (object) => {
    const { parentRef } = objectAt(object, 'spec');
    const at = 'spec.parentRef';
    if (!isJsonObject(parentRef)) return [requiredField(at)];
    const errors: FieldError[] = [];
    const group = textAt(parentRef, 'group');
    if (group !== '')
      errors.push(...dnsSubdomainProblems(group).map((problem) => invalidField(`${at}.group`, group, problem)));
    for (const field of ['resource', 'name', 'namespace']) {
      const value = textAt(parentRef, field);
      if (value !== '')
        errors.push(...pathSegmentProblems(value).map((problem) => invalidField(`${at}.${field}`, value, problem)));
      else if (field !== 'namespace') errors.push(requiredField(`${at}.${field}`));
    }
    return errors;
  },
  validateUpdate: (object, current) => {
    const [now, before] = [objectAt(object, 'spec').parentRef, objectAt(current, 'spec').parentRef];
    return equalJson(now, before) ? [] : [invalidField('spec.parentRef', now ?? null, IMMUTABLE)];
  },
};

const cidrsOf = (object: unknown): string[] => {
  const { cidrs } = objectAt(object, 'spec');
  return Array.isArray(cidrs) ? (cidrs as string[]) : [];
};

const validateStrictCidr = (value: string, at: string): FieldError[] => {
  const cidr = parseCidr(value);
  if (cidr === undefined) return validateCidr(value, at);
  return cidr.family === 'ipv4' && networkOf(cidr) !== cidr.address
    ? [invalidField(at, value, 'must not have bits set beyond the prefix length')]
    : [];
};

export const servicecidr: Strategy = {
  statusMetadata: [],
  validate: (object) => {
    const at = 'spec.cidrs';
    const cidrs = cidrsOf(object);
    if (cidrs.length === 0) return [requiredField(at, 'at least one CIDR required')];
    if (cidrs.length > 2) return [invalidField(at, { CIDRs: cidrs }, 'may only hold up to 2 values')];
    const errors = cidrs.flatMap((cidr, i) => validateStrictCidr(cidr, `${at}[${i}]`));
    const [first, second] = cidrs.map((cidr) => parseCidr(cidr)?.family);
    if (cidrs.length === 2 && first !== undefined && first === second)
      errors.push(
        invalidField(
          at,
          cidrs,
          'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64',
        ),
      );
    return errors;
  },
  validateUpdate: (object, current) => {
    const [now, before] = [cidrsOf(object), cidrsOf(current)];
    if (now.length !== before.length && !(before.length === 1 && now.length === 2))
      return [invalidField('spec.cidrs', now, IMMUTABLE)];
    return before.flatMap((cidr, i) => (cidr === now[i] ? [] : [invalidField(`spec.cidrs[${i}]`, now[i], IMMUTABLE)]));
  },
};
