import { isDeepStrictEqual } from 'node:util';
import { isAlreadyExists, isConflict, isMethodNotAllowed, isNotFound, type KubeObject } from '@binnacle/kube/api';
import { createController } from '@binnacle/kube/controller';
import type { ControllerContext } from '../../types.ts';
import type { Informers } from '../../local/informers.ts';
import { refs } from '../../local/objects.ts';
import type { ConfigMap, Namespace } from '../../local/objects.ts';
import { deletionConditions, type Remaining } from './content.ts';

/** How soon a namespace that still holds something is looked at again. */
const recheckMs = 500;

const rootCaName = 'kube-root-ca.crt';
const rootCaNote =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.';

/** Gives each namespace its service account and CA bundle, and empties those that are being deleted. */
export const startNamespaceController = (context: ControllerContext, informers: Informers): (() => void) => {
  const { client, clock, rootCa = '' } = context;

  const ensure = async (ref: typeof refs.configMaps, object: KubeObject) => {
    const { namespace, name } = object.metadata;
    if (client.get(ref, { namespace, name }) !== undefined) return;
    await client.create(ref, object).catch((error: unknown) => {
      if (!isAlreadyExists(error)) throw error;
    });
  };

  const furnish = async (namespace: string) => {
    const configMap: ConfigMap = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: rootCaName, namespace, annotations: { 'kubernetes.io/description': rootCaNote } },
      data: { 'ca.crt': rootCa },
    };
    await ensure(refs.configMaps, configMap);
    await ensure(refs.serviceAccounts, {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'default', namespace },
    });
  };

  /** Asks for the deletion of everything in the namespace and counts what stays for now. */
  const empty = async (namespace: string): Promise<Remaining> => {
    const resources = new Map<string, number>();
    const finalizers = new Map<string, number>();
    const count = (counts: Map<string, number>, name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
    for (const ref of client.kinds()) {
      if (!ref.namespaced) continue;
      for (const { metadata } of client.list(ref, { namespace })) {
        if (metadata.deletionTimestamp !== undefined) continue;
        await client
          .delete(ref, { namespace, name: metadata.name }, { propagationPolicy: 'Background' })
          .catch((error: unknown) => {
            // Gone meanwhile, replaced meanwhile, or of a kind that cannot be deleted.
            if (!isNotFound(error) && !isConflict(error) && !isMethodNotAllowed(error)) throw error;
          });
      }
      for (const { metadata } of client.list(ref, { namespace })) {
        count(resources, ref.group === '' ? `${ref.plural}.` : `${ref.plural}.${ref.group}`);
        for (const finalizer of metadata.finalizers ?? []) count(finalizers, finalizer);
      }
    }
    return { resources, finalizers };
  };

  const finalize = async (namespace: Namespace) => {
    const name = namespace.metadata.name;
    const remaining = await empty(name);
    const held = client.get<Namespace>(refs.namespaces, { name });
    if (held === undefined) return undefined;
    const conditions = deletionConditions(held.status?.conditions ?? [], remaining, clock.now());
    const status = { ...held.status, phase: 'Terminating', conditions };
    const current = isDeepStrictEqual(status, held.status)
      ? held
      : await client.updateStatus<Namespace>(refs.namespaces, { ...held, status });
    if (remaining.resources.size > 0) return { requeueAfterMs: recheckMs };
    const finalizers = current.spec?.finalizers?.filter((finalizer) => finalizer !== 'kubernetes') ?? [];
    await client.update(refs.namespaces, { ...current, spec: { ...current.spec, finalizers } });
    return undefined;
  };

  const controller = createController({
    name: 'namespace',
    clock,
    concurrency: 4,
    reconcile: async (name) => {
      const namespace = client.get<Namespace>(refs.namespaces, { name });
      if (namespace === undefined) return;
      if (namespace.metadata.deletionTimestamp === undefined) return furnish(name);
      if (!namespace.spec?.finalizers?.includes('kubernetes')) return;
      return finalize(namespace);
    },
  });

  informers.of<Namespace>(refs.namespaces).subscribe(({ type, object }) => {
    if (type !== 'DELETED') controller.enqueue(object.metadata.name);
  });
  const restore = ({ type, object }: { type: string; object: KubeObject }, name: string) => {
    if (type === 'DELETED' && object.metadata.name === name) controller.enqueue(object.metadata.namespace ?? '');
  };
  informers.of(refs.configMaps).subscribe((event) => restore(event, rootCaName));
  informers.of(refs.serviceAccounts).subscribe((event) => restore(event, 'default'));
  return controller.close;
};
