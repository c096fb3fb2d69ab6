import type { TrafficRouting } from '../api/index.ts';
import { labels } from '../api/index.ts';
import type { Reader } from '../cluster/index.ts';
import { createTraffic } from '../traffic/index.ts';
import type { RoutingSeen } from '../traffic/index.ts';

/** What one pass over a TrafficRouting sees: it shares routes, and never touches a Service. */
export const seeRouting = (routing: TrafficRouting, reader: Reader): RoutingSeen => {
  const { apiVersion, kind, metadata, spec } = routing;
  const { name, namespace = '', uid = '' } = metadata;
  const owner = { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
  const traffic = spec.objectRef.map((ref) =>
    createTraffic(reader, { namespace, ref, owner, revisionKey: labels.podTemplateHash, generatesService: false }),
  );
  return { routing, traffic };
};
