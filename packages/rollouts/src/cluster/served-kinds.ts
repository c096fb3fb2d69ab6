/** Kinds that only their apiVersion and name are known of, as the server's discovery spells them. */
import { isNotFound } from '@binnacle/kube/api';
import type { Kind } from '@binnacle/kube/api';
import type { KubeClient } from '@binnacle/kube/client';
import type { Clock } from '@binnacle/kube/clock';

interface ResourceList {
  resources?: { name: string; kind: string; singularName?: string; namespaced: boolean }[];
}

export interface ServedKinds {
  /** `unknown`: the group and version were not asked for yet, or too long ago. */
  known(apiVersion: string, kind: string): Kind | undefined | 'unknown';
  /** Asks the server what it serves of a group and version. */
  learn(apiVersion: string): Promise<void>;
}

/** A definition may come later. */
const absentMs = 10_000;

export const createServedKinds = (client: KubeClient, clock: Clock): ServedKinds => {
  const kinds = new Map<string, { kinds: readonly Kind[]; at: number }>();
  return {
    known: (apiVersion, name) => {
      const found = kinds.get(apiVersion);
      const kind = found?.kinds.find((one) => one.kind === name);
      if (kind !== undefined) return kind;
      return found === undefined || clock.now() - found.at > absentMs ? 'unknown' : undefined;
    },
    learn: async (apiVersion) => {
      const [version = '', group = ''] = apiVersion.split('/').reverse();
      const path = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
      let list: ResourceList = {};
      try {
        list = await (await client.request({ method: 'GET', path })).json<ResourceList>();
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
      const found = (list.resources ?? [])
        .filter(({ name }) => !name.includes('/'))
        .map(({ name, kind, singularName, namespaced }) => ({
          group,
          version,
          plural: name,
          kind,
          singular: singularName ?? kind.toLowerCase(),
          namespaced,
          shortNames: [],
          categories: [],
          capabilities: [],
          columns: [],
        }));
      kinds.set(apiVersion, { kinds: found, at: clock.now() });
    },
  };
};
