/**
 * OpenAPI documents of what is served, made from the same data that decodes and validates: no description texts.
 * Source: Kubernetes docs, "OpenAPI V3". kubectl looks here for kinds, and for which writes know fieldValidation.
 */
import { createHash } from 'node:crypto';
import { definitions } from '../registry/index.ts';
import type { Catalog, Definition, Resource } from '../registry/index.ts';
import type { Call } from './call.ts';
import { openApiProtobuf } from './openapi-protobuf.ts';
import { KUBERNETES_VERSION } from './version.ts';
import { encodingOf, notAcceptable, parseAccept, sendBytes, sendTyped } from './respond.ts';

type Json = Record<string, unknown>;
type Dialect = 'v2' | 'v3';

const refBase: Readonly<Record<Dialect, string>> = { v2: '#/definitions/', v3: '#/components/schemas/' };

/** A stored schema in a document's own dialect: v3 has no siblings beside `$ref`. */
const schemaOf = (schema: Definition, dialect: Dialect): Json => {
  const { $ref, properties, items, additionalProperties, oneOf, ...rest } = schema;
  const result: Json = { ...rest };
  if (dialect === 'v2' && oneOf !== undefined) result.type = 'string';
  else if (oneOf !== undefined) result.oneOf = oneOf;
  if (properties !== undefined)
    result.properties = Object.fromEntries(
      Object.entries(properties).map(([name, property]) => [name, schemaOf(property, dialect)]),
    );
  if (items !== undefined) result.items = schemaOf(items, dialect);
  if (additionalProperties !== undefined) result.additionalProperties = schemaOf(additionalProperties, dialect);
  if ($ref === undefined) return result;
  const reference = { $ref: `${refBase[dialect]}${$ref}` };
  if (dialect === 'v2') return Object.keys(result).length === 0 ? reference : { ...result, ...reference };
  return Object.keys(result).length === 0 ? reference : { ...result, allOf: [reference] };
};

/** A definition and all that it refers to. */
const collect = (name: string, found: Set<string>): void => {
  if (found.has(name) || definitions[name] === undefined) return;
  found.add(name);
  const walk = (schema: Definition): void => {
    if (schema.$ref !== undefined) collect(schema.$ref, found);
    Object.values(schema.properties ?? {}).forEach(walk);
    if (schema.items !== undefined) walk(schema.items);
    if (schema.additionalProperties !== undefined) walk(schema.additionalProperties);
  };
  walk(definitions[name]);
};

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1';
const MEDIA_TYPES = ['application/json', 'application/yaml'];
/** Custom resources know no strategic patches: kubectl chooses by this. */
const CUSTOM_PATCH_TYPES = [
  'application/apply-patch+yaml',
  'application/json-patch+json',
  'application/merge-patch+json',
];
const PATCH_TYPES = [...CUSTOM_PATCH_TYPES, 'application/strategic-merge-patch+json'];
const QUERY = {
  read: ['continue', 'fieldSelector', 'labelSelector', 'limit', 'resourceVersion', 'resourceVersionMatch', 'watch'],
  write: ['dryRun', 'fieldManager', 'fieldValidation'],
  delete: ['dryRun', 'gracePeriodSeconds', 'orphanDependents', 'propagationPolicy'],
};

interface OperationSpec {
  action: string;
  params: readonly string[];
  body?: { schema: string; types: readonly string[] };
  answer: string;
}

const operationOf = (dialect: Dialect, gvk: Json, { action, params, body, answer }: OperationSpec): Json => {
  const schema = { $ref: `${refBase[dialect]}${answer}` };
  const query = params.map((name) =>
    dialect === 'v2'
      ? { name, in: 'query', type: 'string', uniqueItems: true }
      : { name, in: 'query', schema: { type: 'string', uniqueItems: true } },
  );
  const tail = { 'x-kubernetes-action': action, 'x-kubernetes-group-version-kind': gvk };
  if (dialect === 'v2') {
    const sent =
      body === undefined
        ? []
        : [{ name: 'body', in: 'body', required: true, schema: { $ref: `${refBase.v2}${body.schema}` } }];
    return {
      ...(body === undefined ? {} : { consumes: body.types }),
      produces: MEDIA_TYPES,
      parameters: [...query, ...sent],
      responses: { 200: { description: 'OK', schema }, 401: { description: 'Unauthorized' } },
      ...tail,
    };
  }
  const content = (types: readonly string[], inner: Json) =>
    Object.fromEntries(types.map((type) => [type, { schema: inner }]));
  return {
    parameters: query,
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: content(body.types, { $ref: `${refBase.v3}${body.schema}` }) } }),
    responses: {
      200: { description: 'OK', content: content(MEDIA_TYPES, schema) },
      401: { description: 'Unauthorized' },
    },
    ...tail,
  };
};

