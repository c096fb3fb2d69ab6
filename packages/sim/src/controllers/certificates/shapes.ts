import type { KubeObject } from '@binnacle/kube/api';

export const signingRequests = {
  group: 'certificates.k8s.io',
  version: 'v1',
  plural: 'certificatesigningrequests',
  namespaced: false,
};

export interface SigningCondition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  lastUpdateTime?: string;
  lastTransitionTime?: string;
}

export interface SigningRequest extends KubeObject {
  spec: { request: string; signerName: string; usages?: string[]; expirationSeconds?: number };
  status?: { conditions?: SigningCondition[]; certificate?: string };
}

/** The decision of this type, if it was taken. */
export const decision = (request: SigningRequest, type: string): SigningCondition | undefined =>
  request.status?.conditions?.find((condition) => condition.type === type);
