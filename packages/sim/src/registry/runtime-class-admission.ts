/** What the admission plugin RuntimeClass does to a new Pod: what its class costs, and where its class runs. */
import { forbidden } from '@binnacle/kube/api';
import type { UnstructuredObject } from '@binnacle/kube/api';
import type { RegistryContext } from './context.ts';
import { copyJson, ensureObject, equalJson, isJsonObject, objectAt, objectsAt } from './json.ts';

const CLASSES = 'node.k8s.io/runtimeclasses';
const UNLIKE = "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead";
const UNKNOWN = 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead';

export const admitRuntimeClass = ({ store }: RegistryContext, draft: UnstructuredObject): void => {
  const spec = ensureObject(draft, 'spec');
  const { runtimeClassName: name, overhead } = spec;
  if (typeof name !== 'string' && overhead === undefined) return;
  const refuse = (why: string) => forbidden({ group: '', plural: 'pods' }, draft.metadata.name, why);
  const found = typeof name === 'string' ? store.get(CLASSES, name)?.object : undefined;
  if (typeof name === 'string' && found === undefined)
    throw refuse(`pod rejected: RuntimeClass ${JSON.stringify(name)} not found`);
  const { podFixed } = objectAt(found, 'overhead');
  if (isJsonObject(overhead) && !isJsonObject(podFixed)) throw refuse(UNKNOWN);
  if (isJsonObject(overhead) && !equalJson(overhead, podFixed)) throw refuse(UNLIKE);
  if (isJsonObject(podFixed)) spec.overhead = copyJson(podFixed);
  for (const [key, value] of Object.entries(objectAt(found, 'scheduling', 'nodeSelector'))) {
    const own = objectAt(spec, 'nodeSelector')[key];
    if (own !== undefined && own !== value)
      throw refuse(
        `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${String(value)}; pod.spec.nodeSelector[${key}] = ${String(own)}`,
      );
    ensureObject(spec, 'nodeSelector')[key] = value;
  }
  const tolerations = objectsAt(found, 'scheduling', 'tolerations');
  const more = tolerations.filter((one) => !objectsAt(spec, 'tolerations').some((other) => equalJson(one, other)));
  if (more.length > 0) spec.tolerations = [...objectsAt(spec, 'tolerations'), ...copyJson(more)];
};
