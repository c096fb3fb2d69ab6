import { isDeepStrictEqual } from 'node:util';
import { isConflict, type KubeObject, type ResourceRef } from '@binnacle/kube/api';
import { createController } from '@binnacle/kube/controller';
import type { Informers } from '../../local/informers.ts';
import { keyOf, refs, splitKey } from '../../local/objects.ts';
import type { ControllerContext } from '../../types.ts';
import { createLedger, type Ledger, type ResourceQuota } from './ledger.ts';

const pathOf = ({ group, plural }: ResourceRef): string => `${group}/${plural}`;

/** Pods that do not end in time stop counting after this, at the latest. Source: `--resource-quota-sync-period`. */
const resyncMs = 300_000;

/**
 * Quotas: what is used of them. Admission books what is added; this counts what is there, and takes back what goes. A
 * kind is watched from when the first quota asks for it.
 */
export const startQuotaController = (context: ControllerContext, informers: Informers): (() => void) => {
  const { client, clock } = context;
  /** By namespace, then by key. */
  const ledgers = new Map<string, Map<string, Ledger>>();
  const watches = new Map<string, () => void>();

  const controller = createController({
    name: 'resourcequota',
    clock,
    concurrency: 5,
    reconcile: async (key) => {
      const { namespace, name } = splitKey(key);
      const ledger = ledgers.get(namespace)?.get(key);
      const quota = client.get<ResourceQuota>(refs.resourceQuotas, { namespace, name });
      if (ledger === undefined || quota === undefined || quota.metadata.deletionTimestamp !== undefined) return;
      const status = { hard: quota.spec.hard ?? {}, used: ledger.used() };
      if (!isDeepStrictEqual({ hard: quota.status?.hard, used: quota.status?.used }, status)) {
        try {
          await client.updateStatus(refs.resourceQuotas, { ...quota, status });
        } catch (error) {
          if (!isConflict(error)) throw error;
          controller.enqueue(key);
        }
      }
      return { requeueAfterMs: resyncMs };
    },
  });

  const follow = (path: string, type: string, object: KubeObject) => {
    const inNamespace = ledgers.get(object.metadata.namespace ?? '');
    if (inNamespace === undefined) return;
    for (const [key, ledger] of inNamespace) {
      if (!ledger.counts(path)) continue;
      if (type === 'DELETED') ledger.remove(object);
      else ledger.put(path, object, clock.now());
      controller.enqueue(key);
    }
  };

  const open = (quota: ResourceQuota) => {
    const { namespace = '' } = quota.metadata;
    const kinds = client.kinds().filter(({ namespaced }) => namespaced);
    const ledger = createLedger(quota, kinds.map(pathOf));
    let inNamespace = ledgers.get(namespace);
    if (inNamespace === undefined) ledgers.set(namespace, (inNamespace = new Map()));
    inNamespace.set(keyOf(quota), ledger);
    for (const ref of kinds) {
      const path = pathOf(ref);
      if (!ledger.counts(path)) continue;
      for (const object of client.list<KubeObject>(ref, { namespace })) ledger.put(path, object, clock.now());
      if (!watches.has(path))
        watches.set(
          path,
          client.watch(ref, ({ type, object }) => follow(path, type, object)),
        );
    }
    controller.enqueue(keyOf(quota));
  };

  informers.of<ResourceQuota>(refs.resourceQuotas).subscribe(({ type, object, previous }) => {
    const { namespace = '' } = object.metadata;
    if (type === 'DELETED') ledgers.get(namespace)?.delete(keyOf(object));
    else if (previous === undefined || !isDeepStrictEqual(previous.spec, object.spec)) open(object);
    else controller.enqueue(keyOf(object));
  });
  return () => {
    controller.close();
    for (const stop of watches.values()) stop();
  };
};
