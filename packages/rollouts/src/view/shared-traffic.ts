/** The TrafficRouting that a Rollout names, held by a finalizer while its release runs (rules §5.6). */
import type { Rollout, TrafficRouting } from '../api/index.ts';
import { finalizers, trafficRoutingKind, trafficRoutingNameOf } from '../api/index.ts';
import { finalizersPatch } from '../cluster/index.ts';
import type { Reader } from '../cluster/index.ts';
import type { SharedTraffic } from '../reconcile/index.ts';

export const sharedTraffic = (rollout: Rollout, reader: Reader): SharedTraffic | undefined => {
  const name = trafficRoutingNameOf(rollout);
  if (name === undefined) return undefined;
  const routing = reader.get<TrafficRouting>(trafficRoutingKind, rollout.metadata.namespace ?? '', name);
  const held = routing?.metadata.finalizers ?? [];
  const own = `${finalizers.progressingPrefix}${rollout.metadata.name}`;
  return {
    hold: () => {
      const phase = routing?.status?.phase;
      if (routing === undefined || phase === 'Finalizing' || phase === 'Terminating') return undefined;
      return held.includes(own) ? [] : [finalizersPatch(trafficRoutingKind, routing, [...held, own])];
    },
    letGo: () =>
      routing === undefined || !held.includes(own)
        ? []
        : [
            finalizersPatch(
              trafficRoutingKind,
              routing,
              held.filter((finalizer) => finalizer !== own),
            ),
          ],
  };
};
