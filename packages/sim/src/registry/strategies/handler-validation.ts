/** What probes and lifecycle hooks must be. Source: kube-apiserver `pkg/apis/core/validation/validation.go`. */
import { invalidField, requiredField, unsupportedField } from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import { isJsonObject, objectAt, objectsAt, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { notNegative, onlyOne, validatePortRef } from './field-rules.ts';

const HEADER_NAME =
  "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')";
const schemes = ['HTTP', 'HTTPS'];

const validateHttpGet = (get: JsonObject, at: string): FieldError[] => {
  const scheme = textAt(get, 'scheme');
  return [
    ...(textAt(get, 'path') === '' ? [requiredField(`${at}.path`)] : []),
    ...validatePortRef(get.port, `${at}.port`),
    ...(schemes.includes(scheme) ? [] : [unsupportedField(`${at}.scheme`, scheme, schemes)]),
    ...objectsAt(get, 'httpHeaders').flatMap((header) => {
      const name = textAt(header, 'name');
      return /^[-A-Za-z0-9]+$/.test(name) ? [] : [invalidField(`${at}.httpHeaders`, name, HEADER_NAME)];
    }),
  ];
};

/** The seconds that a container has to end; unknown where they are wrong themselves. */
type Grace = number | undefined;

const validateSleep = ({ seconds }: JsonObject, at: string, grace: Grace): FieldError[] =>
  typeof seconds === 'number' && grace !== undefined && (seconds < 0 || seconds > grace)
    ? [invalidField(at, seconds, `must be non-negative and less than terminationGracePeriodSeconds (${grace})`)]
    : [];

const handlers: Readonly<Record<string, (handler: JsonObject, at: string, grace: Grace) => FieldError[]>> = {
  exec: ({ command }, at) => (Array.isArray(command) && command.length > 0 ? [] : [requiredField(`${at}.command`)]),
  httpGet: validateHttpGet,
  tcpSocket: ({ port }, at) => validatePortRef(port, `${at}.port`),
  grpc: ({ port }, at) => validatePortRef(port, `${at}.port`),
  sleep: validateSleep,
};

const ofProbe = ['exec', 'httpGet', 'tcpSocket', 'grpc'];
const ofHook = ['exec', 'httpGet', 'tcpSocket', 'sleep'];

const validateHandler = (
  holder: JsonObject,
  { at, known, grace }: { at: string; known: readonly string[]; grace: Grace },
): FieldError[] => {
  const { first, errors } = onlyOne(holder, known, { at, what: 'handler type' });
  if (first === undefined) return [requiredField(at, 'must specify a handler type')];
  return [...handlers[first]!(objectAt(holder, first), `${at}.${first}`, grace), ...errors];
};

const counts = ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'];

const validateProbe = (name: string, probe: unknown, at: string): FieldError[] => {
  if (!isJsonObject(probe)) return [];
  const { terminationGracePeriodSeconds: grace, successThreshold = 1 } = probe;
  const graceAt = `${at}.terminationGracePeriodSeconds`;
  return [
    ...validateHandler(probe, { at, known: ofProbe, grace: undefined }),
    ...counts.flatMap((field) => notNegative(probe[field], `${at}.${field}`)),
    ...(typeof grace === 'number' && grace <= 0 ? [invalidField(graceAt, grace, 'must be greater than 0')] : []),
    ...(name === 'readinessProbe'
      ? typeof grace === 'number'
        ? [invalidField(graceAt, grace, 'must not be set for readinessProbes')]
        : []
      : successThreshold === 1
        ? []
        : [invalidField(`${at}.successThreshold`, successThreshold, 'must be 1')]),
  ];
};

/** Hooks and probes of a container, in upstream's order. */
export const validateHandlers = (container: JsonObject, at: string, { grace }: { grace: Grace }): FieldError[] => {
  const { lifecycle } = container;
  const errors: FieldError[] = [];
  if (isJsonObject(lifecycle)) {
    for (const hook of ['postStart', 'preStop'])
      if (isJsonObject(lifecycle[hook]))
        errors.push(...validateHandler(lifecycle[hook], { at: `${at}.lifecycle.${hook}`, known: ofHook, grace }));
  }
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe'])
    errors.push(...validateProbe(name, container[name], `${at}.${name}`));
  return errors;
};
