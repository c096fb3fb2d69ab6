/** What containers must be. Source: kube-apiserver `pkg/apis/core/validation/validation.go`, validateContainers. */
import {
  configKeyProblems,
  dnsLabelProblems,
  dnsSubdomainProblems,
  duplicateField,
  forbiddenField,
  invalidField,
  missingTargetField,
  requiredField,
  unsupportedField,
} from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import { isJsonObject, objectAt, objectsAt, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { validateFieldRef, validateResourceFieldRef } from './downward-validation.ts';
import { isPort, oneOf, PORT_RANGE, portNameProblems, validateRelativePath } from './field-rules.ts';
import { validateHandlers } from './handler-validation.ts';
import { validateContainerResources } from './resource-requirements.ts';
import { validateContainerSecurity } from './security-validation.ts';
import { validateDevices } from './device-mounts.ts';

/** What containers depend on in their Pod. */
export interface PodParts {
  /** Volumes that can be mounted. */
  volumes: ReadonlySet<string>;
  /** Those of them that are claims, or become some. */
  claims: ReadonlySet<string>;
  /** Names in `spec.resourceClaims`. */
  resourceClaims: readonly string[];
  grace: number | undefined;
  hostUsers: boolean;
}

const validatePorts = (ports: JsonObject[], at: string): FieldError[] => {
  const names = new Set<string>();
  return ports.flatMap((port, i) => {
    const place = `${at}[${i}]`;
    const errors: FieldError[] = [];
    const name = textAt(port, 'name');
    if (name !== '') {
      const problems = portNameProblems(name);
      errors.push(...problems.map((problem) => invalidField(`${place}.name`, name, problem)));
      if (problems.length === 0 && names.has(name)) errors.push(duplicateField(`${place}.name`, name));
      if (problems.length === 0) names.add(name);
    }
    const { containerPort = 0, hostPort = 0 } = port;
    if (containerPort === 0) errors.push(requiredField(`${place}.containerPort`));
    else if (!isPort(containerPort)) errors.push(invalidField(`${place}.containerPort`, containerPort, PORT_RANGE));
    if (hostPort !== 0 && !isPort(hostPort)) errors.push(invalidField(`${place}.hostPort`, hostPort, PORT_RANGE));
    return [...errors, ...oneOf(port.protocol, ['SCTP', 'TCP', 'UDP'], `${place}.protocol`)];
  });
};

/** Ports of the node that are asked for twice. */
const validateHostPorts = (containers: JsonObject[], at: string): FieldError[] => {
  const taken = new Set<string>();
  return containers.flatMap((container, c) =>
    objectsAt(container, 'ports').flatMap((port, p) => {
      if (typeof port.hostPort !== 'number' || port.hostPort === 0) return [];
      const what = `${textAt(port, 'protocol')}/${textAt(port, 'hostIP')}/${port.hostPort}`;
      if (taken.has(what)) return [duplicateField(`${at}[${c}].ports[${p}].hostPort`, what)];
      taken.add(what);
      return [];
    }),
  );
};

const ENV_NAME = /^[ -<>-~]+$/;
const ENV_RULE = "a valid environment variable name must consist only of printable ASCII characters other than '='";

const validateEnvName = (name: string, at: string): FieldError[] =>
  ENV_NAME.test(name) ? [] : [invalidField(at, name, ENV_RULE)];

const envFields = new Set([
  ...['metadata.name', 'metadata.namespace', 'metadata.uid', 'spec.nodeName', 'spec.serviceAccountName'],
  ...['status.hostIP', 'status.hostIPs', 'status.podIP', 'status.podIPs'],
]);

const validateKeyRef = (ref: JsonObject, at: string): FieldError[] => {
  const [name, key] = [textAt(ref, 'name'), textAt(ref, 'key')];
  return [
    ...dnsSubdomainProblems(name).map((problem) => invalidField(`${at}.name`, name, problem)),
    ...(key === ''
      ? [requiredField(`${at}.key`)]
      : configKeyProblems(key).map((problem) => invalidField(`${at}.key`, key, problem))),
  ];
};

const envSources: readonly [string, (ref: JsonObject, at: string) => FieldError[]][] = [
  ['fieldRef', (ref, at) => validateFieldRef(ref, envFields, at)],
  ['resourceFieldRef', (ref, at) => validateResourceFieldRef(ref, { at })],
  ['configMapKeyRef', validateKeyRef],
  ['secretKeyRef', validateKeyRef],
];

const validateValueFrom = (variable: JsonObject, at: string): FieldError[] => {
  const { valueFrom } = variable;
  if (!isJsonObject(valueFrom)) return [];
  const given = envSources.filter(([field]) => isJsonObject(valueFrom[field]));
  const errors = given.flatMap(([field, validate]) => validate(objectAt(valueFrom, field), `${at}.${field}`));
  const says = (why: string) => [...errors, invalidField(at, '', why)];
  if (given.length === 0)
    return says('must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`');
  if (textAt(variable, 'value') !== '') return says('may not be specified when `value` is not empty');
  return given.length > 1 ? says('may not have more than one field specified at a time') : errors;
};

const validateEnv = (env: JsonObject[], at: string): FieldError[] =>
  env.flatMap((variable, i) => {
    const name = textAt(variable, 'name');
    return [
      ...(name === '' ? [requiredField(`${at}[${i}].name`)] : validateEnvName(name, `${at}[${i}].name`)),
      ...validateValueFrom(variable, `${at}[${i}].valueFrom`),
    ];
  });

/** Upstream does not say which of them it means when none or both are there. */
const validateEnvFrom = (all: JsonObject[], at: string): FieldError[] =>
  all.flatMap((one, i) => {
    const prefix = textAt(one, 'prefix');
    const given = ['configMapRef', 'secretRef'].filter((field) => isJsonObject(one[field]));
    const errors = prefix === '' ? [] : validateEnvName(prefix, `${at}[${i}].prefix`);
    for (const field of given) {
      const name = textAt(one, field, 'name');
      const place = `${at}[${i}].${field}.name`;
      if (name === '') errors.push(requiredField(place));
      else errors.push(...dnsSubdomainProblems(name).map((problem) => invalidField(place, name, problem)));
    }
    if (given.length === 0) errors.push(invalidField(at, '', 'must specify one of: `configMapRef` or `secretRef`'));
    if (given.length > 1) errors.push(invalidField(at, '', 'may not have more than one field specified at a time'));
    return errors;
  });

const recursions = ['Disabled', 'Enabled', 'IfPossible'];

const validateRecursion = ({ recursiveReadOnly: recursion, readOnly, mountPropagation }: JsonObject, at: string) => {
  if (typeof recursion !== 'string' || recursion === 'Disabled') return [];
  if (!recursions.includes(recursion)) return [unsupportedField(at, recursion, recursions)];
  return [
    ...(readOnly === true ? [] : [forbiddenField(at, 'may only be specified when readOnly is true')]),
    ...(mountPropagation === undefined || mountPropagation === 'None'
      ? []
      : [forbiddenField(at, 'may only be specified when mountPropagation is None or not specified')]),
  ];
};

const propagations = ['Bidirectional', 'HostToContainer', 'None'];

const validateMounts = (container: JsonObject, at: string, { volumes }: PodParts): FieldError[] => {
  const paths = new Set<string>();
  return objectsAt(container, 'volumeMounts').flatMap((mount, i) => {
    const errors: FieldError[] = [];
    const name = textAt(mount, 'name');
    const path = textAt(mount, 'mountPath');
    const [subPath, subPathExpr] = [textAt(mount, 'subPath'), textAt(mount, 'subPathExpr')];
    if (name === '') errors.push(requiredField(`${at}[${i}].name`));
    if (!volumes.has(name)) errors.push(missingTargetField(`${at}[${i}].name`, name));
    if (path === '') errors.push(requiredField(`${at}[${i}].mountPath`));
    if (paths.has(path)) errors.push(invalidField(`${at}[${i}].mountPath`, path, 'must be unique'));
    paths.add(path);
    // Of these, upstream does not say which mount they are of.
    if (subPath !== '') errors.push(...validateRelativePath(subPath, `${at}.subPath`));
    if (subPathExpr !== '') {
      if (subPath !== '')
        errors.push(
          invalidField(`${at}[${i}].subPathExpr`, subPathExpr, 'subPathExpr and subPath are mutually exclusive'),
        );
      errors.push(...validateRelativePath(subPathExpr, `${at}.subPathExpr`));
    }
    const { mountPropagation } = mount;
    if (typeof mountPropagation === 'string') {
      if (!propagations.includes(mountPropagation))
        errors.push(unsupportedField(`${at}.mountPropagation`, mountPropagation, propagations));
      if (mountPropagation === 'Bidirectional' && objectAt(container, 'securityContext').privileged !== true)
        errors.push(
          forbiddenField(
            `${at}.mountPropagation`,
            'Bidirectional mount propagation is available only to privileged containers',
          ),
        );
    }
    errors.push(...validateRecursion(mount, `${at}.recursiveReadOnly`));
    return errors;
  });
};

const resizable = ['cpu', 'memory'];
const resizePolicies = ['NotRequired', 'RestartContainer'];

const validateResizePolicy = (policies: JsonObject[], at: string): FieldError[] => {
  const seen = new Set<unknown>();
  return policies.flatMap((policy, i) => {
    const name = policy.resourceName ?? '';
    const repeated = seen.has(name) ? [duplicateField(`${at}[${i}]`, name)] : [];
    seen.add(name);
    return [...repeated, ...oneOf(name, resizable, at), ...oneOf(policy.restartPolicy ?? '', resizePolicies, at)];
  });
};

/** Of whatever list. */
export const validateContainer = (container: JsonObject, at: string, parts: PodParts): FieldError[] => {
  const name = textAt(container, 'name');
  return [
    ...(name === ''
      ? [requiredField(`${at}.name`)]
      : dnsLabelProblems(name).map((problem) => invalidField(`${at}.name`, name, problem))),
    ...(textAt(container, 'image') === '' ? [requiredField(`${at}.image`)] : []),
    ...oneOf(container.terminationMessagePolicy, ['File', 'FallbackToLogsOnError'], `${at}.terminationMessagePolicy`),
    ...validatePorts(objectsAt(container, 'ports'), `${at}.ports`),
    ...validateEnv(objectsAt(container, 'env'), `${at}.env`),
    ...validateEnvFrom(objectsAt(container, 'envFrom'), `${at}.envFrom`),
    ...validateMounts(container, `${at}.volumeMounts`, parts),
    ...validateDevices(container, `${at}.volumeDevices`, parts),
    ...oneOf(container.imagePullPolicy, ['Always', 'IfNotPresent', 'Never'], `${at}.imagePullPolicy`),
    ...validateContainerResources(container.resources, `${at}.resources`, parts.resourceClaims),
    ...validateResizePolicy(objectsAt(container, 'resizePolicy'), `${at}.resizePolicy`),
    ...validateContainerSecurity(container.securityContext, `${at}.securityContext`, parts.hostUsers),
  ];
};

export const validateContainers = (containers: JsonObject[], at: string, parts: PodParts): FieldError[] => {
  if (containers.length === 0) return [requiredField(at)];
  const names = new Set<string>();
  const errors = containers.flatMap((container, i) => {
    const place = `${at}[${i}]`;
    const name = textAt(container, 'name');
    const repeated = names.has(name) ? [duplicateField(`${place}.name`, name)] : [];
    names.add(name);
    return [...validateContainer(container, place, parts), ...repeated, ...validateHandlers(container, place, parts)];
  });
  return [...errors, ...validateHostPorts(containers, at)];
};

const ofSidecars = ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'];

/** `regular` are the containers whose names are taken. */
export const validateInitContainers = (
  { initContainers, regular }: { initContainers: JsonObject[]; regular: JsonObject[] },
  at: string,
  parts: PodParts,
): FieldError[] => {
  const names = new Set(regular.map((container) => textAt(container, 'name')));
  return initContainers.flatMap((container, i) => {
    const place = `${at}[${i}]`;
    const name = textAt(container, 'name');
    const repeated = names.has(name) ? [duplicateField(`${place}.name`, name)] : [];
    if (name !== '') names.add(name);
    const { restartPolicy } = container;
    return [
      ...validateContainer(container, place, parts),
      ...repeated,
      ...validateHostPorts([container], at),
      ...(restartPolicy === 'Always'
        ? validateHandlers(container, place, parts)
        : ofSidecars
            .filter((field) => isJsonObject(container[field]))
            .map((field) =>
              forbiddenField(`${place}.${field}`, 'may not be set for init containers without restartPolicy=Always'),
            )),
    ];
  });
};
