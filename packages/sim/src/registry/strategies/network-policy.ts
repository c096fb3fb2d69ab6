/** NetworkPolicies. Source: kube-apiserver `pkg/apis/networking/validation`. */
import { forbiddenField, invalidField, requiredField, unsupportedField } from '@binnacle/kube/api';
import type { FieldError, UnstructuredObject } from '@binnacle/kube/api';
import { ensureObject, isJsonObject, objectAt, objectsAt, setDefault, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { Strategy } from '../strategy.ts';
import { isStrictlyWithin, parseCidr, validateCidr } from './addresses.ts';
import { PORT_RANGE, validatePortRef } from './field-rules.ts';
import { validateLabelSelector } from './label-selector.ts';
import { networkPolicyWarnings } from './network-warnings.ts';

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];
const TYPES = ['Ingress', 'Egress'];

const validatePort = ({ protocol, port, endPort }: JsonObject, at: string): FieldError[] => {
  const errors: FieldError[] = [];
  if (typeof protocol === 'string' && !PROTOCOLS.includes(protocol))
    errors.push(unsupportedField(`${at}.protocol`, protocol, PROTOCOLS));
  const end = (value: unknown, why: string) => errors.push(invalidField(`${at}.endPort`, value, why));
  if (port === undefined) {
    if (endPort !== undefined) end(endPort, 'may not be specified when `port` is not specified');
    return errors;
  }
  if (typeof port === 'string') {
    if (endPort !== undefined) end(endPort, 'may not be specified when `port` is non-numeric');
    return [...errors, ...validatePortRef(port, `${at}.port`)];
  }
  errors.push(...validatePortRef(port, `${at}.port`));
  if (typeof endPort !== 'number') return errors;
  if (endPort < Number(port)) end(port, 'must be greater than or equal to `port`');
  if (endPort < 1 || endPort > 65535) end(endPort, PORT_RANGE);
  return errors;
};

const validateBlock = (block: JsonObject, at: string): FieldError[] => {
  const text = textAt(block, 'cidr');
  if (text === '') return [requiredField(`${at}.cidr`)];
  const outer = parseCidr(text);
  if (outer === undefined) return validateCidr(text, `${at}.cidr`);
  return (Array.isArray(block.except) ? (block.except as string[]) : []).flatMap((except, i) => {
    const inner = parseCidr(except);
    const place = `${at}.except[${i}]`;
    if (inner === undefined) return validateCidr(except, place);
    return isStrictlyWithin(inner, outer) ? [] : [invalidField(place, except, 'must be a strict subset of `cidr`')];
  });
};

const validatePeer = (peer: JsonObject, at: string): FieldError[] => {
  const selectors = ['podSelector', 'namespaceSelector'].filter((field) => isJsonObject(peer[field]));
  const errors = selectors.flatMap((field) => validateLabelSelector(objectAt(peer, field), `${at}.${field}`));
  const hasBlock = isJsonObject(peer.ipBlock);
  if (hasBlock) errors.push(...validateBlock(objectAt(peer, 'ipBlock'), `${at}.ipBlock`));
  if (selectors.length === 0 && !hasBlock) errors.push(requiredField(at, 'must specify a peer'));
  else if (selectors.length > 0 && hasBlock)
    errors.push(forbiddenField(at, 'may not specify both ipBlock and another peer'));
  return errors;
};

const rulesOf = (object: UnstructuredObject) => [
  ...objectsAt(object, 'spec', 'ingress').map((rule, i) => ({ rule, peers: 'from', at: `spec.ingress[${i}]` })),
  ...objectsAt(object, 'spec', 'egress').map((rule, i) => ({ rule, peers: 'to', at: `spec.egress[${i}]` })),
];

export const networkpolicy: Strategy = {
  warnings: networkPolicyWarnings,
  generation: true,
  defaults: (draft) => {
    const spec = ensureObject(draft, 'spec');
    ensureObject(spec, 'podSelector');
    if (!Array.isArray(spec.policyTypes) || spec.policyTypes.length === 0)
      spec.policyTypes = objectsAt(spec, 'egress').length > 0 ? [...TYPES] : ['Ingress'];
    for (const { rule } of rulesOf(draft))
      for (const port of objectsAt(rule, 'ports')) setDefault(port, 'protocol', 'TCP');
  },
  validate: (object) => {
    const spec = objectAt(object, 'spec');
    const types = Array.isArray(spec.policyTypes) ? (spec.policyTypes as string[]) : [];
    const errors = [
      ...validateLabelSelector(objectAt(spec, 'podSelector'), 'spec.podSelector'),
      ...rulesOf(object).flatMap(({ rule, peers, at }) => [
        ...objectsAt(rule, 'ports').flatMap((port, i) => validatePort(port, `${at}.ports[${i}]`)),
        ...objectsAt(rule, peers).flatMap((peer, i) => validatePeer(peer, `${at}.${peers}[${i}]`)),
      ]),
    ];
    if (types.length > TYPES.length)
      return [...errors, invalidField('spec.policyTypes', types, 'may not specify more than two policyTypes')];
    types.forEach((type, i) => {
      if (!TYPES.includes(type)) errors.push(unsupportedField(`spec.policyTypes[${i}]`, type, TYPES));
    });
    return errors;
  },
};
