/** Services and their kin: fields that are ignored, odd addresses. Source: kube-apiserver `pkg/api/service/warnings.go`. */
import type { UnstructuredObject } from '@binnacle/kube/api';
import { isJsonObject, objectAt, objectsAt, textAt, textsAt } from '../json.ts';
import { addressWarnings, cidrWarnings } from './address-warnings.ts';

const HINTS = 'service.kubernetes.io/topology-aware-hints';
const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
const CLASS = 'kubernetes.io/ingress.class';

export const serviceWarnings = (object: UnstructuredObject): string[] => {
  const spec = objectAt(object, 'spec');
  const [type, ip] = [textAt(spec, 'type'), textAt(spec, 'loadBalancerIP')];
  const external = textsAt(spec, 'externalIPs');
  const warnings: string[] = [];
  if (object.metadata.annotations?.[HINTS] !== undefined)
    warnings.push(`annotation ${HINTS} is deprecated, please use service.kubernetes.io/topology-mode instead`);
  if (type !== 'ExternalName' && spec.clusterIP !== 'None')
    warnings.push(
      ...textsAt(spec, 'clusterIPs').flatMap((address, i) => addressWarnings(address, `spec.clusterIPs[${i}]`)),
    );
  if (type === 'ClusterIP' && spec.clusterIP === 'None') {
    if (ip !== '') warnings.push('spec.loadBalancerIP is ignored for headless services');
    if (external.length > 0) warnings.push('spec.externalIPs is ignored for headless services');
    if (spec.sessionAffinity !== 'None') warnings.push('spec.SessionAffinity is ignored for headless services');
  }
  warnings.push(
    ...external.flatMap((address, i) => addressWarnings(address, `spec.externalIPs[${i}]`)),
    ...addressWarnings(ip, 'spec.loadBalancerIP'),
    ...textsAt(spec, 'loadBalancerSourceRanges').flatMap((cidr, i) =>
      cidrWarnings(cidr, `spec.loadBalancerSourceRanges[${i}]`),
    ),
  );
  if (type === 'ExternalName' && external.length > 0)
    warnings.push('spec.externalIPs is ignored when spec.type is "ExternalName"');
  if (type !== 'ExternalName' && textAt(spec, 'externalName') !== '')
    warnings.push('spec.externalName is ignored when spec.type is not "ExternalName"');
  return warnings;
};

export const ingressWarnings = (object: UnstructuredObject, current?: UnstructuredObject): string[] =>
  current === undefined &&
  object.metadata.annotations?.[CLASS] !== undefined &&
  objectAt(object, 'spec').ingressClassName === undefined
    ? [`annotation "${CLASS}" is deprecated, please use 'spec.ingressClassName' instead`]
    : [];

export const endpointsWarnings = (object: UnstructuredObject): string[] =>
  objectsAt(object, 'subsets').flatMap((subset, i) =>
    ['addresses', 'notReadyAddresses'].flatMap((list) =>
      objectsAt(subset, list).flatMap((address, j) =>
        addressWarnings(textAt(address, 'ip'), `subsets[${i}].${list}[${j}].ip`),
      ),
    ),
  );

/** The controllers' own are as they should be. */
export const endpointSliceWarnings = (object: UnstructuredObject, current?: UnstructuredObject): string[] => [
  ...(current === undefined && object.addressType === 'FQDN'
    ? ['spec.addressType: FQDN endpoints are deprecated']
    : []),
  ...(object.metadata.labels?.[MANAGED_BY]?.endsWith('.k8s.io') === true
    ? []
    : objectsAt(object, 'endpoints').flatMap((endpoint, i) =>
        textsAt(endpoint, 'addresses').flatMap((address, j) =>
          addressWarnings(address, `endpoints[${i}].addresses[${j}]`),
        ),
      )),
];

export const networkPolicyWarnings = (object: UnstructuredObject): string[] =>
  (
    [
      ['ingress', 'from'],
      ['egress', 'to'],
    ] as const
  ).flatMap(([direction, peers]) =>
    objectsAt(object, 'spec', direction).flatMap((rule, i) =>
      objectsAt(rule, peers).flatMap(({ ipBlock }, j) => {
        if (!isJsonObject(ipBlock)) return [];
        const at = `spec.${direction}[${i}].${peers}[${j}].ipBlock`;
        return [
          ...cidrWarnings(textAt(ipBlock, 'cidr'), `${at}.cidr`),
          ...textsAt(ipBlock, 'except').flatMap((cidr, k) => cidrWarnings(cidr, `${at}.except[${k}]`)),
        ];
      }),
    ),
  );
