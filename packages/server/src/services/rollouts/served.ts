/** Rollouts in the version that a cluster serves. All else here knows v1beta1 alone. */
import { isForbidden, isNotFound, type Kind, type KubeObject } from '@binnacle/kube/api';
import type { KubeClient } from '@binnacle/kube/client';
import type { Clock } from '@binnacle/kube/clock';
import type { Row } from '@binnacle/kube/watch';
import {
  fromV1alpha1Rollout,
  rolloutKind,
  rolloutKindV1alpha1,
  type Rollout,
  type RolloutV1alpha1,
} from '@binnacle/rollouts/api';
import type { ClusterCall, ClusterHandle } from '../operation.ts';

/** Kept with the client of a cluster. The older version is asked about again: a controller may be renewed. */
const found = new WeakMap<KubeClient, Kind>();

/** As far as is known without asking: v1beta1 unless the cluster has said otherwise. */
export const knownRolloutKind = ({ client }: Pick<ClusterHandle, 'client'>): Kind => found.get(client) ?? rolloutKind;

interface Asking {
  cluster: Pick<ClusterHandle, 'client'>;
  signal?: AbortSignal;
}

const serves = async ({ group, version, plural }: Kind, { cluster, signal }: Asking): Promise<boolean> => {
  try {
    const path = `/apis/${group}/${version}`;
    const response = await cluster.client.request({ method: 'GET', path, ...(signal === undefined ? {} : { signal }) });
    const { resources = [] } = await response.json<{ resources?: { name: string }[] }>();
    return resources.some(({ name }) => name === plural);
  } catch (error) {
    if (isNotFound(error) || isForbidden(error)) return false;
    throw error;
  }
};

/** v1beta1 where it is served or nothing is: whoever asks for it is then told that it is not. */
export const servedRolloutKind = async (asking: Asking): Promise<Kind> => {
  const { client } = asking.cluster;
  if (found.get(client) === rolloutKind) return rolloutKind;
  for (const kind of [rolloutKind, rolloutKindV1alpha1]) {
    if (!(await serves(kind, asking))) continue;
    found.set(client, kind);
    return kind;
  }
  found.delete(client);
  return rolloutKind;
};

/** Milliseconds in which a cluster without Rollouts is not asked again. */
const lookMs = 30_000;
const looked = new WeakMap<KubeClient, number>();

/** Learns which version a cluster serves that has none of the one known; its failures are told by what is read from it. */
export const lookForRollouts = async ({ client }: Pick<ClusterHandle, 'client'>, clock: Clock): Promise<void> => {
  const at = clock.now();
  if (at - (looked.get(client) ?? -Infinity) < lookMs) return;
  looked.set(client, at);
  await servedRolloutKind({ cluster: { client } }).catch(() => undefined);
};

/** A Rollout of either version, as v1beta1. */
export const toRollout = (object: KubeObject): Rollout =>
  object.apiVersion === `${rolloutKindV1alpha1.group}/${rolloutKindV1alpha1.version}`
    ? fromV1alpha1Rollout(object as RolloutV1alpha1)
    : (object as Rollout);

export const rolloutOfRow = ({ bytes }: Pick<Row, 'bytes'>): Rollout =>
  toRollout(JSON.parse(bytes.toString('utf8')) as KubeObject);

export const readRollout = async (
  { namespace, name }: { namespace: string; name: string },
  { cluster, signal }: ClusterCall,
): Promise<Rollout> => {
  const kind = await servedRolloutKind({ cluster, signal });
  return toRollout(await cluster.client.get<KubeObject>(kind, { namespace, name }, signal));
};
