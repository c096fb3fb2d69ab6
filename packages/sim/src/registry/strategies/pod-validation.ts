/** What Pod specs must be. Source: kube-apiserver `pkg/apis/core/validation/validation.go`, the common mistakes. */
import {
  compareQuantities,
  dnsLabelProblems,
  dnsSubdomainProblems,
  duplicateField,
  invalidField,
  isQuantity,
  missingTargetField,
  quantityToNumber,
  requiredField,
  unsupportedField,
} from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import { isJsonObject, objectAt, objectsAt, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';

export const PORT_RANGE = 'must be between 1 and 65535, inclusive';
export const NOT_NEGATIVE = 'must be greater than or equal to 0';

const isPort = (value: unknown): boolean => typeof value === 'number' && value >= 1 && value <= 65535;

/** Names of ports: IANA service names. */
export const portNameProblems = (name: string): string[] => {
  const problems: string[] = [];
  if (name.length > 15) problems.push('must be no more than 15 characters');
  if (!/^[-a-z0-9]+$/.test(name))
    problems.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(name)) problems.push('must contain at least one letter (a-z)');
  if (name.includes('--')) problems.push('must not contain consecutive hyphens');
  if (name.startsWith('-') || name.endsWith('-')) problems.push('must not begin or end with a hyphen');
  return problems;
};

/** A number in range, or a port's name. */
export const validatePortRef = (value: unknown, at: string): FieldError[] => {
  if (typeof value === 'string') return portNameProblems(value).map((problem) => invalidField(at, value, problem));
  return isPort(value) ? [] : [invalidField(at, value ?? 0, PORT_RANGE)];
};

export const notNegative = (value: unknown, at: string): FieldError[] =>
  typeof value === 'number' && value < 0 ? [invalidField(at, value, NOT_NEGATIVE)] : [];

const oneOf = (value: unknown, supported: readonly string[], at: string): FieldError[] =>
  typeof value === 'string' && !supported.includes(value) ? [unsupportedField(at, value, supported)] : [];

const validatePorts = (ports: JsonObject[], at: string): FieldError[] => {
  const names = new Set<string>();
  return ports.flatMap((port, i) => {
    const errors: FieldError[] = [];
    const name = textAt(port, 'name');
    if (name !== '') {
      const problems = portNameProblems(name);
      errors.push(...problems.map((problem) => invalidField(`${at}[${i}].name`, name, problem)));
      if (problems.length === 0 && names.has(name)) errors.push(duplicateField(`${at}[${i}].name`, name));
      names.add(name);
    }
    if (port.containerPort === 0) errors.push(requiredField(`${at}[${i}].containerPort`));
    else if (!isPort(port.containerPort))
      errors.push(invalidField(`${at}[${i}].containerPort`, port.containerPort, PORT_RANGE));
    if (port.hostPort !== undefined && port.hostPort !== 0 && !isPort(port.hostPort))
      errors.push(invalidField(`${at}[${i}].hostPort`, port.hostPort, PORT_RANGE));
    errors.push(...oneOf(port.protocol, ['SCTP', 'TCP', 'UDP'], `${at}[${i}].protocol`));
    return errors;
  });
};

const ENV_NAME = /^[ -<>-~]+$/;

const validateEnv = (env: JsonObject[], at: string): FieldError[] =>
  env.flatMap((variable, i) => {
    const name = textAt(variable, 'name');
    if (name === '') return [requiredField(`${at}[${i}].name`)];
    if (!ENV_NAME.test(name))
      return [
        invalidField(
          `${at}[${i}].name`,
          name,
          "a valid environment variable name must consist only of printable ASCII characters other than '='",
        ),
      ];
    if (textAt(variable, 'value') !== '' && isJsonObject(variable.valueFrom))
      return [invalidField(`${at}[${i}].valueFrom`, '', 'may not be specified when `value` is not empty')];
    return [];
  });

const HANDLERS = ['exec', 'httpGet', 'tcpSocket', 'grpc'];

const validateProbe = (probe: unknown, at: string): FieldError[] => {
  if (!isJsonObject(probe)) return [];
  const given = HANDLERS.filter((handler) => isJsonObject(probe[handler]));
  const errors: FieldError[] = [];
  if (given.length === 0) errors.push(requiredField(at, 'must specify a handler type'));
  for (const extra of given.slice(1))
    errors.push({
      reason: 'FieldValueForbidden',
      message: 'Forbidden: may not specify more than 1 handler type',
      field: `${at}.${extra}`,
    });
  if (isJsonObject(probe.httpGet)) errors.push(...validatePortRef(probe.httpGet.port, `${at}.httpGet.port`));
  if (isJsonObject(probe.tcpSocket)) errors.push(...validatePortRef(probe.tcpSocket.port, `${at}.tcpSocket.port`));
  if (isJsonObject(probe.grpc)) errors.push(...validatePortRef(probe.grpc.port, `${at}.grpc.port`));
  if (isJsonObject(probe.exec) && (probe.exec.command === undefined || (probe.exec.command as unknown[]).length === 0))
    errors.push(requiredField(`${at}.exec.command`));
  for (const field of [
    'initialDelaySeconds',
    'timeoutSeconds',
    'periodSeconds',
    'successThreshold',
    'failureThreshold',
  ])
    errors.push(...notNegative(probe[field], `${at}.${field}`));
  if (!at.endsWith('readinessProbe') && typeof probe.successThreshold === 'number' && probe.successThreshold !== 1)
    errors.push(invalidField(`${at}.successThreshold`, probe.successThreshold, 'must be 1'));
  return errors;
};

