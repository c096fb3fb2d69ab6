import { isApiError, quantityToNumber } from '@binnacle/kube/api';
import type { CallContext } from '../operation.ts';
import type { AnswerCache } from './answer-cache.ts';

/** What something uses: cores and bytes. */
export interface Usage {
  cpu: number;
  memory: number;
}

/** Reads use from the metrics API, which many clusters lack: asked once in 30 s for all, and its absence is remembered as well. */
export interface UsageReader {
  /** Undefined without a metrics API, and for a node it does not know. */
  node(name: string, context: Pick<CallContext, 'cluster' | 'signal'>): Promise<Usage | undefined>;
  pod(namespace: string, name: string, context: Pick<CallContext, 'cluster' | 'signal'>): Promise<Usage | undefined>;
}

/** Source: Kubernetes API reference, metrics.k8s.io/v1beta1 NodeMetrics and PodMetrics. */
const root = '/apis/metrics.k8s.io/v1beta1';

interface Measured {
  cpu?: string;
  memory?: string;
}

export const createUsageReader = (answers: AnswerCache): UsageReader => {
  const get = async <T>(path: string, { cluster, signal }: Pick<CallContext, 'cluster' | 'signal'>) => {
    const { value } = await answers.read<T | undefined>(cluster, { key: `usage ${path}`, signal }, async (limit) => {
      try {
        const response = await cluster.client.request({ method: 'GET', path: root + path, signal: limit });
        return await response.json<T>();
      } catch (error) {
        // No metrics API, one whose server is away, or nothing measured yet: an answer too, and one worth keeping.
        if (isApiError(error) && [403, 404, 503].includes(error.code) && error.cause === undefined) return undefined;
        throw error;
      }
    });
    return value;
  };

  return {
    node: async (name, context) => {
      const found = await get<{ usage?: Measured }>(`/nodes/${encodeURIComponent(name)}`, context);
      return found?.usage === undefined ? undefined : sumOf([found.usage]);
    },
    pod: async (namespace, name, context) => {
      const path = `/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}`;
      const found = await get<{ containers?: { usage?: Measured }[] }>(path, context);
      return found?.containers === undefined ? undefined : sumOf(found.containers.map(({ usage }) => usage ?? {}));
    },
  };
};

const sumOf = (measured: readonly Measured[]): Usage => ({
  cpu: measured.reduce((sum, { cpu = '0' }) => sum + quantityToNumber(cpu), 0),
  memory: measured.reduce((sum, { memory = '0' }) => sum + quantityToNumber(memory), 0),
});
