/** What a Pod refers to and is not there: its kubelet waits for it. */
import { refs, type Container, type Pod } from '../../local/objects.ts';
import type { LocalClient } from '../../types.ts';
import { ConfigError, environmentOf } from './environment.ts';
import { sourcesOf, type PodVolume } from './volumes.ts';

/** A ConfigMap or Secret that a volume needs and that is not there, in the words of a kubelet. */
export const missingVolume = (client: LocalClient, pod: Pod): string | undefined => {
  const namespace = pod.metadata.namespace ?? '';
  for (const volume of (pod.spec.volumes ?? []) as PodVolume[]) {
    for (const { configMap, secret } of sourcesOf(volume)?.sources ?? []) {
      const kind = configMap === undefined ? 'secret' : 'configmap';
      const source = configMap ?? secret;
      if (source === undefined || source.optional === true) continue;
      const name = source.name ?? '';
      const found = client.get(kind === 'secret' ? refs.secrets : refs.configMaps, { namespace, name });
      if (found === undefined)
        return `MountVolume.SetUp failed for volume "${volume.name}" : ${kind} "${name}" not found`;
    }
  }
  return undefined;
};

const refersToOthers = (container: Container): boolean =>
  (container as { envFrom?: unknown[] }).envFrom !== undefined ||
  container.env?.some(({ valueFrom }) => valueFrom !== undefined) === true;

/** Why the environment of a container cannot be made, in the words of a kubelet; undefined when it can. */
export const configProblem = (client: LocalClient, pod: Pod, container: Container): string | undefined => {
  if (!refersToOthers(container)) return undefined;
  try {
    environmentOf(client, pod, container);
    return undefined;
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
};
