/** Refusals that contract 000 has a code for: a Kubernetes reason, and which refusal it is as the cause's reason. */
import { ApiError } from '@binnacle/kube/api';

export type RolloutRefusal =
  | 'RolloutNotPromotable'
  | 'WorkloadRefMissing'
  | 'WorkloadRefInvalid'
  | 'UnsupportedWorkloadKind'
  | 'UnsupportedRollbackKind'
  | 'StableRevisionNotFound'
  | 'StableReplicaSetNotFound'
  | 'InvalidStableTemplate'
  | 'ContainerNotFound';

const reasons = {
  RolloutNotPromotable: ['Conflict', 409],
  WorkloadRefMissing: ['Conflict', 409],
  WorkloadRefInvalid: ['Conflict', 409],
  UnsupportedWorkloadKind: ['NotImplemented', 501],
  UnsupportedRollbackKind: ['NotImplemented', 501],
  StableRevisionNotFound: ['Conflict', 409],
  StableReplicaSetNotFound: ['NotFound', 404],
  InvalidStableTemplate: ['Conflict', 409],
  ContainerNotFound: ['NotFound', 404],
} as const satisfies Record<RolloutRefusal, readonly [string, number]>;

export const refused = (refusal: RolloutRefusal, message: string): ApiError => {
  const [reason, code] = reasons[refusal];
  return new ApiError(reason, code, message, { details: { causes: [{ reason: refusal, message }] } });
};

/** Which refusal an error is, if it is one. */
export const refusalOf = (error: ApiError): RolloutRefusal | undefined => {
  const reason = error.details?.causes?.[0]?.reason;
  return reason !== undefined && reason in reasons ? (reason as RolloutRefusal) : undefined;
};
