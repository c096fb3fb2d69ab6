/** Endpoints and EndpointSlices. Source: kube-apiserver `pkg/apis/discovery/validation` and `pkg/apis/core/validation`. */
import { isIP } from 'node:net';
import {
  dnsLabelProblems,
  dnsSubdomainProblems,
  duplicateField,
  invalidField,
  labelValueProblems,
  qualifiedNameProblems,
  requiredField,
  tooManyField,
  unsupportedField,
} from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import { equalJson, objectsAt, setDefault, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { Strategy } from '../strategy.ts';
import { isAddress, validateAddress, withoutLeadingZeros } from './addresses.ts';
import { PORT_RANGE } from './field-rules.ts';
import { endpointsWarnings, endpointSliceWarnings } from './network-warnings.ts';

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const ADDRESS_TYPES = ['FQDN', 'IPv4', 'IPv6'];

const validateEach = (value: string, at: string, problems: (value: string) => string[]): FieldError[] =>
  problems(value).map((problem) => invalidField(at, value, problem));

/** Nobody can be reached at some addresses. */
export const validateReachable = (address: string, at: string): FieldError[] => {
  const bad = (why: string) => [invalidField(at, address, why)];
  if (address === '0.0.0.0' || address === '::') return bad(`may not be unspecified (${address})`);
  if (/^127\./.test(address) || address === '::1')
    return bad('may not be in the loopback range (127.0.0.0/8, ::1/128)');
  if (/^169\.254\.|^fe[89ab]/i.test(address))
    return bad('may not be in the link-local range (169.254.0.0/16, fe80::/10)');
  if (/^224\.0\.0\.|^ff02:/i.test(address))
    return bad('may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)');
  return [];
};

const validateEndpointAddress = (address: JsonObject, at: string): FieldError[] => {
  const [ip, hostname] = [textAt(address, 'ip'), textAt(address, 'hostname')];
  return [
    ...validateAddress(ip, `${at}.ip`),
    ...(hostname === '' ? [] : validateEach(hostname, `${at}.hostname`, dnsLabelProblems)),
    ...(typeof address.nodeName === 'string'
      ? validateEach(address.nodeName, `${at}.nodeName`, dnsSubdomainProblems)
      : []),
    ...(isAddress(ip)
      ? validateReachable(ip, `${at}.ip`)
      : [invalidField(`${at}.ip`, ip, 'must be a valid IP address')]),
  ];
};

const validateProtocol = (port: JsonObject, at: string): FieldError[] => {
  const protocol = textAt(port, 'protocol');
  if (protocol === '') return [requiredField(`${at}.protocol`)];
  return PROTOCOLS.includes(protocol) ? [] : [unsupportedField(`${at}.protocol`, protocol, PROTOCOLS)];
};

const validateAppProtocol = ({ appProtocol }: JsonObject, at: string): FieldError[] =>
  typeof appProtocol === 'string' ? validateEach(appProtocol, `${at}.appProtocol`, qualifiedNameProblems) : [];

const validateEndpointPort = (port: JsonObject, at: string, needsName: boolean): FieldError[] => {
  const name = textAt(port, 'name');
  const number = Number(port.port);
  return [
    ...(name === '' ? [] : validateEach(name, `${at}.name`, dnsLabelProblems)),
    ...(needsName && name === '' ? [requiredField(`${at}.name`)] : []),
    ...(number < 1 || number > 65535 ? [invalidField(`${at}.port`, number, PORT_RANGE)] : []),
    ...validateProtocol(port, at),
    ...validateAppProtocol(port, at),
  ];
};

export const endpoints: Strategy = {
  warnings: endpointsWarnings,
  createOnUpdate: true,
  defaults: (draft) => {
    for (const subset of objectsAt(draft, 'subsets'))
      for (const port of objectsAt(subset, 'ports')) setDefault(port, 'protocol', 'TCP');
  },
  validate: (object, current) =>
    (equalJson(object.subsets, current?.subsets) ? [] : objectsAt(object, 'subsets')).flatMap((subset, i) => {
      const at = `subsets[${i}]`;
      const lists = ['addresses', 'notReadyAddresses'].map((field) => ({ field, list: objectsAt(subset, field) }));
      const ports = objectsAt(subset, 'ports');
      return [
        ...(lists.every(({ list }) => list.length === 0)
          ? [requiredField(at, 'must specify `addresses` or `notReadyAddresses`')]
          : []),
        ...lists.flatMap(({ field, list }) =>
          list.flatMap((address, j) => validateEndpointAddress(address, `${at}.${field}[${j}]`)),
        ),
        ...ports.flatMap((port, j) => validateEndpointPort(port, `${at}.ports[${j}]`, ports.length > 1)),
      ];
    }),
};

const validateSliceAddress = (address: string, type: string, at: { list: string; item: string }): FieldError[] => {
  if (type === 'FQDN') return validateEach(address, at.item, dnsSubdomainProblems);
  if (type !== 'IPv4' && type !== 'IPv6') return [];
  if (!isAddress(address)) return validateAddress(address, at.item);
  return [
    ...(isIP(withoutLeadingZeros(address)) === (type === 'IPv4' ? 4 : 6)
      ? []
      : [invalidField(at.list, address, `must be an ${type} address`)]),
    ...validateReachable(address, at.item),
  ];
};

/** Zones or nodes that a hint names. */
const validateHints = (hints: JsonObject[], at: string, problems: (value: string) => string[]): FieldError[] => {
  if (hints.length > 8) return [tooManyField(at, hints.length, 8)];
  const seen = new Set<string>();
  return hints.flatMap((hint, i) => {
    const name = textAt(hint, 'name');
    const errors = seen.has(name) ? [duplicateField(`${at}[${i}].name`, name)] : [];
    seen.add(name);
    return [...errors, ...validateEach(name, `${at}[${i}].name`, problems)];
  });
};

const validateEndpoint = (endpoint: JsonObject, at: string, type: string): FieldError[] => {
  const list = `${at}.addresses`;
  const addresses = Array.isArray(endpoint.addresses) ? (endpoint.addresses as string[]) : [];
  return [
    ...(addresses.length === 0 ? [requiredField(list, 'must contain at least 1 address')] : []),
    ...(addresses.length > 100 ? [tooManyField(list, addresses.length, 100)] : []),
    ...addresses.flatMap((address, i) => validateSliceAddress(address, type, { list, item: `${list}[${i}]` })),
    ...(typeof endpoint.nodeName === 'string'
      ? validateEach(endpoint.nodeName, `${at}.nodeName`, dnsSubdomainProblems)
      : []),
    ...(typeof endpoint.hostname === 'string'
      ? validateEach(endpoint.hostname, `${at}.hostname`, dnsLabelProblems)
      : []),
    ...validateHints(objectsAt(endpoint, 'hints', 'forZones'), `${at}.hints.forZones`, labelValueProblems),
    ...validateHints(objectsAt(endpoint, 'hints', 'forNodes'), `${at}.hints.forNodes`, dnsSubdomainProblems),
  ];
};

const validateSlicePorts = (ports: JsonObject[]): FieldError[] => {
  const names = new Set<string>();
  return ports.flatMap((port, i) => {
    const at = `ports[${i}]`;
    const name = textAt(port, 'name');
    const errors = name === '' ? [] : validateEach(name, `${at}.name`, dnsLabelProblems);
    if (names.has(name)) errors.push(duplicateField(`${at}.name`, name));
    names.add(name);
    return [...errors, ...validateProtocol(port, at), ...validateAppProtocol(port, at)];
  });
};

export const endpointslice: Strategy = {
  warnings: endpointSliceWarnings,
  generation: 'content',
  defaults: (draft) => {
    if (objectsAt(draft, 'endpoints').length === 0) draft.endpoints = null;
    setDefault(draft, 'ports', null);
    for (const port of objectsAt(draft, 'ports')) {
      setDefault(port, 'name', '');
      setDefault(port, 'protocol', 'TCP');
    }
  },
  validate: (object, current) => {
    const type = textAt(object, 'addressType');
    const errors: FieldError[] = [];
    if (type === '') errors.push(requiredField('addressType'));
    else if (!ADDRESS_TYPES.includes(type)) errors.push(unsupportedField('addressType', type, ADDRESS_TYPES));
    const list = equalJson(object.endpoints, current?.endpoints) ? [] : objectsAt(object, 'endpoints');
    const before = current?.addressType;
    const isMoved = before !== undefined && before !== object.addressType;
    return [
      ...errors,
      ...validateSlicePorts(objectsAt(object, 'ports')),
      ...(list.length > 1000
        ? [tooManyField('endpoints', list.length, 1000)]
        : list.flatMap((endpoint, i) => validateEndpoint(endpoint, `endpoints[${i}]`, type))),
      ...(isMoved ? [invalidField('addressType', object.addressType, 'field is immutable')] : []),
    ];
  },
};
