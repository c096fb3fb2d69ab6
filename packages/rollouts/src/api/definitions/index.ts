/** The CustomResourceDefinitions of this group, as data (rules §1). */
import type { CustomResourceColumn, CustomResourceDefinition, CustomResourceVersion } from '@binnacle/kube/api';
import { group } from '../names.ts';
import { batchReleaseV1alpha1, batchReleaseV1beta1, rolloutHistory, trafficRouting } from './others.ts';
import { rolloutV1alpha1, rolloutV1beta1 } from './rollout.ts';
import type { Schema } from './schema.ts';

/** Where the API server has v1alpha1 converted: an address, or a Service in the cluster. */
export interface ConversionClient {
  url?: string;
  service?: { namespace: string; name: string; port?: number; path?: string };
  /** PEM, base64. */
  caBundle: string;
}

/** A definition as it is written: with a conversion, which the stored type leaves out. */
export interface Definition extends CustomResourceDefinition {
  spec: CustomResourceDefinition['spec'] & {
    conversion?: {
      strategy: 'None' | 'Webhook';
      webhook?: { clientConfig: ConversionClient; conversionReviewVersions: string[] };
    };
  };
}

const column = (name: string, type: CustomResourceColumn['type'], jsonPath: string): CustomResourceColumn => ({
  name,
  type,
  jsonPath,
});
const described = (description: string, of: CustomResourceColumn): CustomResourceColumn => ({ ...of, description });
const age = column('AGE', 'date', '.metadata.creationTimestamp');
const message = described('The rollout canary status message', column('MESSAGE', 'string', '.status.message'));

const rolloutColumns = (path: string): CustomResourceColumn[] => [
  described('The rollout status phase', column('STATUS', 'string', '.status.phase')),
  described('The rollout canary status step', column('CANARY_STEP', 'integer', `${path}.currentStepIndex`)),
  described('The rollout canary status step state', column('CANARY_STATE', 'string', `${path}.currentStepState`)),
  message,
  age,
];

const batchReleaseColumns = (path: string): CustomResourceColumn[] => [
  column('KIND', 'string', `${path}.kind`),
  column('PHASE', 'string', '.status.phase'),
  column('BATCH', 'integer', '.status.canaryStatus.currentBatch'),
  column('BATCH-STATE', 'string', '.status.canaryStatus.batchState'),
  age,
];

const version = (name: string, schema: Schema, columns: CustomResourceColumn[]): CustomResourceVersion => ({
  name,
  served: true,
  storage: false,
  schema: { openAPIV3Schema: schema },
  subresources: { status: {} },
  ...(columns.length === 0 ? {} : { additionalPrinterColumns: columns }),
});
const stored = (of: CustomResourceVersion): CustomResourceVersion => ({ ...of, storage: true });

const define = (kind: string, versions: CustomResourceVersion[]): Definition => {
  const singular = kind.toLowerCase();
  const plural = singular.endsWith('y') ? `${singular.slice(0, -1)}ies` : `${singular}s`;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: { group, scope: 'Namespaced', names: { plural, singular, kind, listKind: `${kind}List` }, versions },
  };
};

const converted = (definition: Definition, client: ConversionClient | undefined): Definition => {
  if (client === undefined) {
    const versions = definition.spec.versions.filter(({ storage }) => storage);
    return { ...definition, spec: { ...definition.spec, versions } };
  }
  const webhook = { clientConfig: client, conversionReviewVersions: ['v1', 'v1beta1'] };
  return { ...definition, spec: { ...definition.spec, conversion: { strategy: 'Webhook', webhook } } };
};

/** All four. Without a conversion only the stored versions are served: an API server cannot convert by itself. */
export const definitions = (conversion?: ConversionClient): readonly Definition[] => [
  converted(
    define('Rollout', [
      version('v1alpha1', rolloutV1alpha1, rolloutColumns('.status.canaryStatus')),
      stored(version('v1beta1', rolloutV1beta1, rolloutColumns('.status'))),
    ]),
    conversion,
  ),
  converted(
    define('BatchRelease', [
      version('v1alpha1', batchReleaseV1alpha1, batchReleaseColumns('.spec.targetReference.workloadRef')),
      stored(version('v1beta1', batchReleaseV1beta1, batchReleaseColumns('.spec.workloadRef'))),
    ]),
    conversion,
  ),
  define('TrafficRouting', [
    stored(
      version('v1alpha1', trafficRouting, [
        described('The TrafficRouting status phase', column('STATUS', 'string', '.status.phase')),
        described('The TrafficRouting canary status message', column('MESSAGE', 'string', '.status.message')),
        age,
      ]),
    ),
  ]),
  define('RolloutHistory', [stored(version('v1alpha1', rolloutHistory, []))]),
];
