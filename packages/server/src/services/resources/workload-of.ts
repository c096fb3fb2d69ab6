import type { WireOwner } from '@binnacle/api';
import type { ObjectMeta } from '@binnacle/kube/api';

type Owned = Pick<ObjectMeta, 'labels' | 'ownerReferences'>;

/** Whose Pod it is: its controller, or the Deployment behind a ReplicaSet; undefined for one that nobody made. */
export const workloadOf = ({ ownerReferences = [], labels }: Owned): WireOwner | undefined => {
  const owner = ownerReferences.find(({ controller }) => controller === true);
  if (owner === undefined) return undefined;
  // `apps/v1`; of the core group `v1`.
  const group = owner.apiVersion.split('/').slice(0, -1).join('');
  // A Deployment's ReplicaSet is named after it.
  const hash = labels?.['pod-template-hash'];
  return owner.kind === 'ReplicaSet' && hash !== undefined && owner.name.endsWith(`-${hash}`)
    ? { group, kind: 'Deployment', name: owner.name.slice(0, -hash.length - 1) }
    : { group, kind: owner.kind, name: owner.name };
};
