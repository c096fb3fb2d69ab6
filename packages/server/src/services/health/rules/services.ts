import { endpointSliceKind, serviceKind, type EndpointSlice, type Service } from '@binnacle/kube/api';
import { serviceTerm } from '../terms.ts';
import type { Rule } from '../types.ts';

export const serviceRules: readonly Rule[] = [
  {
    code: 'ServiceWithoutEndpoints',
    kind: serviceKind,
    severity: 'warning',
    title: 'The Service leads to no ready Pod',
    recommendation: 'Compare its selector with the labels of the Pods that are meant, and see whether they are ready.',
    *check(subject, world) {
      const { spec } = subject.object() as unknown as Service;
      const selector = Object.entries(spec.selector ?? {});
      if (selector.length === 0 || spec.type === 'ExternalName' || !world.knows(endpointSliceKind)) return;
      const slices = world.find(endpointSliceKind, serviceTerm(subject.namespace, subject.name));
      const endpoints = slices.flatMap((slice) => (slice.object() as unknown as EndpointSlice).endpoints ?? []);
      if (endpoints.some(({ conditions }) => conditions?.ready !== false)) return;
      const wanted = selector.map(([key, value]) => `${key}=${value}`).join(', ');
      yield endpoints.length === 0
        ? `no Pod has ${wanted}`
        : `none of the ${endpoints.length} Pods that have ${wanted} is ready`;
    },
  },
];
