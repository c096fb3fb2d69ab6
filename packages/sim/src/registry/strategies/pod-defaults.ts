/** Defaults of Pod specs, alone and in templates. Source: kube-apiserver `pkg/apis/core/v1/defaults.go`. */
import { addQuantities, formatQuantity, isQuantity, parseQuantity } from '@binnacle/kube/api';
import { isJsonObject, objectAt, objectsAt, setDefault, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';

const PART = '[a-z0-9]+(?:(?:\\.|_{1,2}|-+)[a-z0-9]+)*';
const HOST =
  '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*(?::[0-9]+)?';
const IMAGE = new RegExp(`^(?:${HOST}/)?${PART}(?:/${PART})*(?::([\\w][\\w.-]{0,127}))?(@.+)?$`);

/** `latest` where none is said; nothing for what is no image's name. Source: distribution's reference grammar. */
const imageTag = (image: string): string => {
  const [whole, tag, digest] = IMAGE.exec(image) ?? [];
  if (whole === undefined || digest !== undefined) return '';
  return tag ?? 'latest';
};

const defaultHttpGet = (get: unknown): void => {
  if (!isJsonObject(get)) return;
  if (get.path === undefined || get.path === '') get.path = '/';
  if (get.scheme === undefined || get.scheme === '') get.scheme = 'HTTP';
};

const orDefault = (value: JsonObject, field: string, fallback: number): void => {
  if (value[field] === undefined || value[field] === 0) value[field] = fallback;
};

const defaultProbe = (probe: unknown): void => {
  if (!isJsonObject(probe)) return;
  orDefault(probe, 'timeoutSeconds', 1);
  orDefault(probe, 'periodSeconds', 10);
  orDefault(probe, 'successThreshold', 1);
  orDefault(probe, 'failureThreshold', 3);
  defaultHttpGet(probe.httpGet);
  if (isJsonObject(probe.grpc)) setDefault(probe.grpc, 'service', '');
};

const defaultFieldRefs = (items: JsonObject[]): void => {
  for (const item of items) if (isJsonObject(item.fieldRef)) setDefault(item.fieldRef, 'apiVersion', 'v1');
};

const defaultContainer = (container: JsonObject): void => {
  setDefault(
    container,
    'imagePullPolicy',
    imageTag(textAt(container, 'image')) === 'latest' ? 'Always' : 'IfNotPresent',
  );
  setDefault(container, 'terminationMessagePath', '/dev/termination-log');
  setDefault(container, 'terminationMessagePolicy', 'File');
  setDefault(container, 'resources', {});
  for (const port of objectsAt(container, 'ports')) setDefault(port, 'protocol', 'TCP');
  for (const env of objectsAt(container, 'env')) {
    if (env.value === '') delete env.value;
    if (isJsonObject(env.valueFrom)) defaultFieldRefs([env.valueFrom]);
  }
  for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe']) defaultProbe(container[probe]);
  for (const hook of ['postStart', 'preStop'])
    if (isJsonObject(container.lifecycle) && isJsonObject(container.lifecycle[hook]))
      defaultHttpGet((container.lifecycle[hook] as JsonObject).httpGet);
};

/** 0644, as JSON writes it. */
const FILE_MODE = 0o644;

const defaultVolume = (volume: JsonObject): void => {
  if (Object.keys(volume).every((key) => key === 'name')) volume.emptyDir = {};
  for (const source of ['configMap', 'secret', 'projected', 'downwardAPI'])
    if (isJsonObject(volume[source])) setDefault(volume[source], 'defaultMode', FILE_MODE);
  if (isJsonObject(volume.hostPath)) setDefault(volume.hostPath, 'type', '');
  defaultFieldRefs(objectsAt(volume, 'downwardAPI', 'items'));
  for (const source of objectsAt(volume, 'projected', 'sources')) {
    if (isJsonObject(source.serviceAccountToken)) setDefault(source.serviceAccountToken, 'expirationSeconds', 3600);
    defaultFieldRefs(objectsAt(source, 'downwardAPI', 'items'));
  }
};

/** Every container of a Pod spec, of any sort. */
export const containersOf = (spec: unknown): JsonObject[] => [
  ...objectsAt(spec, 'initContainers'),
  ...objectsAt(spec, 'containers'),
  ...objectsAt(spec, 'ephemeralContainers'),
];

/** Rules of their own for restarts, and signals to stop with, are behind gates: what asks for them is not kept. */
const dropGated = (spec: JsonObject): void => {
  for (const container of objectsAt(spec, 'containers')) delete container.restartPolicy;
  for (const container of objectsAt(spec, 'initContainers'))
    if (container.restartPolicy !== 'Always') delete container.restartPolicy;
  for (const container of containersOf(spec)) {
    delete container.restartPolicyRules;
    if (isJsonObject(container.lifecycle)) delete container.lifecycle.stopSignal;
  }
};

/** Fields that a template has too. */
export const defaultPodSpec = (spec: JsonObject): void => {
  setDefault(spec, 'restartPolicy', 'Always');
  setDefault(spec, 'dnsPolicy', 'ClusterFirst');
  setDefault(spec, 'schedulerName', 'default-scheduler');
  setDefault(spec, 'securityContext', {});
  setDefault(spec, 'terminationGracePeriodSeconds', 30);
  // A negative grace period means the shortest.
  if (typeof spec.terminationGracePeriodSeconds === 'number' && spec.terminationGracePeriodSeconds < 0)
    spec.terminationGracePeriodSeconds = 1;
  if (typeof spec.serviceAccountName === 'string' && spec.serviceAccountName !== '')
    spec.serviceAccount = spec.serviceAccountName;
  else if (typeof spec.serviceAccount === 'string' && spec.serviceAccount !== '')
    spec.serviceAccountName = spec.serviceAccount;
  for (const field of ['hostNetwork', 'hostPID', 'hostIPC']) if (spec[field] === false) delete spec[field];
  dropGated(spec);
  containersOf(spec).forEach(defaultContainer);
  objectsAt(spec, 'volumes').forEach(defaultVolume);
};

/** Fields of Pods alone: a limit with no request asks for as much. */
export const sumOf = (amounts: readonly string[]): string =>
  formatQuantity(amounts.map(parseQuantity).reduce((sum, amount) => addQuantities(sum, amount)));

/** What the Pod as a whole asks for, where it has a limit: what its containers ask for, or all of it. */
const defaultWhole = ({ resources, containers }: JsonObject): void => {
  if (!isJsonObject(resources) || !isJsonObject(resources.limits)) return;
  const requests: JsonObject = isJsonObject(resources.requests) ? resources.requests : {};
  const asked = objectsAt({ containers }, 'containers').map((container) =>
    objectAt(container, 'resources', 'requests'),
  );
  for (const [name, limit] of Object.entries(resources.limits)) {
    if (name !== 'cpu' && name !== 'memory') continue;
    const own = asked
      .map((amounts) => amounts[name])
      .filter((amount) => typeof amount === 'string' && isQuantity(amount)) as string[];
    setDefault(requests, name, own.length === 0 ? limit : sumOf(own));
  }
  if (Object.keys(requests).length > 0) resources.requests = requests;
};

export const defaultPod = (spec: JsonObject): void => {
  setDefault(spec, 'enableServiceLinks', true);
  for (const container of containersOf(spec)) {
    const { resources } = container;
    if (!isJsonObject(resources) || !isJsonObject(resources.limits)) continue;
    const requests: JsonObject = isJsonObject(resources.requests) ? resources.requests : {};
    for (const [name, limit] of Object.entries(resources.limits)) setDefault(requests, name, limit);
    if (Object.keys(requests).length > 0) resources.requests = requests;
  }
  defaultWhole(spec);
};
