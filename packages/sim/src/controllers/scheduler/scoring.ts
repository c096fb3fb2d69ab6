/** Which of the nodes that fit is the best. Source: kube-scheduler's default score plugins and their weights. */
import { controllerOf, type Node, type Pod } from '../../local/objects.ts';
import { matchesNodeTerm } from '../node-selector.ts';
import { countUnwanted, scoreNode, type Candidate } from './fit.ts';
import { countAt } from './topology.ts';
import type { SpreadNeed } from './spread.ts';

const weights = { taints: 3, nodeAffinity: 2, podAffinity: 2, spread: 2, free: 1 } as const;

/** 0 to 1 over the candidates, the highest value best. */
const normalized = (values: readonly number[]): number[] => {
  const most = values.reduce((a, b) => Math.max(a, b), -Infinity);
  const least = values.reduce((a, b) => Math.min(a, b), Infinity);
  return values.map((value) => (most === least ? 0 : (value - least) / (most - least)));
};

const nodePreference = ({ spec }: Pod, node: Node): number =>
  (spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [])
    .filter(({ preference }) => matchesNodeTerm(preference, node))
    .reduce((sum, { weight }) => sum + weight, 0);

export interface ScoreInput {
  /** Soft spread constraints; without any, the Pods of one owner are spread over the nodes. */
  spread: readonly SpreadNeed[];
  siblings: (node: string, owner: string | undefined) => number;
  podPreference: (node: Node) => number;
}

/** One number per candidate: higher is better. */
export const scoreNodes = (
  pod: Pod,
  candidates: readonly Candidate[],
  { spread, siblings, podPreference }: ScoreInput,
): number[] => {
  const owner = controllerOf(pod)?.uid;
  const crowd = ({ node }: Candidate): number =>
    spread.length === 0
      ? siblings(node.metadata.name, owner)
      : spread.reduce((sum, { domains }) => sum + countAt(domains, node, []), 0);
  const parts: [weight: number, values: number[]][] = [
    [weights.taints, normalized(candidates.map(({ node }) => -countUnwanted(pod, node)))],
    [weights.nodeAffinity, normalized(candidates.map(({ node }) => nodePreference(pod, node)))],
    [weights.podAffinity, normalized(candidates.map(({ node }) => podPreference(node)))],
    [weights.spread, normalized(candidates.map((candidate) => -crowd(candidate)))],
    [weights.free, candidates.map((candidate) => scoreNode(pod, candidate))],
  ];
  return candidates.map((_, i) => parts.reduce((sum, [weight, values]) => sum + weight * (values[i] ?? 0), 0));
};
