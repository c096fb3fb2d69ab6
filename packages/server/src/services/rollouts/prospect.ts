import type { RolloutProspect } from '@binnacle/api';
import {
  fromLabels,
  horizontalPodAutoscalerKind,
  ingressKind,
  isForbidden,
  isNotFound,
  serviceKind,
  type Kind,
  type PodTemplateSpec,
  type UnstructuredObject,
} from '@binnacle/kube/api';
import type { Rollout, WorkloadRef } from '@binnacle/rollouts/api';
import { Type } from 'typebox';
import type { CallContext, Operation } from '../operation.ts';
import { clusterOperation } from '../resources/index.ts';
import { refused } from './errors.ts';
import { servedRolloutKind, toRollout } from './served.ts';
import { findWorkloadKind } from './workload-kinds.ts';

export interface ProspectInput {
  namespace: string;
  workload: WorkloadRef;
}

const httpRouteKind: Kind = {
  ...ingressKind,
  group: 'gateway.networking.k8s.io',
  version: 'v1',
  kind: 'HTTPRoute',
  plural: 'httproutes',
  singular: 'httproute',
  shortNames: [],
};

const name = Type.String({ minLength: 1, maxLength: 253 });

export const createProspectOperation = (): Operation<ProspectInput, RolloutProspect> =>
  clusterOperation({
    id: 'rollouts.prospect',
    summary: 'What a Rollout for a workload would have to do with: its Services, routes and autoscalers',
    effect: 'read',
    access: 'viewer',
    input: Type.Object({
      namespace: name,
      workload: Type.Object({ apiVersion: name, kind: name, name }),
    }),
    run: readProspect,
  });

/** What is found by looking at a workload that is to be released in steps: where its requests come from, and what would clash. */
const readProspect = async (
  { namespace, workload: ref }: ProspectInput,
  context: CallContext,
): Promise<RolloutProspect> => {
  const kind = findWorkloadKind(ref);
  if (kind === undefined)
    throw refused('UnsupportedWorkloadKind', `${ref.apiVersion} ${ref.kind} is not supported here`);
  const { cluster, signal } = context;
  const servedKind = await servedRolloutKind(context);
  const [workload, services, ingresses, routes, autoscalers, rollouts] = await Promise.all([
    cluster.client.get(kind, { namespace, name: ref.name }, signal),
    ...[serviceKind, ingressKind, httpRouteKind, horizontalPodAutoscalerKind, servedKind].map((each) =>
      listIfServed(each, namespace, context),
    ),
  ]);
  const { template, replicas } = workload['spec'] as { template?: PodTemplateSpec; replicas?: number };
  const labels = template?.metadata?.labels ?? {};
  const chosen = (services ?? []).filter((service) => {
    const { selector } = service['spec'] as { selector?: Record<string, string> };
    return selector !== undefined && Object.keys(selector).length > 0 && fromLabels(selector).matches(labels);
  });
  const namesOf = (objects: readonly UnstructuredObject[] | undefined) =>
    (objects ?? []).map(({ metadata }) => metadata.name);
  return {
    replicas: replicas ?? null,
    containers: (template?.spec?.containers ?? []).map(({ name, image }) => ({ name, image: image ?? '' })),
    services: chosen.map(({ metadata: { name } }) => ({
      name,
      ingresses: (ingresses ?? [])
        .filter((ingress) => leadsTo(ingress, name))
        .map(({ metadata, spec }) => ({
          name: metadata.name,
          class: (spec as { ingressClassName?: string } | undefined)?.ingressClassName ?? '',
        })),
      http_routes: namesOf((routes ?? []).filter((route) => leadsTo(route, name))),
    })),
    autoscalers: namesOf((autoscalers ?? []).filter(({ spec }) => isTarget(spec, ref))),
    rollouts: namesOf(
      (rollouts ?? []).filter((rollout) => {
        const other = (toRollout(rollout).spec as Partial<Rollout['spec']> | undefined)?.workloadRef;
        return other?.kind === ref.kind && other.name === ref.name;
      }),
    ),
    serves_rollouts: rollouts !== undefined,
  };
};

/** Undefined where the cluster does not serve the kind, or the server's account may not list it. */
const listIfServed = async (
  kind: Kind,
  namespace: string,
  { cluster, signal }: CallContext,
): Promise<UnstructuredObject[] | undefined> => {
  try {
    return (await cluster.client.list(kind, { namespace, signal })).items;
  } catch (error) {
    if (isNotFound(error) || isForbidden(error)) return undefined;
    throw error;
  }
};

interface Rules {
  /** Ingress */
  defaultBackend?: { service?: { name?: string } };
  rules?: { http?: { paths?: { backend?: { service?: { name?: string } } }[] }; backendRefs?: { name?: string }[] }[];
}

/** An Ingress or HTTPRoute one of whose backends is the Service. */
const leadsTo = ({ spec }: UnstructuredObject, service: string): boolean => {
  const { defaultBackend, rules = [] } = (spec ?? {}) as Rules;
  const backends = rules.flatMap(({ http, backendRefs = [] }) => [
    ...(http?.paths ?? []).map(({ backend }) => backend?.service?.name),
    ...backendRefs.map(({ name }) => name),
  ]);
  return [defaultBackend?.service?.name, ...backends].includes(service);
};

const isTarget = (spec: unknown, { kind, name }: WorkloadRef): boolean => {
  const target = (spec as { scaleTargetRef?: { kind?: string; name?: string } } | undefined)?.scaleTargetRef;
  return target?.kind === kind && target.name === name;
};
