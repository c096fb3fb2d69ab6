/** The resource.k8s.io group: kept as sent, with its defaults; nothing allocates devices. */
import { dnsSubdomainProblems, forbiddenField } from '@binnacle/kube/api';
import { isJsonObject, objectAt, objectsAt, setDefault } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { Strategy } from '../strategy.ts';

const defaultRequest = (request: JsonObject): void => {
  setDefault(request, 'allocationMode', 'ExactCount');
  if (request.allocationMode === 'ExactCount') setDefault(request, 'count', 1);
};

const defaultClaim = (holder: unknown): void => {
  for (const request of objectsAt(holder, 'spec', 'devices', 'requests')) {
    if (isJsonObject(request.exactly)) defaultRequest(request.exactly);
    objectsAt(request, 'firstAvailable').forEach(defaultRequest);
  }
};

export const deviceclass: Strategy = { generation: true, returnsDeleted: true };
export const resourceclaim: Strategy = {
  returnsDeleted: true,
  defaults: defaultClaim,
  statusMetadata: [],
  validateStatus: ({ status }) =>
    objectsAt(status, 'reservedFor').length > 0 && objectAt(status).allocation === undefined
      ? [forbiddenField('status.reservedFor', 'may not be specified when `allocated` is not set')]
      : [],
};
export const resourceclaimtemplate: Strategy = {
  returnsDeleted: true,
  defaults: (draft) => defaultClaim(draft.spec),
};
export const resourceslice: Strategy = {
  generation: true,
  returnsDeleted: true,
  nameProblems: dnsSubdomainProblems,
};
