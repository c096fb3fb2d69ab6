/** Istio's resource definitions (networking, security, telemetry), as `tools/gen-istio.mjs` has written them down. */
import definitionsJson from './definitions.gen.json' with { type: 'json' };
import type { CustomResourceDefinition } from '@binnacle/kube/api';

interface Kept {
  group: string;
  names: CustomResourceDefinition['spec']['names'];
  scope: CustomResourceDefinition['spec']['scope'];
  /** Versions that share a shape. */
  shapes: { of: { name: string; served: boolean; storage: boolean }[]; shape: object }[];
}

/** What `istioctl install` would create. */
export const istioDefinitions = (): CustomResourceDefinition[] => {
  const kept = definitionsJson as unknown as Kept[];
  return kept.map(
    ({ group, names, scope, shapes }) =>
      ({
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: `${names.plural}.${group}`, labels: { app: 'istio-pilot', release: 'istio' } },
        spec: {
          group,
          names,
          scope,
          versions: shapes.flatMap(({ of, shape }) => of.map((version) => ({ ...version, ...shape }))),
        },
      }) as unknown as CustomResourceDefinition,
  );
};
