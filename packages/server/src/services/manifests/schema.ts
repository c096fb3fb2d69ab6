import { isNotFound, resourceNotServed } from '@binnacle/kube/api';
import type { KubeClient } from '@binnacle/kube/client';
import type { Clock } from '@binnacle/kube/clock';
import { BoundedMap } from '@binnacle/kube/watch';
import { toProductError } from '../errors.ts';

/** A part of an OpenAPI v3 document, as far as it is looked at. */
export interface OpenApiSchema {
  $ref?: string;
  type?: string;
  description?: string;
  properties?: Record<string, OpenApiSchema>;
  additionalProperties?: OpenApiSchema | boolean;
  items?: OpenApiSchema;
  required?: string[];
  enum?: unknown[];
  allOf?: OpenApiSchema[];
  oneOf?: OpenApiSchema[];
  'x-kubernetes-int-or-string'?: boolean;
  'x-kubernetes-preserve-unknown-fields'?: boolean;
  'x-kubernetes-group-version-kind'?: { group: string; version: string; kind: string }[];
}

/** The schema of one kind with all that it refers to, as JSON Schema. */
export interface KindSchema {
  schema: OpenApiSchema;
  definitions: Readonly<Record<string, OpenApiSchema>>;
}

export interface Schemas {
  /** Throws NotFound for what the cluster does not serve. */
  of(
    client: KubeClient,
    kind: { group: string; version: string; kind: string },
    signal: AbortSignal,
  ): Promise<KindSchema>;
}

/** Milliseconds that a document is good for: definitions change with upgrades and custom resources. */
const goodForMs = 60_000;
/** Documents kept per cluster; the largest of a stock server is about a megabyte. */
const mostDocuments = 20;

interface KeptDocument {
  until: number;
  components: Promise<Record<string, OpenApiSchema>>;
}

/** The cluster's own OpenAPI v3, one document for each group and version that somebody looks at. */
export const createSchemas = (clock: Clock): Schemas => {
  const kept = new WeakMap<KubeClient, BoundedMap<string, KeptDocument>>();

  const componentsOf = (client: KubeClient, group: string, version: string) => {
    const documents = kept.get(client) ?? new BoundedMap<string, KeptDocument>(mostDocuments);
    kept.set(client, documents);
    const path = group === '' ? `api/${version}` : `apis/${group}/${version}`;
    const known = documents.get(path);
    if (known !== undefined && known.until > clock.now()) return known.components;
    const components = read(client, path);
    documents.set(path, { until: clock.now() + goodForMs, components });
    components.catch(() => documents.delete(path));
    return components;
  };

  return {
    of: async (client, { group, version, kind }, signal) => {
      const components = await componentsOf(client, group, version);
      signal.throwIfAborted();
      const found = Object.entries(components).find(([, schema]) =>
        schema['x-kubernetes-group-version-kind']?.some(
          (gvk) => gvk.group === group && gvk.version === version && gvk.kind === kind,
        ),
      );
      if (found === undefined) throw resourceNotServed();
      const [name] = found;
      return { schema: { $ref: `${prefix}${name}` }, definitions: closure(name, components) };
    },
  };
};

const prefix = '#/components/schemas/';

const read = async (client: KubeClient, path: string): Promise<Record<string, OpenApiSchema>> => {
  try {
    const segments = path.split('/').map(encodeURIComponent).join('/');
    const response = await client.request({ method: 'GET', path: `/openapi/v3/${segments}` });
    const { components } = await response.json<{ components?: { schemas?: Record<string, OpenApiSchema> } }>();
    return components?.schemas ?? {};
  } catch (error) {
    if (isNotFound(error)) throw resourceNotServed();
    throw toProductError(error);
  }
};

export const targetOf = (ref: string): string => ref.slice(prefix.length);

/** All that a schema leads to. */
const closure = (name: string, components: Readonly<Record<string, OpenApiSchema>>): Record<string, OpenApiSchema> => {
  const found: Record<string, OpenApiSchema> = {};
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { $ref } = value as OpenApiSchema;
    if (typeof $ref === 'string') follow(targetOf($ref));
    for (const part of Object.values(value)) visit(part);
  };
  const follow = (target: string): void => {
    const schema = components[target];
    if (schema === undefined || found[target] !== undefined) return;
    found[target] = schema;
    visit(schema);
  };
  follow(name);
  return found;
};
