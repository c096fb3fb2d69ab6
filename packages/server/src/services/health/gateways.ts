import type { IstioVirtualService } from '@binnacle/kube/api';
import type { Subject } from './types.ts';

/** Every sidecar of the mesh. */
export const mesh = 'mesh';

/** The gateways that a VirtualService is for, as `namespace/name`, or `mesh`. */
export const gatewaysOf = (subject: Subject): readonly string[] => {
  const { gateways } = (subject.object() as IstioVirtualService).spec ?? {};
  if (gateways === undefined || gateways.length === 0) return [mesh];
  return gateways.map((gateway) =>
    gateway === mesh || gateway.includes('/') ? gateway : `${subject.namespace}/${gateway}`,
  );
};
