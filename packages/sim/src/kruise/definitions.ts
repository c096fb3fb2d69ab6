/** The resource definitions of Kruise's workloads, loose in what their controllers do not read. */
import type { CustomResourceDefinition } from '@binnacle/kube/api';

const group = 'apps.kruise.io';

const intOrString = { 'x-kubernetes-int-or-string': true };
const integer = { type: 'integer', format: 'int32' };
const text = { type: 'string' };
const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
const object = (properties: object, required: string[] = []) => ({
  type: 'object',
  properties,
  ...(required.length === 0 ? {} : { required }),
});

const common = {
  selector: open,
  template: open,
  minReadySeconds: integer,
  revisionHistoryLimit: { ...integer, default: 10 },
};
const rolling = { partition: intOrString, maxUnavailable: intOrString, paused: { type: 'boolean' } };

interface Shape {
  kind: string;
  version: string;
  shortNames: string[];
  spec: object;
  scalable?: boolean;
  columns: { name: string; type: 'string' | 'integer' | 'date'; jsonPath: string }[];
}

const count = (name: string, jsonPath: string) => ({ name, type: 'integer' as const, jsonPath });
const age = { name: 'AGE', type: 'date' as const, jsonPath: '.metadata.creationTimestamp' };

const define = ({ kind, version, shortNames, spec, scalable = false, columns }: Shape): CustomResourceDefinition =>
  ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${kind.toLowerCase()}s.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: {
        plural: `${kind.toLowerCase()}s`,
        singular: kind.toLowerCase(),
        kind,
        listKind: `${kind}List`,
        shortNames,
      },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          subresources: {
            status: {},
            ...(scalable
              ? {
                  scale: {
                    specReplicasPath: '.spec.replicas',
                    statusReplicasPath: '.status.replicas',
                    labelSelectorPath: '.status.labelSelector',
                  },
                }
              : {}),
          },
          additionalPrinterColumns: columns,
          schema: {
            openAPIV3Schema: object({
              apiVersion: text,
              kind: text,
              metadata: { type: 'object' },
              spec: object(spec as Record<string, unknown>, ['selector', 'template']),
              status: open,
            }),
          },
        },
      ],
    },
  }) as CustomResourceDefinition;

const replicas = { replicas: { ...integer, default: 1 } };

/** CloneSet, Advanced StatefulSet and Advanced DaemonSet; their controllers start when these are served. */
export const kruiseDefinitions: readonly CustomResourceDefinition[] = [
  define({
    kind: 'CloneSet',
    version: 'v1alpha1',
    shortNames: ['clone'],
    scalable: true,
    spec: {
      ...common,
      ...replicas,
      scaleStrategy: open,
      lifecycle: open,
      updateStrategy: object({ ...rolling, type: text, maxSurge: intOrString, inPlaceUpdateStrategy: open }),
    },
    columns: [
      count('DESIRED', '.spec.replicas'),
      count('UPDATED', '.status.updatedReplicas'),
      count('UPDATED_READY', '.status.updatedReadyReplicas'),
      count('READY', '.status.readyReplicas'),
      count('TOTAL', '.status.replicas'),
      age,
    ],
  }),
  define({
    kind: 'StatefulSet',
    version: 'v1beta1',
    shortNames: ['asts'],
    scalable: true,
    spec: {
      ...common,
      ...replicas,
      serviceName: text,
      podManagementPolicy: text,
      scaleStrategy: open,
      updateStrategy: object({
        type: { ...text, default: 'RollingUpdate' },
        rollingUpdate: object({ ...rolling, podUpdatePolicy: text, unorderedUpdate: open, minReadySeconds: integer }),
      }),
    },
    columns: [
      count('DESIRED', '.spec.replicas'),
      count('CURRENT', '.status.replicas'),
      count('UPDATED', '.status.updatedReplicas'),
      count('READY', '.status.readyReplicas'),
      age,
    ],
  }),
  define({
    kind: 'DaemonSet',
    version: 'v1alpha1',
    shortNames: ['daemon', 'ads'],
    spec: {
      ...common,
      updateStrategy: object({
        type: { ...text, default: 'RollingUpdate' },
        rollingUpdate: object({ ...rolling, maxSurge: intOrString, rollingUpdateType: text, selector: open }),
      }),
    },
    columns: [
      count('DESIRED', '.status.desiredNumberScheduled'),
      count('CURRENT', '.status.currentNumberScheduled'),
      count('READY', '.status.numberReady'),
      count('UP-TO-DATE', '.status.updatedNumberScheduled'),
      count('AVAILABLE', '.status.numberAvailable'),
      age,
    ],
  }),
];
