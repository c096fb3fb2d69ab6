/** Pods that spread over zones, nodes and the like. Source: kube-scheduler plugin PodTopologySpread. */
import { selects, type Node, type Pod, type TopologySpreadConstraint } from '../../local/objects.ts';
import { blockingTaint, isWanted, type Misfit } from './fit.ts';
import type { Tallies, Wanted } from './tallies.ts';
import { countAt, labelOf, sumDomains, type Domains } from './topology.ts';

export interface SpreadNeed {
  domains: Domains;
  maxSkew: number;
  /** 1 when the Pod itself counts. */
  self: number;
  /** The count of the emptiest domain; 0 while there are fewer domains than there should be. */
  least: number;
  tooFewDomains: boolean;
}

const mismatch = "node(s) didn't match pod topology spread constraints";

const smallest = (counts: Iterable<number>): number => {
  let least = Infinity;
  for (const count of counts) least = Math.min(least, count);
  return least;
};

const needOf = (
  pod: Pod,
  constraint: TopologySpreadConstraint,
  { nodes, tallies, keys }: { nodes: readonly Node[]; tallies: Tallies; keys: readonly string[] },
): SpreadNeed => {
  const { topologyKey, maxSkew, labelSelector, matchLabelKeys = [], minDomains = 1 } = constraint;
  const labels = pod.metadata.labels ?? {};
  const alike = matchLabelKeys.flatMap((key) => (labels[key] === undefined ? [] : [[key, labels[key]] as const]));
  const selector = labelSelector && {
    ...labelSelector,
    matchLabels: { ...labelSelector.matchLabels, ...Object.fromEntries(alike) },
  };
  const wanted: Wanted = { namespaces: [pod.metadata.namespace ?? ''], selectors: [selector], living: true };
  const takesPart = (node: Node) =>
    keys.every((key) => labelOf(node, key) !== undefined) &&
    (constraint.nodeAffinityPolicy === 'Ignore' || isWanted(pod, node)) &&
    (constraint.nodeTaintsPolicy !== 'Honor' || blockingTaint(pod, node) === undefined);
  const domains = sumDomains(nodes, { topologyKey, wanted, tally: tallies.of(wanted) }, takesPart);
  const tooFewDomains = domains.counts.size < minDomains || domains.counts.size === 0;
  return {
    domains,
    maxSkew,
    self: selector !== undefined && selects(selector, labels) ? 1 : 0,
    least: tooFewDomains ? 0 : smallest(domains.counts.values()),
    tooFewDomains,
  };
};

/** The Pod's constraints of one sort, with what there is now. */
export const spreadNeeds = (
  pod: Pod,
  whenUnsatisfiable: TopologySpreadConstraint['whenUnsatisfiable'],
  { nodes, tallies }: { nodes: readonly Node[]; tallies: Tallies },
): SpreadNeed[] => {
  const constraints = (pod.spec.topologySpreadConstraints ?? []).filter(
    (constraint) => constraint.whenUnsatisfiable === whenUnsatisfiable,
  );
  const keys = constraints.map(({ topologyKey }) => topologyKey);
  return constraints.map((constraint) => needOf(pod, constraint, { nodes, tallies, keys }));
};

/** Undefined when the Pod would not be one too many. `gone`: Pods of the node that would be evicted. */
export const findSpreadMisfit = (
  needs: readonly SpreadNeed[],
  node: Node,
  gone: readonly Pod[],
): Misfit | undefined => {
  for (const { domains, maxSkew, self, least, tooFewDomains } of needs) {
    const value = labelOf(node, domains.topologyKey);
    if (value === undefined) return { reasons: [`${mismatch} (missing required label)`], final: true };
    const here = countAt(domains, node, gone);
    const emptiest = gone.length === 0 || tooFewDomains ? least : Math.min(least, here);
    if (here + self - emptiest > maxSkew) return { reasons: [mismatch], final: false };
  }
  return undefined;
};
