/** What one pass over a Rollout sees. */
import type { BatchRelease, Rollout } from '../api/index.ts';
import { batchReleaseKind, planOf, rolloutKind, trafficRefOf } from '../api/index.ts';
import type { Reader } from '../cluster/index.ts';
import type { Analyse, Seen } from '../reconcile/index.ts';
import { createTraffic } from '../traffic/index.ts';
import { sharedTraffic } from './shared-traffic.ts';
import { revisionKeyOf, workloadView } from './workload-view.ts';

export interface SeeOptions {
  namespace: string;
  name: string;
  /** Epoch ms. */
  now: number;
  analyse: Analyse;
}

/** Undefined when there is no such Rollout. */
export const see = (reader: Reader, { namespace, name, now, analyse }: SeeOptions): Seen | undefined => {
  const rollout = reader.get<Rollout>(rolloutKind, namespace, name);
  if (rollout === undefined) return undefined;
  const ref = trafficRefOf(rollout);
  const { apiVersion, kind, metadata } = rollout;
  const owner = { apiVersion, kind, name, uid: metadata.uid ?? '', controller: true, blockOwnerDeletion: true };
  return {
    now,
    rollout,
    workload: workloadView(rollout, reader),
    release: reader.get<BatchRelease>(batchReleaseKind, namespace, name),
    traffic:
      ref &&
      createTraffic(reader, {
        namespace,
        ref,
        owner,
        revisionKey: revisionKeyOf(rollout),
        generatesService: planOf(rollout)?.disableGenerateCanaryService !== true,
      }),
    shared: sharedTraffic(rollout, reader),
    analyse,
  };
};
