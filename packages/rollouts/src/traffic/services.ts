/** The stable and the canary Service (rules §5.1). */
import { serviceKind } from '@binnacle/kube/api';
import type { OwnerReference, Service } from '@binnacle/kube/api';
import type { Reader } from '../cluster/reader.ts';
import { deletionOf, patchOf } from '../cluster/write.ts';
import type { Write } from '../cluster/write.ts';

export interface ServiceNames {
  namespace: string;
  stable: string;
  canary: string;
  /** The label that tells revisions apart. */
  revisionKey: string;
  owner: OwnerReference;
}

/** What belongs to one Service alone is left to the server. */
const canarySpec = (spec: Service['spec']): Service['spec'] => {
  const {
    clusterIP: _ip,
    clusterIPs: _ips,
    externalIPs: _external,
    ipFamilies: _families,
    ipFamilyPolicy: _policy,
    loadBalancerIP: _balancer,
    ports,
    ...rest
  } = spec;
  return { ...rest, ...(ports === undefined ? {} : { ports: ports.map(({ nodePort: _port, ...port }) => port) }) };
};

const newCanary = (stable: Service, revision: string, { canary, revisionKey, owner }: ServiceNames): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {
    name: canary,
    namespace: stable.metadata.namespace ?? '',
    ...(stable.metadata.labels === undefined ? {} : { labels: stable.metadata.labels }),
    ...(stable.metadata.annotations === undefined ? {} : { annotations: stable.metadata.annotations }),
    ownerReferences: [owner],
  },
  spec: { ...canarySpec(stable.spec), selector: { ...stable.spec.selector, [revisionKey]: revision } },
});

export const createServices = (reader: Reader, names: ServiceNames) => {
  const { namespace, revisionKey } = names;
  const find = (name: string) => reader.get<Service>(serviceKind, namespace, name);
  const stable = find(names.stable);
  const select = (service: Service, revision: string | null): Write[] =>
    (service.spec.selector?.[revisionKey] ?? null) === revision
      ? []
      : [patchOf(serviceKind, service, { spec: { selector: { [revisionKey]: revision } } })];
  return {
    stable,
    pin: (revision: string): readonly Write[] =>
      stable === undefined || revision === '' ? [] : select(stable, revision),
    /** Undefined while there is no stable Service, or no revision to select. */
    ensure: (revisions: { stable: string; canary: string }): readonly Write[] | undefined => {
      if (stable === undefined || revisions.stable === '' || revisions.canary === '') return undefined;
      const canary = find(names.canary);
      const create: Write[] =
        canary === undefined
          ? [{ type: 'create', kind: serviceKind, object: newCanary(stable, revisions.canary, names) }]
          : select(canary, revisions.canary);
      return [...create, ...select(stable, revisions.stable)];
    },
    restore: (): readonly Write[] => (stable === undefined ? [] : select(stable, null)),
    removeCanary: (): readonly Write[] => {
      const canary = names.canary === names.stable ? undefined : find(names.canary);
      return canary === undefined || canary.metadata.deletionTimestamp !== undefined
        ? []
        : [deletionOf(serviceKind, canary)];
    },
  };
};
