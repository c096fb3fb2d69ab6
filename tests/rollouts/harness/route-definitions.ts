/** Kinds of routes that neither target has by itself, with schemas that take everything. */
import { Refusal } from '../../conformance/harness/api.ts';
import type { Api } from '../../conformance/harness/api.ts';
import { eventually } from '../../conformance/harness/conformance.ts';
import { DEFINITIONS } from '../../conformance/harness/definitions.ts';

const anything = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

const definition = (group: string, version: string, kind: string) => {
  const plural = `${kind.toLowerCase()}s`;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${plural}.${group}`,
      // The API server keeps the names of some groups for those who own them.
      annotations: { 'api-approved.kubernetes.io': 'unapproved, a stand-in for tests' },
    },
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural, kind },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', properties: { spec: anything } } },
        },
      ],
    },
  };
};

const definitions = [
  definition('networking.istio.io', 'v1', 'VirtualService'),
  definition('networking.istio.io', 'v1', 'DestinationRule'),
  definition('gateway.networking.k8s.io', 'v1beta1', 'HTTPRoute'),
];

/** Defined once for all bodies of a run, and served when this resolves. */
export const serveRoutes = async (api: Api): Promise<void> => {
  for (const one of definitions)
    await api.post(DEFINITIONS, one).catch((error: unknown) => {
      if (!(error instanceof Refusal && error.status.reason === 'AlreadyExists')) throw error;
    });
  for (const { spec } of definitions)
    await eventually(() => api.list(`/apis/${spec.group}/${spec.versions[0]?.name}/${spec.names.plural}`), 60_000);
};
