/** What may become of a Pod's status. Source: kube-apiserver `pkg/apis/core/validation`, ValidatePodStatusUpdate. */
import { dnsSubdomainProblems, duplicateField, forbiddenField, invalidField } from '@binnacle/kube/api';
import type { FieldError, UnstructuredObject } from '@binnacle/kube/api';
import { isIP } from 'node:net';
import { isJsonObject, objectAt, objectsAt, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { validateAddress } from './addresses.ts';
import { addressWarnings } from './address-warnings.ts';
import { validateId, validateQualifiedName } from './field-rules.ts';

const NOT_NEGATIVE = 'must be a non-negative integer';
const SYSTEM_CONDITIONS = new Set(['PodScheduled', 'Ready', 'Initialized']);
const LISTS = ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'] as const;

const negative = (value: unknown, at: string): FieldError[] =>
  typeof value === 'number' && value < 0 ? [invalidField(at, value, NOT_NEGATIVE)] : [];

const validateConditions = (status: JsonObject): FieldError[] =>
  objectsAt(status, 'conditions').flatMap((condition, i) => {
    const [at, type] = [`status.conditions[${i}]`, textAt(condition, 'type')];
    return [
      ...negative(condition.observedGeneration, `${at}.observedGeneration`),
      ...(SYSTEM_CONDITIONS.has(type) ? [] : validateQualifiedName(type, `${at}.Type`)),
    ];
  });

const validateNomination = (status: JsonObject, before: JsonObject): FieldError[] => {
  const name = textAt(status, 'nominatedNodeName');
  if (name === '' || name === before.nominatedNodeName) return [];
  return dnsSubdomainProblems(name).map((problem) => invalidField('status.nominatedNodeName', name, problem));
};

const byName = (spec: JsonObject, list: string, name: unknown): JsonObject =>
  objectsAt(spec, list).find((container) => container.name === name) ?? {};

/** Whether the kubelet may start again what has ended with this code. */
const mayRestart = (
  spec: JsonObject,
  { list, name, code }: { list: (typeof LISTS)[number]; name: unknown; code: number },
): boolean => {
  const policy = textAt(spec, 'restartPolicy');
  const byPolicy = policy === 'Always' || (policy === 'OnFailure' && code !== 0);
  if (list === 'ephemeralContainerStatuses') return false;
  if (list === 'initContainerStatuses')
    return byPolicy || byName(spec, 'initContainers', name).restartPolicy === 'Always';
  return byPolicy;
};

/** What has ended stays so, unless it may start again. */
const validateEnded = (spec: JsonObject, status: JsonObject, before: JsonObject): FieldError[] =>
  LISTS.flatMap((list) =>
    objectsAt(before, list).flatMap(({ name, state }, i) => {
      const ended = objectAt(state, 'terminated');
      if (!isJsonObject(state) || !isJsonObject(state.terminated)) return [];
      const after = objectsAt(status, list).find((other) => other.name === name);
      if (after === undefined || isJsonObject(objectAt(after, 'state').terminated)) return [];
      const code = typeof ended.exitCode === 'number' ? ended.exitCode : 0;
      return mayRestart(spec, { list, name, code })
        ? []
        : [forbiddenField(`status.${list}[${i}].state`, 'may not be transitioned to non-terminated state')];
    }),
  );

const validateClaims = (spec: JsonObject, status: JsonObject): FieldError[] => {
  const known = objectsAt(spec, 'resourceClaims').map(({ name }) => name);
  const seen = new Set<unknown>();
  return objectsAt(status, 'resourceClaimStatuses').flatMap(({ name, resourceClaimName: claim }, i) => {
    const at = `status.resourceClaimStatuses[${i}].name`;
    const errors: FieldError[] = [];
    if (!known.includes(name))
      errors.push(invalidField(at, name, 'must match the name of an entry in `spec.resourceClaims`'));
    if (seen.has(name)) errors.push(duplicateField(at, name));
    seen.add(name);
    if (typeof claim === 'string')
      errors.push(...dnsSubdomainProblems(claim).map((problem) => invalidField(at, claim, problem)));
    return errors;
  });
};

const addressesOf = (status: JsonObject, list: string): string[] => objectsAt(status, list).map((a) => textAt(a, 'ip'));

/** New ones must be some; one of each family. */
const validateAddresses = (list: string, status: JsonObject, before: JsonObject): FieldError[] => {
  const [at, now, known] = [`status.${list}`, addressesOf(status, list), new Set(addressesOf(before, list))];
  const errors = now.flatMap((ip, i) => (known.has(ip) ? [] : validateAddress(ip, `${at}[${i}]`)));
  const isPair = now.length === 2 && isIP(now[0]!) !== isIP(now[1]!);
  if (now.length > 1 && !isPair)
    errors.push(
      invalidField(
        at,
        now.map((IP) => ({ IP })),
        'may specify no more than one IP for each IP family',
      ),
    );
  return errors;
};

const validateHostAddresses = (status: JsonObject, before: JsonObject): FieldError[] => {
  const [first] = addressesOf(status, 'hostIPs');
  return [
    ...(first === undefined || first === textAt(status, 'hostIP')
      ? []
      : [invalidField('status.hostIPs[0].ip', first, 'must be equal to `hostIP`')]),
    ...validateAddresses('hostIPs', status, before),
  ];
};

const validateUsers = (spec: JsonObject, status: JsonObject): FieldError[] =>
  LISTS.flatMap((list) =>
    objectsAt(status, list).flatMap(({ user }, i) => {
      const { linux } = objectAt(user);
      const at = `status.${list}[${i}].user.linux`;
      if (!isJsonObject(linux)) return [];
      if (textAt(spec, 'os', 'name') === 'windows') return [forbiddenField(at, 'cannot be set for a windows pod')];
      const groups = Array.isArray(linux.supplementalGroups) ? (linux.supplementalGroups as unknown[]) : [];
      return [
        ...validateId(linux.uid, `${at}.uid`),
        ...validateId(linux.gid, `${at}.gid`),
        ...groups.flatMap((group, j) => validateId(group, `${at}.supplementalGroups[${j}]`)),
      ];
    }),
  );

export const validatePodStatus = (object: UnstructuredObject, current: UnstructuredObject): FieldError[] => {
  const [spec, status, before] = [objectAt(object, 'spec'), objectAt(object, 'status'), objectAt(current, 'status')];
  const at = 'status.qosClass';
  return [
    ...validateConditions(status),
    ...validateNomination(status, before),
    ...negative(status.observedGeneration, 'status.observedGeneration'),
    ...(status.qosClass === before.qosClass ? [] : [invalidField(at, status.qosClass, 'field is immutable')]),
    ...validateEnded(spec, status, before),
    ...validateClaims(spec, status),
    ...validateAddresses('podIPs', status, before),
    ...validateHostAddresses(status, before),
    ...validateUsers(spec, status),
  ];
};

export const podStatusWarnings = ({ status }: UnstructuredObject): string[] =>
  ['podIPs', 'hostIPs'].flatMap((list) =>
    addressesOf(objectAt(status), list).flatMap((ip, i) => addressWarnings(ip, `status.${list}[${i}].ip`)),
  );
