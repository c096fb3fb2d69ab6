import { isApiError } from '@binnacle/kube/api';
import { readLimited, type KubeClient } from '@binnacle/kube/client';
import type { CallLimits, PrometheusReply } from '../../services/prometheus/index.ts';

/** A Service that the API server's proxy leads to. */
export interface ServiceAddress {
  namespace: string;
  name: string;
  port: number;
  scheme: 'http' | 'https';
  /** Path before `/api/v1`; empty or beginning with a slash. */
  prefix: string;
}

/** GET through the API server's service proxy. An answer of the Service is returned whatever its status; failures of the way throw. */
export const getThroughService = async (
  client: KubeClient,
  { namespace, name, port, scheme, prefix }: ServiceAddress,
  { path, signal, mostBytes }: { path: string } & CallLimits,
): Promise<PrometheusReply> => {
  const target = `${scheme === 'https' ? 'https:' : ''}${name}:${port}`;
  const [route = '', query = ''] = path.split('?');
  try {
    const response = await client.request({
      method: 'GET',
      path: `/api/v1/namespaces/${namespace}/services/${target}/proxy${prefix}${route}`,
      query: Object.fromEntries(new URLSearchParams(query)),
      signal,
    });
    return { status: response.status, body: await readLimited(response.stream(), mostBytes) };
  } catch (error) {
    const own = isApiError(error) && error.details?.causes?.find(({ reason }) => reason === 'UnexpectedServerResponse');
    // Not a Status: the Service said it, not the API server.
    if (isApiError(error) && own && own.message !== 'unknown') return { status: error.code, body: own.message ?? '' };
    throw error;
  }
};

const inCluster = /^([a-z0-9-]+)\.([a-z0-9-]+)\.svc(\.[a-z0-9.-]+)?$/;

/** The Service that an address such as `http://prometheus.monitoring.svc:9090` names; undefined for any other address. */
export const serviceAddressOf = (text: string): ServiceAddress | undefined => {
  const url = new URL(text);
  const [, name, namespace] = inCluster.exec(url.hostname) ?? [];
  if (name === undefined || namespace === undefined) return undefined;
  const scheme = url.protocol === 'https:' ? 'https' : 'http';
  const port = url.port === '' ? (scheme === 'https' ? 443 : 80) : Number(url.port);
  return { namespace, name, port, scheme, prefix: url.pathname.replace(/\/+$/, '') };
};
