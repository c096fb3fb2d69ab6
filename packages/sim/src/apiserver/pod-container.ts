import { badRequest } from '@binnacle/kube/api';
import type { UnstructuredObject } from '@binnacle/kube/api';

interface PodSpec {
  containers?: { name: string }[];
  initContainers?: { name: string }[];
  ephemeralContainers?: { name: string }[];
}

/** The container of a Pod that a call means; with several there must be a name. Throws BadRequest. */
export const containerOf = (pod: UnstructuredObject, asked: string): string => {
  const spec = pod.spec as PodSpec;
  const names = (list?: { name: string }[]) => (list ?? []).map((container) => container.name);
  const all = [...names(spec.containers), ...names(spec.initContainers), ...names(spec.ephemeralContainers)];
  const { name } = pod.metadata;
  if (asked === '') {
    const main = names(spec.containers);
    const preferred = pod.metadata.annotations?.['kubectl.kubernetes.io/default-container'];
    if (main.length === 1) return main[0]!;
    if (preferred !== undefined && main.includes(preferred)) return preferred;
    const init = names(spec.initContainers);
    throw badRequest(
      `a container name must be specified for pod ${name}, choose one of: [${main.join(' ')}]${init.length === 0 ? '' : ` or one of the init containers: [${init.join(' ')}]`}`,
    );
  }
  if (!all.includes(asked)) throw badRequest(`container ${asked} is not valid for pod ${name}`);
  return asked;
};
