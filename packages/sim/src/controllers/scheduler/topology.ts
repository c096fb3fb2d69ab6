import type { Node, Pod } from '../../local/objects.ts';
import { isWantedPod, type Tally, type Wanted } from './tallies.ts';

/** How many wanted Pods there are in each value of a node label, such as each zone. */
export interface Domains {
  topologyKey: string;
  wanted: Wanted;
  counts: ReadonlyMap<string, number>;
}

export const labelOf = (node: Node, key: string): string | undefined => node.metadata.labels?.[key];

/** Sums a tally over the values of a label. Nodes that `counts` leaves out have no part in it; empty domains have 0. */
export const sumDomains = (
  nodes: readonly Node[],
  { topologyKey, wanted, tally }: { topologyKey: string; wanted: Wanted; tally: Tally },
  counts: (node: Node) => boolean = () => true,
): Domains => {
  const sums = new Map<string, number>();
  for (const node of nodes) {
    const value = labelOf(node, topologyKey);
    if (value === undefined || !counts(node)) continue;
    sums.set(value, (sums.get(value) ?? 0) + (tally.get(node.metadata.name) ?? 0));
  }
  return { topologyKey, wanted, counts: sums };
};

/** The count in a node's domain, without Pods that would be gone. */
export const countAt = ({ topologyKey, wanted, counts }: Domains, node: Node, gone: readonly Pod[]): number => {
  const value = labelOf(node, topologyKey);
  if (value === undefined) return 0;
  return (counts.get(value) ?? 0) - gone.filter((pod) => isWantedPod(wanted, pod)).length;
};
