/** Serves the webhooks and tells the API server about them and about our definitions. */
import { conflict, customResourceDefinitionKind, isAlreadyExists, isNotFound } from '@binnacle/kube/api';
import type { Kind, KubeObject } from '@binnacle/kube/api';
import type { KubeClient } from '@binnacle/kube/client';
import { definitions } from './api/index.ts';
import type { ConversionClient } from './api/index.ts';
import type { Cluster } from './cluster/index.ts';
import { isOurs, mutatingConfigurationKind, serveWebhooks, webhookConfigurations } from './webhook/index.ts';
import type { WebhookServer } from './webhook/index.ts';

export interface WebhookOptions {
  host: string;
  /** 0 picks a free one. */
  port: number;
  /** PEM: the serving certificate, its key, and the authority that API servers shall trust. */
  cert: string;
  key: string;
  ca: string;
  /** The largest share of Pods, in percent, that a step with traffic may take in partition style. Default 50. */
  partitionPercentLimit?: number;
}

/** Creates it, or makes the one that is there say the same. */
const put = async (client: KubeClient, kind: Kind, object: KubeObject): Promise<void> => {
  try {
    await client.create(kind, object);
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
    await client.patch(kind, { name: object.metadata.name }, { type: 'merge', body: object });
  }
};

const mutatingName = 'kruise-rollout-mutating-webhook-configuration';

/** Two controllers over the same Rollouts would undo each other's work. */
const refuseBesideAnother = async (client: KubeClient): Promise<void> => {
  try {
    const found = await client.get(mutatingConfigurationKind, { name: mutatingName });
    if (!isOurs(found))
      throw conflict(
        mutatingConfigurationKind,
        mutatingName,
        'another Rollout controller has registered it; only one may run in a cluster',
      );
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
};

/** Conflict when another Rollout controller is at work in the cluster. */
export const startWebhooks = async (
  client: KubeClient,
  cluster: Cluster,
  options: WebhookOptions,
): Promise<WebhookServer> => {
  const { partitionPercentLimit = 50, ca, ...serving } = options;
  await refuseBesideAnother(client);
  const server = await serveWebhooks({ ...serving, partitionPercentLimit, read: (read) => cluster.peek(read) });
  const clientFor = (path: string): ConversionClient => ({
    url: `${server.url}${path}`,
    caBundle: Buffer.from(ca).toString('base64'),
  });
  for (const definition of definitions(clientFor('/convert')))
    await put(client, customResourceDefinitionKind, definition);
  for (const { kind, object } of webhookConfigurations(clientFor)) await put(client, kind, object);
  return server;
};
