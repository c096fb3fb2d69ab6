import { isNotFound, type KubeObject } from '@binnacle/kube/api';
import { createController } from '@binnacle/kube/controller';
import type { Informers } from '../../local/informers.ts';
import type { ControllerContext } from '../../types.ts';

interface AdmissionPolicy extends KubeObject {
  status?: { observedGeneration?: number; typeChecking?: object };
}

const policies = {
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  plural: 'validatingadmissionpolicies',
  namespaced: false,
};

/** Says of each ValidatingAdmissionPolicy that it was looked at; the types of its expressions are not warned about. */
export const startAdmissionPolicyStatus = (context: ControllerContext, informers: Informers): (() => void) => {
  const client = context.client.as('validatingadmissionpolicy-status-controller');
  const controller = createController({
    name: 'validatingadmissionpolicy-status-controller',
    clock: context.clock,
    concurrency: 1,
    reconcile: async (name) => {
      const policy = client.get<AdmissionPolicy>(policies, { name });
      const { generation = 0 } = policy?.metadata ?? {};
      if (policy === undefined || generation <= (policy.status?.observedGeneration ?? 0)) return;
      const status = { ...policy.status, observedGeneration: generation, typeChecking: {} };
      await client.updateStatus(policies, { ...policy, status }).catch((error: unknown) => {
        if (!isNotFound(error)) throw error;
      });
    },
  });
  informers.of<AdmissionPolicy>(policies).subscribe(({ type, object }) => {
    if (type !== 'DELETED') controller.enqueue(object.metadata.name);
  });
  return controller.close;
};
