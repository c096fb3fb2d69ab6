import type { ResourceRef } from '@binnacle/kube/api';
import type { CustomType } from './custom/custom-type.ts';
import { definitionNameOf } from './definitions.ts';
import resourcesJson from './schemas/resources.gen.json' with { type: 'json' };
import { servedResources } from './served.ts';

export interface Subresource {
  group: string;
  version: string;
  kind: string;
  verbs: readonly string[];
}

/** One served resource: where it is, what it is called, what can be done. From real discovery data. */
export interface Resource extends ResourceRef {
  kind: string;
  singular: string;
  verbs: readonly string[];
  shortNames: readonly string[];
  categories: readonly string[];
  /** What the older discovery says of the stored version; empty when it says nothing. */
  storageVersionHash?: string;
  subresources: Readonly<Record<string, Subresource>>;
  /** The OpenAPI name of the kind's schema. */
  definition: string;
  /** Where its objects are stored; two versions or groups of one thing share it. */
  bucket: string;
  /** Of a resource that a CustomResourceDefinition made. */
  custom?: CustomType;
}

type ResourceJson = Omit<Resource, 'group' | 'version' | 'plural' | 'definition' | 'bucket'>;

/** Objects of these are stored under another resource's name. */
const storedAs: Readonly<Record<string, string>> = { 'events.k8s.io/events': '/events' };

/** What a metrics-server adds to a cluster: answered, never stored. */
const metrics = (plural: 'nodes' | 'pods', kind: string): Resource => ({
  ...{ group: 'metrics.k8s.io', version: 'v1beta1', plural, kind, singular: '', namespaced: plural === 'pods' },
  ...{
    verbs: ['get', 'list'],
    shortNames: [],
    categories: [],
    subresources: {},
    definition: '',
    bucket: `metrics/${plural}`,
  },
});

/** The stock kinds that are served, in discovery order. */
const stock: readonly Resource[] = Object.entries(resourcesJson as unknown as Record<string, ResourceJson>).flatMap(
  ([path, json]) => {
    const [group = '', version = '', plural = ''] = path.split('/');
    const key = `${group}/${plural}`;
    const served = servedResources[key];
    if (served === undefined) return [];
    const subresources = Object.fromEntries(
      Object.entries(json.subresources).filter(([name]) => served.includes(name)),
    );
    const definition = definitionNameOf({ group, version, kind: json.kind }) ?? '';
    return [{ ...json, group, version, plural, subresources, definition, bucket: storedAs[key] ?? key }];
  },
);

/** Everything that is served from the start. */
export const resources: readonly Resource[] = [
  ...stock,
  metrics('nodes', 'NodeMetrics'),
  metrics('pods', 'PodMetrics'),
];
