/** Pods that want to be near others, or far from them. Source: kube-scheduler plugin InterPodAffinity. */
import type { KubeObject } from '@binnacle/kube/api';
import type { Informer } from '../../local/informers.ts';
import { selects, type Node, type Pod, type PodAffinityTerm } from '../../local/objects.ts';
import type { Misfit } from './fit.ts';
import { isWantedPod, type Tallies, type Wanted } from './tallies.ts';
import { countAt, labelOf, sumDomains, type Domains } from './topology.ts';

export interface AffinityNeeds {
  near: Domains[];
  /** No Pod like those it must be near is anywhere, and it is one itself: it may be the first. */
  isFirst: boolean;
  far: Domains[];
  /** Of Pods that are there and do not want this one. */
  unwelcome: Domains[];
}

/** Terms of placed Pods that keep others away, with the nodes where such Pods are. */
interface Guard {
  topologyKey: string;
  wanted: Wanted;
  nodes: Map<string, number>;
}

const required = (rules: { requiredDuringSchedulingIgnoredDuringExecution?: PodAffinityTerm[] } | undefined) =>
  rules?.requiredDuringSchedulingIgnoredDuringExecution ?? [];

export const createPodAffinity = (namespaces: Informer<KubeObject>, tallies: Tallies) => {
  const guards = new Map<string, Guard>();

  /** A term names its namespaces, selects them, or means the Pod's own. */
  const wantedBy = ({ metadata }: Pod, term: PodAffinityTerm): Wanted => {
    const { namespaceSelector, labelSelector } = term;
    const base = { selectors: [labelSelector], living: false };
    if (namespaceSelector === undefined)
      return { ...base, namespaces: term.namespaces?.length ? term.namespaces : [metadata.namespace ?? ''] };
    const isAll = Object.keys(namespaceSelector).length === 0;
    if (isAll) return base;
    const selected = namespaces.all().filter((namespace) => selects(namespaceSelector, namespace.metadata.labels));
    return { ...base, namespaces: [...(term.namespaces ?? []), ...selected.map(({ metadata: { name } }) => name)] };
  };

  const domainsOf = (nodes: readonly Node[], wanted: Wanted, topologyKey: string): Domains =>
    sumDomains(nodes, { topologyKey, wanted, tally: tallies.of(wanted) });

  return {
    /** A placed Pod's own anti-affinity keeps others away from now on, or no longer. */
    guard: (pod: Pod, sign: 1 | -1): void => {
      for (const term of required(pod.spec.affinity?.podAntiAffinity)) {
        const wanted = wantedBy(pod, term);
        const key = JSON.stringify([wanted, term.topologyKey]);
        let guard = guards.get(key);
        if (guard === undefined)
          guards.set(key, (guard = { topologyKey: term.topologyKey, wanted, nodes: new Map<string, number>() }));
        const node = pod.spec.nodeName ?? '';
        const next = (guard.nodes.get(node) ?? 0) + sign;
        if (next > 0) guard.nodes.set(node, next);
        else guard.nodes.delete(node);
        if (guard.nodes.size === 0) guards.delete(key);
      }
    },
    needsOf: (pod: Pod, nodes: readonly Node[]): AffinityNeeds => {
      const { podAffinity, podAntiAffinity } = pod.spec.affinity ?? {};
      const nearTerms = required(podAffinity);
      // Only a Pod that all terms select counts for any of them.
      const all = nearTerms.map((term) => wantedBy(pod, term));
      const together = (namespaces: Wanted['namespaces']): Wanted => ({
        ...(namespaces === undefined ? {} : { namespaces }),
        selectors: all.flatMap(({ selectors }) => selectors),
        living: false,
      });
      const near = nearTerms.map(({ topologyKey }, i) => domainsOf(nodes, together(all[i]?.namespaces), topologyKey));
      return {
        near,
        isFirst:
          near.every(({ counts }) => [...counts.values()].every((count) => count === 0)) &&
          all.every((wanted) => isWantedPod(wanted, pod)),
        far: required(podAntiAffinity).map((term) => domainsOf(nodes, wantedBy(pod, term), term.topologyKey)),
        unwelcome: [...guards.values()]
          .filter(({ wanted }) => isWantedPod(wanted, pod))
          .map(({ topologyKey, wanted, nodes: tally }) => sumDomains(nodes, { topologyKey, wanted, tally })),
      };
    },
    /** The weights of the preferences that a node meets. */
    preference: (pod: Pod, nodes: readonly Node[]): ((node: Node) => number) => {
      const weigh = (rules: typeof podAffinity, sign: 1 | -1) =>
        (rules?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(({ weight, podAffinityTerm }) => ({
          weight: weight * sign,
          domains: domainsOf(nodes, wantedBy(pod, podAffinityTerm), podAffinityTerm.topologyKey),
        }));
      const { podAffinity, podAntiAffinity } = pod.spec.affinity ?? {};
      const weights = [...weigh(podAffinity, 1), ...weigh(podAntiAffinity, -1)];
      return (node) => weights.reduce((sum, { weight, domains }) => sum + weight * countAt(domains, node, []), 0);
    },
  };
};

export type PodAffinityRules = ReturnType<typeof createPodAffinity>;

/** Undefined when the node is near and far enough. `gone`: Pods of the node that would be evicted. */
export const findAffinityMisfit = (
  { near, isFirst, far, unwelcome }: AffinityNeeds,
  node: Node,
  gone: readonly Pod[],
): Misfit | undefined => {
  const hasTopology = near.every(({ topologyKey }) => labelOf(node, topologyKey) !== undefined);
  if (!hasTopology || !(isFirst || near.every((domains) => countAt(domains, node, gone) > 0)))
    return { reasons: ["node(s) didn't match pod affinity rules"], final: true };
  if (far.some((domains) => countAt(domains, node, gone) > 0))
    return { reasons: ["node(s) didn't match pod anti-affinity rules"], final: false };
  const isUnwelcome = unwelcome.some(({ topologyKey, wanted, counts }) => {
    const value = labelOf(node, topologyKey);
    const keepers = value === undefined ? 0 : (counts.get(value) ?? 0);
    return keepers > gone.filter((pod) => keepsAway(pod, topologyKey, wanted)).length;
  });
  return isUnwelcome
    ? { reasons: ["node(s) didn't satisfy existing pods anti-affinity rules"], final: false }
    : undefined;
};

/** Whether an evicted Pod was one of those that keep others away. */
const keepsAway = (pod: Pod, topologyKey: string, { selectors }: Wanted): boolean =>
  required(pod.spec.affinity?.podAntiAffinity).some(
    (term) => term.topologyKey === topologyKey && JSON.stringify(term.labelSelector) === JSON.stringify(selectors[0]),
  );
