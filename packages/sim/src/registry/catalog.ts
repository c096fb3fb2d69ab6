import { resources as stockResources } from './resources.ts';
import type { Resource } from './resources.ts';

/** What one cluster serves: the stock kinds, and what its resource definitions add while it runs. */
export interface Catalog {
  /** In discovery order. */
  readonly resources: readonly Resource[];
  find(group: string, version: string, plural: string): Resource | undefined;
  /** Whether a group is Kubernetes' own; it answers otherwise for what is not in it. */
  hasStockGroup(group: string): boolean;
  /** Puts what a definition serves in the place of what it served before. */
  replace(definition: string, resources: readonly Resource[]): void;
  /** Called after each change. Returns the stop. */
  subscribe(listener: () => void): () => void;
}

const pathOf = ({ group, version, plural }: Pick<Resource, 'group' | 'version' | 'plural'>): string =>
  `${group}/${version}/${plural}`;

const stockGroups: ReadonlySet<string> = new Set(stockResources.map(({ group }) => group));

export const createCatalog = (): Catalog => {
  const custom = new Map<string, readonly Resource[]>();
  const listeners = new Set<() => void>();
  let resources: readonly Resource[] = stockResources;
  let byPath = new Map(resources.map((resource) => [pathOf(resource), resource]));
  return {
    get resources() {
      return resources;
    },
    find: (group, version, plural) => byPath.get(pathOf({ group, version, plural })),
    hasStockGroup: (group) => stockGroups.has(group),
    replace: (definition, served) => {
      if (served.length === 0 && !custom.has(definition)) return;
      if (served.length === 0) custom.delete(definition);
      else custom.set(definition, served);
      const added = [...custom.keys()].flatMap((name) => custom.get(name)!);
      resources = [...stockResources, ...added.sort((a, b) => (a.group < b.group ? -1 : a.group > b.group ? 1 : 0))];
      byPath = new Map(resources.map((resource) => [pathOf(resource), resource]));
      for (const listener of [...listeners]) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
