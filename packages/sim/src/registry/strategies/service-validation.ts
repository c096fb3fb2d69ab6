/** What Services must be. Source: kube-apiserver `pkg/apis/core/validation`, validateService. */
import { isIP } from 'node:net';
import {
  dnsLabelProblems,
  dnsSubdomainProblems,
  duplicateField,
  forbiddenField,
  invalidField,
  qualifiedNameProblems,
  requiredField,
  unsupportedField,
} from '@binnacle/kube/api';
import type { FieldError, UnstructuredObject } from '@binnacle/kube/api';
import { equalJson, isJsonObject, objectAt, objectsAt, textAt, textsAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { validateLabels } from '../meta.ts';
import { isAddress, validateAddress, validateCidr } from './addresses.ts';
import { validateReachable } from './endpoints.ts';
import { isPort, PORT_RANGE, validatePortRef } from './field-rules.ts';

const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const ONE_DAY = 86_400;

const oneOf = (value: unknown, supported: readonly string[], at: string): FieldError[] =>
  supported.includes(value as string) ? [] : [unsupportedField(at, value ?? '', supported)];

/** Reached from outside the cluster. */
export const isExternal = (spec: JsonObject): boolean =>
  spec.type === 'LoadBalancer' ||
  spec.type === 'NodePort' ||
  (spec.type === 'ClusterIP' && textsAt(spec, 'externalIPs').length > 0);

export const needsHealthCheck = (spec: JsonObject): boolean =>
  spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local';

const validatePort = (port: JsonObject, at: string, names: { used: Set<string>; needed: boolean }): FieldError[] => {
  const errors: FieldError[] = [];
  const name = textAt(port, 'name');
  if (name === '' && names.needed) errors.push(requiredField(`${at}.name`));
  else if (name !== '') {
    errors.push(...dnsLabelProblems(name).map((problem) => invalidField(`${at}.name`, name, problem)));
    if (names.used.has(name)) errors.push(duplicateField(`${at}.name`, name));
    names.used.add(name);
  }
  if (typeof port.port !== 'number' || port.port < 1 || port.port > 65535)
    errors.push(invalidField(`${at}.port`, port.port ?? 0, PORT_RANGE));
  errors.push(
    ...oneOf(port.protocol, PROTOCOLS, `${at}.protocol`),
    ...validatePortRef(port.targetPort, `${at}.targetPort`),
  );
  const { appProtocol } = port;
  if (typeof appProtocol === 'string')
    errors.push(
      ...qualifiedNameProblems(appProtocol).map((problem) => invalidField(`${at}.appProtocol`, appProtocol, problem)),
    );
  return errors;
};

/** No port of the Service twice; those of the nodes are given out one by one. */
const validateUniquePorts = (ports: JsonObject[]): FieldError[] => {
  const seen = new Set<string>();
  const isTaken = (key: string) => seen.has(key) || (seen.add(key), false);
  return [
    ...ports.flatMap(({ protocol, port }, i) =>
      isTaken(`${String(protocol)} ${String(port)}`)
        ? [
            duplicateField(`spec.ports[${i}]`, {
              Name: '',
              Protocol: protocol,
              AppProtocol: null,
              Port: port,
              TargetPort: 0,
              NodePort: 0,
            }),
          ]
        : [],
    ),
  ];
};

const validateAffinity = (spec: JsonObject): FieldError[] => {
  const errors = oneOf(spec.sessionAffinity, ['ClientIP', 'None'], 'spec.sessionAffinity');
  const at = 'spec.sessionAffinityConfig';
  if (spec.sessionAffinity === 'None' && spec.sessionAffinityConfig !== undefined)
    errors.push(forbiddenField(at, 'must not be set when session affinity is None'));
  const seconds = Number(objectAt(spec, 'sessionAffinityConfig', 'clientIP').timeoutSeconds);
  if (spec.sessionAffinity === 'ClientIP' && (seconds <= 0 || seconds > ONE_DAY))
    errors.push(
      invalidField(`${at}.clientIP.timeoutSeconds`, seconds, `must be greater than 0 and less than ${ONE_DAY}`),
    );
  return errors;
};

const validateClusterIps = (spec: JsonObject): FieldError[] => {
  const at = 'spec.clusterIPs';
  const addresses = textsAt(spec, 'clusterIPs');
  const own = textAt(spec, 'clusterIP');
  const errors: FieldError[] = [];
  if (own !== '' && addresses.length > 0 && addresses[0] !== own)
    errors.push(invalidField(at, addresses, 'first value must match `clusterIP`'));
  if (own === '' && addresses.length > 0)
    errors.push(invalidField(at, addresses, 'must be empty when `clusterIP` is not specified'));
  textsAt(spec, 'ipFamilies').forEach((family, i, families) => {
    errors.push(...oneOf(family, ['IPv4', 'IPv6'], `spec.ipFamilies[${i}]`));
    if (families.indexOf(family) < i) errors.push(duplicateField(`spec.ipFamilies[${i}]`, family));
  });
  if (spec.ipFamilyPolicy !== undefined)
    errors.push(
      ...oneOf(spec.ipFamilyPolicy, ['PreferDualStack', 'RequireDualStack', 'SingleStack'], 'spec.ipFamilyPolicy'),
    );
  addresses.forEach((address, i) => {
    if (i > 0 || address !== 'None') errors.push(...validateAddress(address, `${at}[${i}]`));
    else if (addresses.length > 1) errors.push(invalidField(at, addresses, "'None' must be the first and only value"));
  });
  if (addresses.length > 2) errors.push(invalidField(at, addresses, 'may only hold up to 2 values'));
  const [first, second] = addresses.map((address) => isIP(address));
  if (addresses.length === 2 && first === second && first !== 0)
    errors.push(invalidField(at, addresses, 'may specify no more than one IP for each IP family'));
  return errors;
};

const validateSourceRanges = (spec: JsonObject): FieldError[] => {
  const at = 'spec.LoadBalancerSourceRanges';
  const ranges = textsAt(spec, 'loadBalancerSourceRanges');
  if (ranges.length === 0) return [];
  return [
    ...(spec.type === 'LoadBalancer' ? [] : [forbiddenField(at, "may only be used when `type` is 'LoadBalancer'")]),
    ...ranges.flatMap((range, i) => validateCidr(range.trim(), `${at}[${i}]`)),
  ];
};

const validateBalancer = (spec: JsonObject): FieldError[] => {
  const only = "may only be used when `type` is 'LoadBalancer'";
  const { loadBalancerClass } = spec;
  if (spec.type === 'LoadBalancer')
    return typeof loadBalancerClass === 'string'
      ? qualifiedNameProblems(loadBalancerClass).map((problem) =>
          invalidField('spec.loadBalancerClass', loadBalancerClass, problem),
        )
      : [];
  return [
    ...(spec.allocateLoadBalancerNodePorts === undefined
      ? []
      : [forbiddenField('spec.allocateLoadBalancerNodePorts', only)]),
    ...(loadBalancerClass === undefined ? [] : [forbiddenField('spec.loadBalancerClass', only)]),
  ];
};

const validateTraffic = (spec: JsonObject): FieldError[] => {
  const { externalTrafficPolicy: outside, internalTrafficPolicy: inside, healthCheckNodePort: health } = spec;
  const errors: FieldError[] = [];
  if (isExternal(spec)) errors.push(...oneOf(outside, ['Cluster', 'Local'], 'spec.externalTrafficPolicy'));
  else if (outside !== undefined)
    errors.push(
      invalidField('spec.externalTrafficPolicy', outside, 'may only be set for externally-accessible services'),
    );
  if (!needsHealthCheck(spec) && health !== undefined && health !== 0)
    errors.push(
      invalidField(
        'spec.healthCheckNodePort',
        health,
        "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'",
      ),
    );
  if (needsHealthCheck(spec) && typeof health === 'number' && health !== 0 && !isPort(health))
    errors.push(invalidField('spec.healthCheckNodePort', health, PORT_RANGE));
  if (inside !== undefined) errors.push(...oneOf(inside, ['Cluster', 'Local'], 'spec.internalTrafficPolicy'));
  if (spec.trafficDistribution !== undefined)
    errors.push(
      ...oneOf(
        spec.trafficDistribution,
        ['PreferClose', 'PreferSameZone', 'PreferSameNode'],
        'spec.trafficDistribution',
      ),
    );
  return errors;
};

const validateExternalName = (spec: JsonObject): FieldError[] => {
  const at = 'spec.externalName';
  const fields = ['clusterIPs', 'ipFamilies', 'ipFamilyPolicy'].filter((field) => spec[field] !== undefined);
  const name = textAt(spec, 'externalName').replace(/\.$/, '');
  return [
    ...fields.map((field) => forbiddenField(`spec.${field}`, 'may not be set for ExternalName services')),
    ...(name === ''
      ? [requiredField(at)]
      : dnsSubdomainProblems(name).map((problem) => invalidField(at, name, problem))),
  ];
};

export const validateService = (object: UnstructuredObject): FieldError[] => {
  const spec = objectAt(object, 'spec');
  const ports = objectsAt(spec, 'ports');
  const external = spec.type === 'ExternalName';
  const headless = spec.clusterIP === 'None';
  // Addresses are handed out first.
  const addresses = external ? [] : validateClusterIps(spec);
  if (addresses.length > 0) return addresses;
  const errors: FieldError[] = [];
  if (ports.length === 0 && !external && !headless) errors.push(requiredField('spec.ports'));
  if (headless && (spec.type === 'LoadBalancer' || spec.type === 'NodePort'))
    errors.push(invalidField('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${spec.type} services`));
  if (external) errors.push(...validateExternalName(spec));
  const names = { used: new Set<string>(), needed: ports.length > 1 };
  errors.push(
    ...ports.flatMap((port, i) => validatePort(port, `spec.ports[${i}]`, names)),
    ...(isJsonObject(spec.selector) ? validateLabels(spec.selector, 'spec.selector') : []),
    ...validateAffinity(spec),
    ...textsAt(spec, 'externalIPs').flatMap((address, i) =>
      isAddress(address)
        ? validateReachable(address, `spec.externalIPs[${i}]`)
        : validateAddress(address, `spec.externalIPs[${i}]`),
    ),
    ...oneOf(spec.type, TYPES, 'spec.type'),
  );
  if (spec.type === 'ClusterIP')
    ports.forEach(({ nodePort }, i) => {
      if (nodePort !== undefined && nodePort !== 0)
        errors.push(forbiddenField(`spec.ports[${i}].nodePort`, "may not be used when `type` is 'ClusterIP'"));
    });
  return [
    ...errors,
    ...validateUniquePorts(ports),
    ...validateSourceRanges(spec),
    ...validateBalancer(spec),
    ...validateTraffic(spec),
  ];
};

/** Addresses are given once. */
export const validateServiceUpdate = (object: UnstructuredObject, current: UnstructuredObject): FieldError[] => {
  const [now, before] = [objectAt(object, 'spec'), objectAt(current, 'spec')];
  if (now.type === 'ExternalName' || before.type === 'ExternalName') return [];
  const errors: FieldError[] = [];
  if (now.clusterIP !== before.clusterIP && before.clusterIP !== undefined)
    errors.push(invalidField('spec.clusterIPs[0]', now.clusterIPs ?? null, 'may not change once set'));
  else if (now.clusterIP !== 'None' && !equalJson(now.ipFamilies, before.ipFamilies))
    errors.push(invalidField('spec.ipFamilies[0]', now.ipFamilies ?? null, 'may not change once set'));
  if (
    now.type === 'LoadBalancer' &&
    before.type === 'LoadBalancer' &&
    now.loadBalancerClass !== before.loadBalancerClass
  )
    errors.push(invalidField('spec.loadBalancerClass', now.loadBalancerClass ?? null, 'may not change once set'));
  if (needsHealthCheck(now) && needsHealthCheck(before) && now.healthCheckNodePort !== before.healthCheckNodePort)
    errors.push(forbiddenField('spec.healthCheckNodePort', 'field is immutable'));
  return errors;
};