const itemOperations = (
  dialect: Dialect,
  gvk: Json,
  { verbs, definition, custom }: Pick<Resource, 'verbs' | 'definition' | 'custom'>,
): Json => {
  const make = (spec: OperationSpec) => operationOf(dialect, gvk, spec);
  const object = { schema: definition, types: ['*/*'] };
  return {
    ...(verbs.includes('get') ? { get: make({ action: 'get', params: [], answer: definition }) } : {}),
    ...(verbs.includes('update')
      ? { put: make({ action: 'put', params: QUERY.write, body: object, answer: definition }) }
      : {}),
    ...(verbs.includes('patch')
      ? {
          patch: make({
            action: 'patch',
            params: [...QUERY.write, 'force'],
            body: { schema: `${META}.Patch`, types: custom === undefined ? PATCH_TYPES : CUSTOM_PATCH_TYPES },
            answer: definition,
          }),
        }
      : {}),
    ...(verbs.includes('delete')
      ? {
          delete: make({
            action: 'delete',
            params: QUERY.delete,
            body: { schema: `${META}.DeleteOptions`, types: ['*/*'] },
            answer: `${META}.Status`,
          }),
        }
      : {}),
  };
};

const pathsOf = (dialect: Dialect, resource: Resource): Json => {
  const { group, version, plural, kind, namespaced, definition, verbs } = resource;
  const gvk = { group, version, kind };
  const base = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const collection = `${base}${namespaced ? '/namespaces/{namespace}' : ''}/${plural}`;
  const param = (name: string) =>
    dialect === 'v2'
      ? { name, in: 'path', required: true, type: 'string', uniqueItems: true }
      : { name, in: 'path', required: true, schema: { type: 'string', uniqueItems: true } };
  const scope = namespaced ? [param('namespace')] : [];
  const hasList = resource.custom !== undefined || definitions[`${definition}List`] !== undefined;
  const list = hasList ? `${definition}List` : definition;
  const make = (spec: OperationSpec) => operationOf(dialect, gvk, spec);
  const paths: Json = {
    [collection]: {
      ...(verbs.includes('list') ? { get: make({ action: 'list', params: QUERY.read, answer: list }) } : {}),
      ...(verbs.includes('create')
        ? {
            post: make({
              action: 'post',
              params: QUERY.write,
              body: { schema: definition, types: ['*/*'] },
              answer: definition,
            }),
          }
        : {}),
      ...(verbs.includes('deletecollection')
        ? {
            delete: make({
              action: 'deletecollection',
              params: [...QUERY.read, ...QUERY.delete],
              answer: `${META}.Status`,
            }),
          }
        : {}),
      parameters: scope,
    },
  };
  if (verbs.includes('get'))
    paths[`${collection}/{name}`] = {
      ...itemOperations(dialect, gvk, resource),
      parameters: [param('name'), ...scope],
    };
  for (const [name, sub] of Object.entries(resource.subresources)) {
    if (sub.kind !== kind || name === 'log') continue;
    paths[`${collection}/{name}/${name}`] = {
      ...itemOperations(dialect, gvk, { ...resource, verbs: sub.verbs }),
      parameters: [param('name'), ...scope],
    };
  }
  return paths;
};

/** What resource definitions add: each kind and its list. */
const customSchemas = (served: readonly Resource[]): Map<string, Definition> => {
  const found = new Map<string, Definition>();
  for (const { definition, group, version, custom } of served) {
    if (custom === undefined) continue;
    found.set(definition, custom.openApi);
    found.set(`${definition}List`, {
      type: 'object',
      required: ['items'],
      properties: {
        apiVersion: { type: 'string' },
        items: { type: 'array', items: { $ref: definition } },
        kind: { type: 'string' },
        metadata: { $ref: `${META}.ListMeta` },
      },
      'x-kubernetes-group-version-kind': [{ group, version, kind: custom.listKind }],
    });
  }
  return found;
};

