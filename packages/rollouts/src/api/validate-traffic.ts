/** Rules of trafficRoutings (§3.5). */
import { invalidField } from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import type { TrafficRoutingRef } from './traffic.ts';

export const validateTrafficRoutings = (
  refs: readonly TrafficRoutingRef[] | undefined,
  field: string,
): FieldError[] => {
  if (refs === undefined || refs.length === 0) return [];
  if (refs.length > 1)
    return [invalidField(field, refs.length, 'Rollout currently only support single TrafficRouting.')];
  return refs.flatMap((ref, index) => validateRef(ref, `${field}[${index}]`));
};

const validateRef = (ref: TrafficRoutingRef, field: string): FieldError[] => {
  const errors: FieldError[] = [];
  const wrong = (path: string, value: unknown, detail: string) => void errors.push(invalidField(path, value, detail));
  if ((ref.gracePeriodSeconds ?? 0) < 0)
    wrong(
      `${field}.GracePeriodSeconds`,
      ref.gracePeriodSeconds,
      'TrafficRouting.GracePeriodSeconds cannot be negative',
    );
  if (!ref.service) wrong(`${field}.Service`, ref.service ?? '', 'TrafficRouting.Service cannot be empty');
  const custom = ref.customNetworkRefs ?? [];
  if (ref.ingress === undefined && ref.gateway === undefined && custom.length === 0)
    wrong(field, ref.service ?? '', 'TrafficRoutings are not set');
  if (ref.ingress !== undefined && !ref.ingress.name)
    wrong(`${field}.Ingress`, ref.ingress.name ?? '', 'TrafficRouting.Ingress.Ingress cannot be empty');
  if (ref.gateway !== undefined && !ref.gateway.httpRouteName)
    wrong(
      `${field}.Gateway`,
      ref.gateway.httpRouteName ?? '',
      'TrafficRouting.Gateway must set the name of HTTPRoute or HTTPsRoute',
    );
  return errors;
};
