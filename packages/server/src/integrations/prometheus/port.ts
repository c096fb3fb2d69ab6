import type { PrometheusPort } from '../../services/prometheus/index.ts';
import type { AddressPolicy } from './addresses.ts';
import { getDirect } from './direct.ts';
import { getThroughService, serviceAddressOf } from './through-service.ts';

/** Asks where an address leads: Services of a cluster through its API server, anything else directly, as the policy allows. */
export const createPrometheusPort = (policy: AddressPolicy): PrometheusPort => ({
  get: async ({ url, client, isDirect }, path, limits) => {
    const service = isDirect ? undefined : serviceAddressOf(url);
    return service === undefined
      ? getDirect(url.replace(/\/+$/, '') + path, { policy, ...limits })
      : getThroughService(client, service, { path, ...limits });
  },
});