const STANDARD = new Set(['cpu', 'memory', 'ephemeral-storage']);

const validateAmounts = (amounts: unknown, at: string): FieldError[] =>
  Object.entries(isJsonObject(amounts) ? amounts : {}).flatMap(([name, value]) => {
    const errors: FieldError[] = [];
    if (!name.includes('/') && !STANDARD.has(name) && !name.startsWith('hugepages-')) {
      errors.push(invalidField(`${at}[${name}]`, name, 'must be a standard resource type or fully qualified'));
      errors.push(invalidField(`${at}[${name}]`, name, 'must be a standard resource for containers'));
    }
    if (typeof value === 'string' && isQuantity(value) && quantityToNumber(value) < 0)
      errors.push(invalidField(`${at}[${name}]`, value, NOT_NEGATIVE));
    return errors;
  });

const validateResources = (resources: unknown, at: string): FieldError[] => {
  const limits = objectAt(resources, 'limits');
  const requests = objectAt(resources, 'requests');
  const errors = [...validateAmounts(limits, `${at}.limits`), ...validateAmounts(requests, `${at}.requests`)];
  for (const [name, request] of Object.entries(requests)) {
    const limit = limits[name];
    if (typeof limit === 'string' && typeof request === 'string' && compareQuantities(request, limit) > 0)
      errors.push(invalidField(`${at}.requests`, request, `must be less than or equal to ${name} limit of ${limit}`));
  }
  return errors;
};

const validateMounts = (mounts: JsonObject[], at: string, volumes: ReadonlySet<string>): FieldError[] => {
  const paths = new Set<string>();
  return mounts.flatMap((mount, i) => {
    const errors: FieldError[] = [];
    const name = textAt(mount, 'name');
    const path = textAt(mount, 'mountPath');
    if (name === '') errors.push(requiredField(`${at}[${i}].name`));
    else if (!volumes.has(name)) errors.push(missingTargetField(`${at}[${i}].name`, name));
    if (path === '') errors.push(requiredField(`${at}[${i}].mountPath`));
    else if (paths.has(path)) errors.push(invalidField(`${at}[${i}].mountPath`, path, 'must be unique'));
    paths.add(path);
    return errors;
  });
};

const validateContainer = (container: JsonObject, at: string, volumes: ReadonlySet<string>): FieldError[] => {
  const errors: FieldError[] = [];
  const name = textAt(container, 'name');
  const image = textAt(container, 'image');
  if (name === '') errors.push(requiredField(`${at}.name`));
  else errors.push(...dnsLabelProblems(name).map((problem) => invalidField(`${at}.name`, name, problem)));
  if (image === '') errors.push(requiredField(`${at}.image`));
  else if (image.trim() !== image)
    errors.push(invalidField(`${at}.image`, image, 'must not have leading or trailing whitespace'));
  errors.push(
    ...validatePorts(objectsAt(container, 'ports'), `${at}.ports`),
    ...validateEnv(objectsAt(container, 'env'), `${at}.env`),
    ...validateMounts(objectsAt(container, 'volumeMounts'), `${at}.volumeMounts`, volumes),
    ...oneOf(container.imagePullPolicy, ['Always', 'IfNotPresent', 'Never'], `${at}.imagePullPolicy`),
    ...validateResources(container.resources, `${at}.resources`),
    ...['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((probe) =>
      validateProbe(container[probe], `${at}.${probe}`),
    ),
  );
  return errors;
};

const validateVolumes = (volumes: JsonObject[], at: string): FieldError[] => {
  const names = new Set<string>();
  return volumes.flatMap((volume, i) => {
    const name = textAt(volume, 'name');
    const field = `${at}[${i}].name`;
    if (name === '') return [requiredField(field)];
    if (names.has(name)) return [duplicateField(field, name)];
    names.add(name);
    return dnsLabelProblems(name).map((problem) => invalidField(field, name, problem));
  });
};

/** `at` is `spec` of a Pod or `spec.template.spec`. */
export const validatePodSpec = (spec: JsonObject, at: string): FieldError[] => {
  const errors = validateVolumes(objectsAt(spec, 'volumes'), `${at}.volumes`);
  const volumes = new Set(objectsAt(spec, 'volumes').map((volume) => textAt(volume, 'name')));
  const names = new Set<string>();
  const containers = objectsAt(spec, 'containers');
  if (containers.length === 0) errors.push(requiredField(`${at}.containers`));
  for (const field of ['containers', 'initContainers'] as const)
    objectsAt(spec, field).forEach((container, i) => {
      const place = `${at}.${field}[${i}]`;
      errors.push(...validateContainer(container, place, volumes));
      const name = textAt(container, 'name');
      if (name !== '' && names.has(name)) errors.push(duplicateField(`${place}.name`, name));
      names.add(name);
    });
  errors.push(
    ...oneOf(spec.restartPolicy, ['Always', 'OnFailure', 'Never'], `${at}.restartPolicy`),
    ...oneOf(spec.dnsPolicy, ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'], `${at}.dnsPolicy`),
    ...notNegative(spec.terminationGracePeriodSeconds, `${at}.terminationGracePeriodSeconds`),
  );
  const account = textAt(spec, 'serviceAccountName');
  if (account !== '')
    errors.push(
      ...dnsSubdomainProblems(account).map((problem) => invalidField(`${at}.serviceAccountName`, account, problem)),
    );
  const node = textAt(spec, 'nodeName');
  if (node !== '')
    errors.push(...dnsSubdomainProblems(node).map((problem) => invalidField(`${at}.nodeName`, node, problem)));
  return errors;
};
