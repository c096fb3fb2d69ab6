/**
 * The hash of a Rollout's plan (rules §2.3): SHA-256 over JSON as Go writes it, each hex digit mapped to an alphabet that
 * spells no words. Pauses and the failure threshold may change without being a change of plan.
 */
import { createHash } from 'node:crypto';
import type { CanaryStrategy, Rollout, RolloutStep, TrafficRoutingRef } from '../api/index.ts';
import { planOf } from '../api/index.ts';
import { safeEncode } from '../cluster/stable-hash.ts';

export const planHash = (rollout: Rollout): string => {
  let hash = known.get(rollout.spec);
  if (hash === undefined) known.set(rollout.spec, (hash = hashOf(planOf(rollout) ?? {})));
  return hash;
};

/** Each pass asks anew, more than once, for the hash of a plan that has not changed. */
const known = new WeakMap<Rollout['spec'], string>();

const hashOf = (plan: CanaryStrategy): string => {
  const text = goJson({
    steps: listOf(plan.steps, stepFields),
    trafficRoutings: listOf(plan.trafficRoutings, routingFields),
    patchPodTemplateMetadata: plan.patchPodTemplateMetadata && {
      annotations: sorted(plan.patchPodTemplateMetadata.annotations),
      labels: sorted(plan.patchPodTemplateMetadata.labels),
    },
    enableExtraWorkloadForCanary: plan.enableExtraWorkloadForCanary || undefined,
    trafficRoutingRef: plan.trafficRoutingRef || undefined,
    disableGenerateCanaryService: plan.disableGenerateCanaryService || undefined,
  });
  return safeEncode(createHash('sha256').update(text).digest('hex'));
};

/** Go's order of fields, and its omissions of what is empty. */
const stepFields = ({ traffic, requestHeaderModifier, matches, replicas }: RolloutStep) => ({
  traffic,
  requestHeaderModifier: requestHeaderModifier && {
    set: listOf(requestHeaderModifier.set, ({ name, value }) => ({ name, value })),
    add: listOf(requestHeaderModifier.add, ({ name, value }) => ({ name, value })),
    remove: listOf(requestHeaderModifier.remove, (name) => name),
  },
  matches: listOf(matches, ({ path, headers, queryParams }) => ({
    path: path && { type: path.type, value: path.value },
    headers: listOf(headers, ({ type, name, value }) => ({ type, name, value })),
    queryParams: listOf(queryParams, ({ type, name, value }) => ({ type, name, value })),
  })),
  replicas,
  pause: {},
});

const routingFields = ({ service, gracePeriodSeconds, ingress, gateway, customNetworkRefs }: TrafficRoutingRef) => ({
  service,
  gracePeriodSeconds: gracePeriodSeconds || undefined,
  ingress: ingress && { classType: ingress.classType || undefined, name: ingress.name },
  gateway: gateway && { httpRouteName: gateway.httpRouteName },
  customNetworkRefs: listOf(customNetworkRefs, ({ apiVersion, kind, name }) => ({ apiVersion, kind, name })),
});

const listOf = <T, R>(items: readonly T[] | undefined, fields: (item: T) => R): R[] | undefined =>
  items === undefined || items.length === 0 ? undefined : items.map(fields);

const sorted = (map: Record<string, string> | undefined): Record<string, string> | undefined => {
  const entries = Object.entries(map ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
};

const escapes: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

const goJson = (value: unknown): string => JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (c) => escapes[c] ?? c);
