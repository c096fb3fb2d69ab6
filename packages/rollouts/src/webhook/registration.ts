/** What tells an API server to ask our webhooks (rules §3.1). */
import type { Kind, KubeObject } from '@binnacle/kube/api';
import { annotations, labels } from '../api/index.ts';
import type { ConversionClient } from '../api/index.ts';

const shared = {
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  namespaced: false,
  shortNames: [],
  capabilities: [],
  columns: [],
};

export const mutatingConfigurationKind: Kind = {
  ...shared,
  plural: 'mutatingwebhookconfigurations',
  kind: 'MutatingWebhookConfiguration',
  singular: 'mutatingwebhookconfiguration',
  categories: ['api-extensions'],
};
export const validatingConfigurationKind: Kind = {
  ...shared,
  plural: 'validatingwebhookconfigurations',
  kind: 'ValidatingWebhookConfiguration',
  singular: 'validatingwebhookconfiguration',
  categories: ['api-extensions'],
};

/** Where the API server reaches a path of ours. */
export type ClientFor = (path: string) => ConversionClient;

const managedBy = 'app.kubernetes.io/managed-by';
const manager = 'binnacle';

/** False for a configuration of the same name that another Rollout controller has registered. */
export const isOurs = ({ metadata }: KubeObject): boolean => metadata.labels?.[managedBy] === manager;

const webhook = (name: string, client: ConversionClient, rest: object) => ({
  name,
  clientConfig: client,
  admissionReviewVersions: ['v1', 'v1beta1'],
  sideEffects: 'None',
  failurePolicy: 'Fail',
  matchPolicy: 'Equivalent',
  ...rest,
});

const rule = (group: string, apiVersions: string[], more: { resources: string[]; operations: string[] }) => ({
  apiGroups: [group],
  apiVersions,
  ...more,
});

/** Only workloads that a Rollout has marked are asked about: others do not depend on us. */
const marked = { matchExpressions: [{ key: labels.workloadType, operator: 'Exists' }] };
const markedAndNoControlPlane = {
  matchExpressions: [
    ...marked.matchExpressions,
    { key: 'control-plane', operator: 'NotIn', values: ['controller-manager'] },
  ],
};

const annotation = (of: string, key: string): string =>
  `(has(${of}.metadata.annotations) && '${key}' in ${of}.metadata.annotations ? ${of}.metadata.annotations['${key}'] : '')`;

const differs = (key: string): string => `${annotation('object', key)} != ${annotation('oldObject', key)}`;

/**
 * One that a release holds is kept held, whatever is changed, save by the BatchRelease that takes it in hand; another is
 * caught when it is to run something else.
 */
const held = `${annotation('object', annotations.inProgressing)} != ''`;
const heldChanges = `(object.spec != oldObject.spec && !(${differs(annotations.controlInfo)})) || ${differs(annotations.inProgressing)}`;
const caughtChanges = `object.spec.template != oldObject.spec.template || ${differs(labels.rolloutId)}`;

/**
 * Other changes (of scale, of an annotation that tells of a release, the end of a hold) need no question, nor anybody to
 * answer it. API servers before 1.28 ask.
 */
const concerning = [{ name: 'concerns-a-release', expression: `${held} ? ${heldChanges} : ${caughtChanges}` }];

export const webhookConfigurations = (clientFor: ClientFor): readonly { kind: Kind; object: KubeObject }[] => [
  {
    kind: mutatingConfigurationKind,
    object: configuration('MutatingWebhookConfiguration', 'kruise-rollout-mutating-webhook-configuration', [
      webhook('mdeployment.kb.io', clientFor('/mutate-apps-v1-deployment'), {
        rules: [rule('apps', ['v1'], { resources: ['deployments'], operations: ['UPDATE'] })],
        objectSelector: markedAndNoControlPlane,
        matchConditions: concerning,
      }),
      webhook('mcloneset.kb.io', clientFor('/mutate-apps-kruise-io-v1alpha1-cloneset'), {
        rules: [rule('apps.kruise.io', ['v1alpha1'], { resources: ['clonesets'], operations: ['UPDATE'] })],
        objectSelector: marked,
      }),
      webhook('mdaemonset.kb.io', clientFor('/mutate-apps-kruise-io-v1alpha1-daemonset'), {
        rules: [rule('apps.kruise.io', ['v1alpha1'], { resources: ['daemonsets'], operations: ['UPDATE'] })],
        objectSelector: marked,
      }),
      webhook('mdaemonset-native.kb.io', clientFor('/mutate-apps-v1-daemonset'), {
        rules: [rule('apps', ['v1'], { resources: ['daemonsets'], operations: ['UPDATE'] })],
        objectSelector: marked,
      }),
      // Named as in the original, but asked about StatefulSets alone: other kinds are none of ours.
      webhook('munifiedworload.kb.io', clientFor('/mutate-unified-workload'), {
        rules: [
          rule('apps', ['v1'], { resources: ['statefulsets'], operations: ['UPDATE'] }),
          rule('apps.kruise.io', ['v1alpha1', 'v1beta1'], { resources: ['statefulsets'], operations: ['UPDATE'] }),
        ],
        objectSelector: marked,
      }),
    ]),
  },
  {
    kind: validatingConfigurationKind,
    object: configuration('ValidatingWebhookConfiguration', 'kruise-rollout-validating-webhook-configuration', [
      webhook('vrollout.kb.io', clientFor('/validate-rollouts-kruise-io-rollout'), {
        rules: [
          rule('rollouts.kruise.io', ['v1alpha1', 'v1beta1'], {
            resources: ['rollouts'],
            operations: ['CREATE', 'UPDATE'],
          }),
        ],
      }),
    ]),
  },
];

const configuration = (kind: string, name: string, webhooks: object[]): KubeObject =>
  ({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind,
    metadata: { name, labels: { [managedBy]: manager } },
    webhooks,
  }) as KubeObject;
