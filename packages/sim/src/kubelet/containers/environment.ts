import type { KubeObject } from '@binnacle/kube/api';
import { refs, type ConfigMap, type Container, type Pod, type Service } from '../../local/objects.ts';
import type { LocalClient } from '../../types.ts';
import { profileOf } from '../images/profile.ts';
import { fieldValue, resourceFieldValue, type ResourceFieldRef } from './downward-api.ts';

/** The data of a Secret is base64. */
export interface Secret extends KubeObject {
  data?: Record<string, string>;
  type?: string;
}

interface KeyRef {
  name?: string;
  key: string;
  optional?: boolean;
}

interface ValueSource {
  configMapKeyRef?: KeyRef;
  secretKeyRef?: KeyRef;
  fieldRef?: { fieldPath: string };
  resourceFieldRef?: ResourceFieldRef;
}

interface EnvFrom {
  prefix?: string;
  configMapRef?: { name?: string; optional?: boolean };
  secretRef?: { name?: string; optional?: boolean };
}

/** A reference to something that is not there: the container cannot be made. */
export class ConfigError extends Error {}

const decode = (value: string): string => Buffer.from(value, 'base64').toString('utf8');

/** `$(NAME)` is replaced when NAME is known; `$$` is a dollar. */
export const expandReferences = (text: string, known: ReadonlyMap<string, string>): string =>
  text.replace(/\$(\$|\(([^)]*)\))/g, (whole, inner: string, name: string | undefined) =>
    inner === '$' ? '$' : (known.get(name ?? '') ?? whole),
  );

const serviceVariables = (client: LocalClient, pod: Pod): [string, string][] => {
  const namespace = pod.metadata.namespace ?? '';
  const kubernetes = client.get<Service>(refs.services, { namespace: 'default', name: 'kubernetes' });
  const own =
    (pod.spec as { enableServiceLinks?: boolean }).enableServiceLinks === false
      ? []
      : client.list<Service>(refs.services, { namespace });
  const all = [
    ...own.filter(({ metadata }) => metadata.name !== 'kubernetes'),
    ...(kubernetes === undefined ? [] : [kubernetes]),
  ];
  return all.flatMap(({ metadata, spec }) => {
    const [first] = spec?.ports ?? [];
    if (first === undefined || spec?.clusterIP === undefined || spec.clusterIP === 'None' || spec.clusterIP === '')
      return [];
    const prefix = metadata.name.toUpperCase().replaceAll('-', '_');
    const address = `tcp://${spec.clusterIP}:${first.port}`;
    return [
      [`${prefix}_SERVICE_HOST`, spec.clusterIP],
      [`${prefix}_SERVICE_PORT`, String(first.port)],
      [`${prefix}_PORT`, address],
      [`${prefix}_PORT_${first.port}_TCP`, address],
      [`${prefix}_PORT_${first.port}_TCP_PROTO`, 'tcp'],
      [`${prefix}_PORT_${first.port}_TCP_PORT`, String(first.port)],
      [`${prefix}_PORT_${first.port}_TCP_ADDR`, spec.clusterIP],
    ] as [string, string][];
  });
};

/** The environment of a container's process. Throws ConfigError in the words of a kubelet. */
export const environmentOf = (client: LocalClient, pod: Pod, container: Container): Map<string, string> => {
  const namespace = pod.metadata.namespace ?? '';
  const env = new Map<string, string>([
    ['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
    ['HOSTNAME', pod.spec.hostname ?? pod.metadata.name],
    ...serviceVariables(client, pod),
    ...Object.entries(profileOf(container.image).env),
  ]);
  const find = <T extends KubeObject>(
    kind: 'configmap' | 'secret',
    name: string,
    optional?: boolean,
  ): T | undefined => {
    const ref = kind === 'configmap' ? refs.configMaps : refs.secrets;
    const found = client.get<T>(ref, { namespace, name });
    if (found === undefined && optional !== true) throw new ConfigError(`${kind} "${name}" not found`);
    return found;
  };
  for (const { prefix = '', configMapRef, secretRef } of (container as { envFrom?: EnvFrom[] }).envFrom ?? []) {
    if (configMapRef !== undefined)
      for (const [key, value] of Object.entries(
        find<ConfigMap>('configmap', configMapRef.name ?? '', configMapRef.optional)?.data ?? {},
      ))
        env.set(prefix + key, value);
    if (secretRef !== undefined)
      for (const [key, value] of Object.entries(
        find<Secret>('secret', secretRef.name ?? '', secretRef.optional)?.data ?? {},
      ))
        env.set(prefix + key, decode(value));
  }
  const fromKey = (kind: 'configmap' | 'secret', ref: KeyRef): string | undefined => {
    const object = find<ConfigMap>(kind, ref.name ?? '', ref.optional);
    const value = object?.data?.[ref.key];
    if (value === undefined) {
      if (ref.optional === true) return undefined;
      const title = kind === 'configmap' ? 'ConfigMap' : 'Secret';
      throw new ConfigError(`couldn't find key ${ref.key} in ${title} ${namespace}/${ref.name ?? ''}`);
    }
    return kind === 'secret' ? decode(value) : value;
  };
  for (const { name, value, valueFrom } of container.env ?? []) {
    const source = valueFrom as ValueSource | undefined;
    let text: string | undefined = expandReferences(value ?? '', env);
    if (source?.configMapKeyRef !== undefined) text = fromKey('configmap', source.configMapKeyRef);
    else if (source?.secretKeyRef !== undefined) text = fromKey('secret', source.secretKeyRef);
    else if (source?.fieldRef !== undefined) text = fieldValue(pod, source.fieldRef.fieldPath);
    else if (source?.resourceFieldRef !== undefined) text = resourceFieldValue(pod, container, source.resourceFieldRef);
    if (text !== undefined) env.set(name, text);
  }
  if (!env.has('HOME')) env.set('HOME', '/root');
  return env;
};
