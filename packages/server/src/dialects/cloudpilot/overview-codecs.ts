import type { Overview } from '../../services/observe/index.ts';
import type { Fields } from './fields.ts';
import { metadataOf } from './metadata.ts';

const gib = 1024 ** 3;
const round = (value: number): number => Math.round(value * 1_000) / 1_000;

/** `overview/cluster`: cores and GiB; null for what could not be had. */
export const overviewFields = (overview: Overview, now: number): Fields => {
  const { nodes, pods, deployments, services, configMaps, secrets, namespaces, resources, missing } = overview;
  return {
    nodes: nodes === undefined ? null : { ...nodes, not_ready: nodes.total - nodes.ready },
    workloads: { pods: pods ?? null, deployments: deployments ?? null },
    discovery: { services: services ?? null },
    configs: { configmaps: configMaps ?? null, secrets: secrets ?? null, namespaces: namespaces ?? null },
    resources:
      resources === undefined
        ? null
        : {
            cpu_requests: round(resources.cpuRequests),
            memory_requests: round(resources.memoryRequests / gib),
            cpu_limits: round(resources.cpuLimits),
            memory_limits: round(resources.memoryLimits / gib),
          },
    metadata: metadataOf(overview, now, missing),
  };
};