const documentOf = (dialect: Dialect, served: readonly Resource[]): Buffer => {
  const found = new Set<string>();
  for (const name of ['Patch', 'DeleteOptions', 'Status']) collect(`${META}.${name}`, found);
  const own = customSchemas(served);
  if (own.size > 0) for (const name of ['ObjectMeta', 'ListMeta']) collect(`${META}.${name}`, found);
  for (const { definition } of served) {
    collect(definition, found);
    collect(`${definition}List`, found);
  }
  const schemas = Object.fromEntries(
    [...found, ...own.keys()].sort().map((name) => [name, schemaOf(own.get(name) ?? definitions[name]!, dialect)]),
  );
  const paths = Object.assign({}, ...served.map((resource) => pathsOf(dialect, resource))) as Json;
  const info = { title: 'Kubernetes', version: `v${KUBERNETES_VERSION}` };
  return Buffer.from(
    JSON.stringify(
      dialect === 'v2'
        ? { swagger: '2.0', info, paths, definitions: schemas }
        : { openapi: '3.0.0', info, paths, components: { schemas } },
    ),
  );
};

const groupPath = ({ group, version }: Resource): string =>
  group === '' ? `api/${version}` : `apis/${group}/${version}`;

interface Document {
  bytes: Buffer;
  hash: string;
}

/** By what is served: a change of that forgets the documents made from it. */
const made = new WeakMap<readonly Resource[], Map<string, Document>>();
const documentAt = ({ resources }: Catalog, path: string): Document | undefined => {
  let documents = made.get(resources);
  if (documents === undefined) made.set(resources, (documents = new Map()));
  const known = documents.get(path);
  if (known !== undefined) return known;
  // What a metrics-server answers has no schema here.
  const described = resources.filter(({ definition }) => definition !== '');
  const served = path === 'v2' ? described : described.filter((resource) => groupPath(resource) === path);
  if (served.length === 0) return undefined;
  const bytes = documentOf(path === 'v2' ? 'v2' : 'v3', served);
  const document = { bytes, hash: createHash('sha512').update(bytes).digest('hex').toUpperCase() };
  documents.set(path, document);
  return document;
};

const indexDocument = (catalog: Catalog) => ({
  paths: Object.fromEntries(
    [...new Set(catalog.resources.filter(({ definition }) => definition !== '').map(groupPath))].map((path) => [
      path,
      { serverRelativeURL: `/openapi/v3/${path}?hash=${documentAt(catalog, path)?.hash ?? ''}` },
    ]),
  ),
});

/** Prefers protobuf, by one of the two names that it has. */
const wantsProtobuf = (call: Call): boolean =>
  /^application\/com\.github\.proto-openapi\.spec\.v2[.@]v1\.0\+protobuf$/.test(
    parseAccept(call.request.headers.accept)[0]?.type ?? '',
  );

/** True when the path was one of OpenAPI's. Documents are made when first asked for. */
export const serveOpenApi = (call: Call): boolean => {
  const [root, version, ...rest] = call.segments;
  const { catalog } = call.context.registry;
  if (root !== 'openapi' || (version !== 'v2' && version !== 'v3')) return false;
  if (
    !parseAccept(call.request.headers.accept).some(({ type }) => encodingOf(type) === 'json' || type.includes('proto'))
  )
    throw notAcceptable();
  if (version === 'v3' && rest.length === 0) {
    sendTyped(call, 'application/json', Buffer.from(JSON.stringify(indexDocument(catalog))));
    return true;
  }
  const document = documentAt(catalog, version === 'v2' ? 'v2' : rest.join('/'));
  if (document === undefined || (version === 'v2' && rest.length > 0)) return false;
  call.response.setHeader('Etag', `"${document.hash}"`);
  if (call.request.headers['if-none-match'] === `"${document.hash}"`) {
    call.response.writeHead(304);
    call.response.end();
  } else if (version === 'v2' && wantsProtobuf(call)) {
    // Made anew for each caller: kubectl asks rarely, and keeps it.
    const json = JSON.parse(document.bytes.toString()) as Parameters<typeof openApiProtobuf>[0];
    sendTyped(call, 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf', openApiProtobuf(json));
  } else if (call.query.has('pretty')) sendBytes(call, document.bytes);
  else sendTyped(call, 'application/json', document.bytes);
  return true;
};
