/** Serves the webhooks and tells the API server about them and about our definitions. */
import { conflict, customResourceDefinitionKind, isNotFound } from '@binnacle/kube/api';
import type { ServingCertificates } from '@binnacle/kube/certificates';
import type { KubeClient } from '@binnacle/kube/client';
import type { Clock } from '@binnacle/kube/clock';
import { definitions } from './api/index.ts';
import type { ConversionClient } from './api/index.ts';
import type { Cluster } from './cluster/index.ts';
import { keepRegistered } from './keep-registered.ts';
import type { Registered, Registration } from './keep-registered.ts';
import {
  isOurs,
  keepCertificates,
  mutatingConfigurationKind,
  serveWebhooks,
  webhookConfigurations,
} from './webhook/index.ts';
import type { WebhookServer } from './webhook/index.ts';

export interface WebhookOptions {
  host: string;
  /** 0 picks a free one. */
  port: number;
  /** Self-made and renewed in time when absent. */
  certificates?: ServingCertificates;
  /** By which API servers call; the address itself when absent. */
  service?: { namespace: string; name: string; port?: number };
  /** The largest share of Pods, in percent, that a step with traffic may take in partition style. Default 50. */
  partitionPercentLimit?: number;
}

export interface WebhookContext {
  client: KubeClient;
  cluster: Cluster;
  clock: Clock;
  onError?: ((error: unknown, what: string) => void) | undefined;
}

const mutatingName = 'kruise-rollout-mutating-webhook-configuration';

/** Conflict when another Rollout controller's webhooks are registered: two would undo each other's work. */
export const refuseBesideAnother = async (client: KubeClient): Promise<void> => {
  try {
    const found = await client.get(mutatingConfigurationKind, { name: mutatingName });
    if (isOurs(found)) return;
    const why = 'another Rollout controller has registered it; only one may run in a cluster';
    throw conflict(mutatingConfigurationKind, mutatingName, why);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
};

const serviceHosts = ({ name, namespace }: { name: string; namespace: string }): string[] => [
  `${name}.${namespace}.svc`,
  `${name}.${namespace}.svc.cluster.local`,
];

export const startWebhooks = async (context: WebhookContext, options: WebhookOptions): Promise<WebhookServer> => {
  const { partitionPercentLimit = 50, service, certificates: given, host, port } = options;
  const { client, cluster, clock, onError } = context;
  await refuseBesideAnother(client);
  const certificates = keepCertificates({
    clock,
    hosts: service === undefined ? [host] : [host, ...serviceHosts(service)],
    ...(given === undefined ? {} : { given }),
    onRenewed: (renewed) => {
      server.renew(renewed);
      registration.renew().catch((error: unknown) => onError?.(error, 'the renewed certificate'));
    },
  });
  const server = await serveWebhooks({
    host,
    port,
    ...certificates.current,
    partitionPercentLimit,
    read: (read) => cluster.peek(read),
  });
  const clientFor = (path: string): ConversionClient => ({
    ...(service === undefined ? { url: `${server.url}${path}` } : { service: { ...service, path } }),
    caBundle: Buffer.from(certificates.current.ca).toString('base64'),
  });
  const wanted = (): Registered[] => [
    ...definitions(clientFor('/convert')).map((object) => ({ kind: customResourceDefinitionKind, object })),
    ...webhookConfigurations(clientFor),
  ];
  const stop = async () => {
    certificates.close();
    await server.close();
  };
  let registration: Registration;
  try {
    registration = await keepRegistered({
      client,
      cluster,
      clock,
      wanted,
      // Definitions may be the original's: the kinds are the same.
      mayOverwrite: (found) => found.kind === 'CustomResourceDefinition' || isOurs(found),
      onError,
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    ...server,
    close: async () => {
      registration.close();
      await stop();
    },
  };
};
