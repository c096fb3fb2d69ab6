/** Watches a release while it is under way, for what must hold at every moment. */
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import { findCondition } from '@binnacle/kube/api';
import type { Pod } from '@binnacle/kube/api';
import { type Given, eventually } from '../../conformance/harness/conformance.ts';
import { name } from '../harness/objects.ts';
import { at } from '../harness/paths.ts';

export interface Judge {
  /** The least that was ever promised since: fewer available Pods than that are too few. */
  promises(available: number): void;
  /** What was seen and must not be. */
  end(): Promise<readonly string[]>;
}

/** From outside, through the Ingress, from the moment when there is somebody to answer them. */
const requests = { 'sim.binnacle.dev/requests': JSON.stringify([{ perSecond: 20 }]) };

const prometheus = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'prometheus' },
  spec: { containers: [{ name: 'prometheus', image: 'prom/prometheus:v3.6.0' }] },
};

const isReady = ({ metadata, status }: Pod): boolean =>
  metadata.deletionTimestamp === undefined && findCondition(status?.conditions, 'Ready')?.status === 'True';

/** Pods are read while they change: too few must be so that many times in a row. */
const certainAfter = 4;
/** Between looks: the cluster has other things to do. */
const lookMs = 100;
const patience = 300_000;

/** Pods are counted everywhere; requests are sent where they are simulated. */
export const startJudge = async ({ api, ns, target }: Given, promised: number): Promise<Judge> => {
  const sendsRequests = target === 'simulator';
  let least = promised;
  let ending = false;
  let doubts = 0;
  const problems = new Set<string>();
  if (sendsRequests) {
    await api.post(at('pods', ns), prometheus);
    await api.patch(at('ingresses', ns, name), { metadata: { annotations: requests } }, { type: 'merge' });
  }

  const look = async (): Promise<void> => {
    const pods = (await api.list<Pod>(at('pods', ns), { labelSelector: `app=${name}` })).items;
    const ready = pods.filter(isReady).length;
    doubts = ready < least ? doubts + 1 : 0;
    if (doubts >= certainAfter) problems.add(`${ready} Pods are available, ${least} are promised`);
  };

  const query = async (text: string): Promise<{ metric: Record<string, string>; value: [number, string] }[]> => {
    const path = `${at('pods', ns, 'prometheus:9090')}/proxy/api/v1/query`;
    const { data } = await api.get<{ data: { result: [] } }>(path, { query: text });
    return data.result;
  };
  /** Answers since the beginning, by Service and code. */
  const counted = (codes: string) =>
    query(`sum by (service, code) (http_requests_total{namespace="${ns}", code${codes}})`);

  const run = async (): Promise<void> => {
    while (!ending) {
      await look();
      await pause(lookMs);
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
      if (!sendsRequests) return [...problems];
      await eventually(async () => expect(await counted('="200"')).not.toEqual([]), patience);
      for (const { metric, value } of await counted('!="200"'))
        problems.add(`${metric['service']} answered ${metric['code']} to ${value[1]} requests`);
      return [...problems];
    },
  };
};
