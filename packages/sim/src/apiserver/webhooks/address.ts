/** Where a webhook is reached. */
import type { WebhookClientConfig } from '@binnacle/kube/api';
import type { Registry } from '../../registry/index.ts';
import { objectAt, objectsAt, textAt } from '../../registry/index.ts';

export interface Address {
  /** As it is told in errors. */
  url: string;
  host: string;
  port: number;
  path: string;
  /** The name that the certificate must carry. */
  serverName: string;
  /** PEM. */
  ca?: string;
}

/** A failure before the webhook has heard anything; in upstream's words. */
export class Unreachable extends Error {}

const withoutBrackets = (host: string): string => host.replace(/^\[(.*)\]$/, '$1');

/** An address that stands outside the simulated network: one that nobody but the user can have written down. */
const outsideAddress = (
  registry: Registry,
  namespace: string,
  name: string,
): { host: string; port: number } | undefined => {
  const slices = registry.store.range('discovery.k8s.io/endpointslices', `${namespace}/`);
  for (const { object } of slices) {
    if (object.metadata.labels?.['kubernetes.io/service-name'] !== name) continue;
    const port = objectsAt(object, 'ports')[0]?.port;
    const endpoint = objectsAt(object, 'endpoints').find(({ targetRef }) => targetRef === undefined);
    const [host] = (endpoint?.addresses ?? []) as string[];
    if (host !== undefined && typeof port === 'number') return { host, port };
  }
  return undefined;
};

/**
 * A Service as the API server reaches it: by its external name, or by endpoints outside the simulated network. Pods of
 * a simulated cluster listen nowhere.
 */
const serviceAddress = (
  registry: Registry,
  service: Required<Pick<Address, 'port'>> & { namespace: string; name: string },
) => {
  const { namespace, name, port } = service;
  const object = registry.store.get('/services', `${namespace}/${name}`)?.object;
  if (object === undefined) throw new Unreachable(`service ${JSON.stringify(name)} not found`);
  const spec = objectAt(object, 'spec');
  if (spec.type === 'ExternalName') return { host: textAt(spec, 'externalName'), port };
  if (!objectsAt(spec, 'ports').some((one) => one.port === port))
    throw new Unreachable(`no service port ${port} found for service ${JSON.stringify(name)}`);
  const outside = outsideAddress(registry, namespace, name);
  if (outside === undefined)
    throw new Unreachable(`dial tcp ${textAt(spec, 'clusterIP')}:${port}: connect: no route to host`);
  return outside;
};

/** `query` is what comes after the path: `?timeout=10s`. The connection may still be impossible: see `resolve`. */
export const addressOf = (config: WebhookClientConfig, query: string) => {
  const { url, service, caBundle = '' } = config;
  const ca = caBundle === '' ? {} : { ca: Buffer.from(caBundle, 'base64').toString('utf8') };
  if (service !== undefined) {
    const { namespace, name, path = '', port = 443 } = service;
    const serverName = `${name}.${namespace}.svc`;
    return {
      url: `https://${serverName}:${port}${path}${query}`,
      resolve: (registry: Registry): Address => ({
        url: `https://${serverName}:${port}${path}${query}`,
        ...serviceAddress(registry, { namespace, name, port }),
        path: `${path}${query}`,
        serverName,
        ...ca,
      }),
    };
  }
  const target = new URL(url ?? '');
  const host = withoutBrackets(target.hostname);
  const shown = `${(url ?? '').replace(/\/$/, '')}${query}`;
  return {
    url: shown,
    resolve: (): Address => ({
      url: shown,
      host,
      port: Number(target.port || 443),
      path: `${target.pathname}${query}`,
      serverName: host,
      ...ca,
    }),
  };
};
