import { forbidden, namespaceKind, type Kind } from '@binnacle/kube/api';
import type { KubeClient } from '@binnacle/kube/client';
import type { ResourceCache } from '@binnacle/kube/watch';

/** Where somebody may list objects of a kind, as the cluster says. */
export type Reach = { everywhere: true } | { everywhere: false; namespaces: ReadonlySet<string> };

export interface ReviewOptions {
  /** Speaks to the cluster as the person. */
  client: KubeClient;
  /** Of all Namespaces, read by the cluster's own account. */
  namespaces: () => ResourceCache;
  signal: AbortSignal;
}

/** Reviews asked for at once. */
const mostAtOnce = 8;
const firstSyncLimit = 10_000;
const reviewPath = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

/**
 * One question where the answer is yes for the whole cluster, else one for each Namespace. Throws Forbidden for what lies
 * in no namespace and may not be listed. Source: Kubernetes docs, "Authorization", SelfSubjectAccessReview.
 */
export const reviewReach = async (kind: Kind, options: ReviewOptions): Promise<Reach> => {
  const { client, signal } = options;
  const { group, version, plural } = kind;
  const may = async (verb: string, where: { namespace?: string; name?: string }): Promise<boolean> => {
    const body = {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes: { verb, group, version, resource: plural, ...where } },
    };
    const response = await client.request({ method: 'POST', path: reviewPath, body, signal });
    return (await response.json<{ status?: { allowed?: boolean } }>()).status?.allowed === true;
  };
  if (await may('list', {})) return { everywhere: true };
  const isNamespace = group === namespaceKind.group && plural === namespaceKind.plural;
  if (!kind.namespaced && !isNamespace)
    throw forbidden({ group, plural }, '', `the cluster does not let you list ${plural}`);
  // A Namespace lies in itself, as far as rights go.
  const mayIn = (name: string) =>
    isNamespace ? may('get', { namespace: name, name }) : may('list', { namespace: name });
  const names = await namesOf(options);
  const allowed = new Set<string>();
  const next = names[Symbol.iterator]();
  const work = async (): Promise<void> => {
    for (let step = next.next(); step.done !== true; step = next.next()) {
      const name = step.value;
      if (await mayIn(name)) allowed.add(name);
    }
  };
  await Promise.all(Array.from({ length: mostAtOnce }, work));
  return { everywhere: false, namespaces: allowed };
};

const namesOf = async ({ namespaces, signal }: ReviewOptions): Promise<string[]> => {
  const cache = namespaces();
  await cache.ready({ timeoutMs: firstSyncLimit, signal });
  const view = cache.view({});
  return view.page(0, view.total).map(({ name }) => name);
};

/** Equal for reaches that show the same. */
export const reachId = (reach: Reach): string =>
  reach.everywhere ? '*' : JSON.stringify([...reach.namespaces].sort());
