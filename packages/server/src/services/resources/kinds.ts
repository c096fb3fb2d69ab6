import { apiVersionOf, isNotFound } from '@binnacle/kube/api';
import type { Kind } from '@binnacle/kube/api';
import type { KubeClient } from '@binnacle/kube/client';
import type { Clock } from '@binnacle/kube/clock';
import { Type } from 'typebox';
import type { Operation } from '../operation.ts';
import { customKinds } from './served-kind.ts';
import { clusterOperation } from './cluster-operation.ts';

/** Milliseconds that an answer is good for: kinds come and go with resource definitions and upgrades. */
const goodFor = 60_000;

/**
 * Which of the known kinds a cluster serves, asked of its discovery and kept for a minute per cluster, and those that its
 * resource definitions make.
 */
export const createKindsOperation = (
  kinds: readonly Kind[],
  clock: Clock,
): Operation<Record<string, never>, readonly Kind[]> => {
  const answers = new WeakMap<KubeClient, { until: number; served: Promise<readonly Kind[]> }>();

  const servedBy = (client: KubeClient): Promise<readonly Kind[]> => {
    const known = answers.get(client);
    if (known !== undefined && known.until > clock.now()) return known.served;
    const served = discover(client, kinds);
    answers.set(client, { until: clock.now() + goodFor, served });
    // What was served a minute ago is the best guess while the API server is away; a first failure is not kept.
    served.catch(() => (known === undefined ? answers.delete(client) : answers.set(client, known)));
    return known === undefined ? served : served.catch(() => known.served);
  };

  return clusterOperation({
    id: 'resources.kinds',
    summary: 'The kinds that the cluster serves, with their columns and capabilities',
    effect: 'read',
    access: 'viewer',
    narrows: true,
    input: Type.Object({}),
    run: async (_input, context) => {
      const [stock, custom] = await Promise.all([servedBy(context.cluster.client), customKinds(context)]);
      // One version of each: the one that is stored, which comes first.
      const seen = new Set(stock.map(idOf));
      return [...stock, ...custom.filter((kind) => !seen.has(idOf(kind)) && seen.add(idOf(kind)))];
    },
  });
};

const idOf = ({ group, plural }: Kind): string => `${group}/${plural}`;

/** One call per group and version in the table, each a few kilobytes; a version that is not served has no kinds. */
const discover = async (client: KubeClient, kinds: readonly Kind[]): Promise<readonly Kind[]> => {
  const versions = [...new Set(kinds.map(apiVersionOf))];
  const served = new Set((await Promise.all(versions.map((version) => resourcesOf(client, version)))).flat());
  return kinds.filter((kind) => served.has(`${apiVersionOf(kind)}/${kind.plural}`));
};

const resourcesOf = async (client: KubeClient, apiVersion: string): Promise<string[]> => {
  try {
    const path = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const response = await client.request({ method: 'GET', path });
    const { resources } = await response.json<{ resources: { name: string }[] }>();
    return resources.map(({ name }) => `${apiVersion}/${name}`);
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
};
