/** Watches a release while it is under way, for what must hold at every moment. */
import { findCondition, fromLabels } from '@binnacle/kube/api';
import type { Pod, Service } from '@binnacle/kube/api';
import type { Given } from '../../conformance/harness/conformance.ts';
import { name } from '../harness/objects.ts';
import { at } from '../harness/paths.ts';

export interface Judge {
  /** The least that was ever promised since: fewer available Pods than that are too few. */
  promises(available: number): void;
  /** What was seen and must not be. */
  end(): Promise<readonly string[]>;
}

const isReady = ({ metadata, status }: Pod): boolean =>
  metadata.deletionTimestamp === undefined && findCondition(status?.conditions, 'Ready')?.status === 'True';

/** Objects of different kinds are read one after the other: what is wrong must be so that many times in a row. */
const certainAfter = 4;

export const startJudge = ({ api, ns }: Given, promised: number): Judge => {
  let least = promised;
  let ending = false;
  const problems = new Set<string>();
  const doubts = new Map<string, number>();

  const look = async (): Promise<string[]> => {
    const pods = (await api.list<Pod>(at('pods', ns), { labelSelector: `app=${name}` })).items;
    const ready = pods.filter(isReady);
    const found = ready.length < least ? [`${ready.length} Pods are available, ${least} are promised`] : [];
    const routes = await api.list(at('ingresses', ns));
    const services = (await api.list<Service>(at('services', ns))).items;
    const canary = routes.items.find(({ metadata }) => metadata.name === `${name}-canary`);
    const weight = Number(canary?.metadata.annotations?.['nginx.ingress.kubernetes.io/canary-weight'] ?? 0);
    for (const [service, share] of [
      [name, 100 - weight],
      [`${name}-canary`, weight],
    ] as const) {
      if (share === 0) continue;
      const selector = services.find(({ metadata }) => metadata.name === service)?.spec.selector;
      const serving = selector && ready.some(({ metadata }) => fromLabels(selector).matches(metadata.labels ?? {}));
      if (!serving) found.push(`${service} gets ${share} % of the traffic and has no ready Pod`);
    }
    return found;
  };

  const run = async (): Promise<void> => {
    while (!ending) {
      const found = await look();
      for (const problem of doubts.keys()) if (!found.includes(problem)) doubts.delete(problem);
      for (const problem of found) {
        const times = (doubts.get(problem) ?? 0) + 1;
        doubts.set(problem, times);
        if (times >= certainAfter) problems.add(problem);
      }
    }
  };
  const over = run();
  return {
    promises: (available) => {
      least = Math.min(least, available);
    },
    end: async () => {
      ending = true;
      await over;
      return [...problems];
    },
  };
};
