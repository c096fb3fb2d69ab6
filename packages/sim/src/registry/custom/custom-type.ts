import { compareVersions } from '@binnacle/kube/api';
import type { CustomResourceDefinition, CustomResourceVersion, WebhookClientConfig } from '@binnacle/kube/api';
import { createSchemaReader } from '@binnacle/kube/patch';
import type { OpenApiSchema, Schema } from '@binnacle/kube/patch';
import { definitions } from '../definitions.ts';
import type { Definition } from '../definitions.ts';
import type { Resource, Subresource } from '../resources.ts';
import type { Strategy } from '../strategy.ts';
import { createCustomStrategy } from './custom-strategy.ts';
import { printerColumns } from './printer.ts';
import type { PrinterColumn } from './printer.ts';
import type { ScalePaths } from './scale-paths.ts';
import type { StructuralSchema } from './structural-schema.ts';

/** What a resource has that comes from a definition and not from Kubernetes itself. */
export interface CustomType {
  listKind: string;
  schema: StructuralSchema;
  /** The version its objects are stored in. */
  storageVersion: string;
  /** The webhook that makes one version of another; absent: only the name of the version changes. */
  conversion?: { clientConfig: WebhookClientConfig; reviewVersions: readonly string[] };
  /** Its definition is going away: nothing new is taken. */
  terminating: boolean;
  strategy: Strategy;
  patchSchema: Schema;
  columns: readonly PrinterColumn[];
  scale?: ScalePaths;
  /** Fields beside name and namespace that lists can be selected by. */
  selectableFields: readonly string[];
  /** Told to everybody who uses the version. */
  deprecation?: string;
  /** The schema as OpenAPI documents show it. */
  openApi: Definition;
}

const OBJECT_META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
const verbs = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];
const itemVerbs = ['get', 'patch', 'update'];

const CONVENTIONS = 'https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md';

/** What every custom resource has beside its own fields, explained as kube-apiserver does. */
const ownProperties: Readonly<Record<string, Definition>> = {
  apiVersion: {
    description: `APIVersion defines the versioned schema of this representation of an object. Servers should convert recognized schemas to the latest internal value, and may reject unrecognized values. More info: ${CONVENTIONS}#resources`,
    type: 'string',
  },
  kind: {
    description: `Kind is a string value representing the REST resource this object represents. Servers may infer this from the endpoint the client submits requests to. Cannot be updated. In CamelCase. More info: ${CONVENTIONS}#types-kinds`,
    type: 'string',
  },
  metadata: { description: `Standard object's metadata. More info: ${CONVENTIONS}#metadata`, $ref: OBJECT_META },
};

const openApiOf = (schema: StructuralSchema, gvk: { group: string; version: string; kind: string }): Definition => ({
  ...(schema as Definition),
  properties: {
    ...(schema.properties as Readonly<Record<string, Definition>> | undefined),
    ...ownProperties,
  },
  'x-kubernetes-group-version-kind': [gvk],
});

/** The newest version that is served and not deprecated; what a warning recommends. */
const recommended = ({ spec }: CustomResourceDefinition): string | undefined =>
  [...spec.versions]
    .sort((a, b) => compareVersions(a.name, b.name))
    .find(({ served, deprecated }) => served && deprecated !== true)?.name;

const deprecationOf = (definition: CustomResourceDefinition, version: CustomResourceVersion): string | undefined => {
  if (version.deprecated !== true) return undefined;
  if (version.deprecationWarning !== undefined) return version.deprecationWarning;
  const { group, names } = definition.spec;
  const other = recommended(definition);
  const what = `${group}/${version.name} ${names.kind} is deprecated`;
  return other === undefined ? what : `${what}; use ${group}/${other} ${names.kind}`;
};

const customTypeOf = (definition: CustomResourceDefinition, version: CustomResourceVersion): CustomType => {
  const { group, names, versions } = definition.spec;
  const schema = (version.schema?.openAPIV3Schema ?? {}) as StructuralSchema;
  const scale = version.subresources?.scale;
  const openApi = openApiOf(schema, { group, version: version.name, kind: names.kind });
  const read = createSchemaReader((name) => definitions[name], { builtIn: false });
  const deprecation = deprecationOf(definition, version);
  const { strategy, webhook } = definition.spec.conversion ?? {};
  const { clientConfig, conversionReviewVersions: reviewVersions = [] } = webhook ?? {};
  return {
    listKind: names.listKind ?? `${names.kind}List`,
    schema,
    storageVersion: versions.find(({ storage }) => storage)!.name,
    ...(strategy === 'Webhook' && clientConfig !== undefined ? { conversion: { clientConfig, reviewVersions } } : {}),
    terminating: definition.metadata.deletionTimestamp !== undefined,
    strategy: createCustomStrategy({
      schema,
      hasStatus: version.subresources?.status !== undefined,
      ...(scale === undefined ? {} : { scale }),
    }),
    patchSchema: read(openApi as OpenApiSchema),
    columns: printerColumns(version.additionalPrinterColumns),
    ...(scale === undefined ? {} : { scale }),
    selectableFields: (version.selectableFields ?? []).map(({ jsonPath }) => jsonPath.slice(1)),
    ...(deprecation === undefined ? {} : { deprecation }),
    openApi,
  };
};

/** The resource of one version, served or not. */
export const customResource = (definition: CustomResourceDefinition, version: CustomResourceVersion): Resource => {
  const { group, names, scope } = definition.spec;
  const custom = customTypeOf(definition, version);
  const own: Subresource = { group, version: version.name, kind: names.kind, verbs: itemVerbs };
  const subresources: Record<string, Subresource> = {};
  if (version.subresources?.status !== undefined) subresources.status = own;
  if (custom.scale !== undefined)
    subresources.scale = { group: 'autoscaling', version: 'v1', kind: 'Scale', verbs: itemVerbs };
  return {
    group,
    version: version.name,
    plural: names.plural,
    namespaced: scope === 'Namespaced',
    kind: names.kind,
    singular: names.singular ?? names.kind.toLowerCase(),
    verbs,
    shortNames: names.shortNames ?? [],
    categories: names.categories ?? [],
    subresources,
    definition: `${group.split('.').reverse().join('.')}.${version.name}.${names.kind}`,
    bucket: `${group}/${names.plural}`,
    custom,
  };
};

/** Everything that a definition serves, the preferred version first. */
export const servedResourcesOf = (definition: CustomResourceDefinition): Resource[] =>
  definition.spec.versions
    .filter(({ served }) => served)
    .sort((a, b) => compareVersions(a.name, b.name))
    .map((version) => customResource(definition, version));
