/**
 * Writes what the simulator knows about the stock kinds, read from a real kube-apiserver:
 *
 *   npx tsx tools/gen-schemas.ts --server https://127.0.0.1:6443 --token TOKEN [--ca FILE | --insecure]
 *
 * `definitions.gen.json`: every OpenAPI v3 schema, structure only, no description texts.
 * `resources.gen.json`: every stock resource, in the order of discovery. `bootstrap.gen.json`: what a server makes at its first
 * start: roles and bindings, flow schemas and priority levels, API services.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import path from 'node:path';
import { parseArgs } from 'node:util';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

const { values: flags } = parseArgs({
  options: {
    server: { type: 'string' },
    token: { type: 'string' },
    ca: { type: 'string' },
    insecure: { type: 'boolean', default: false },
  },
});
if (flags.server === undefined || flags.token === undefined) {
  console.error('usage: npx tsx tools/gen-schemas.ts --server URL --token TOKEN [--ca FILE | --insecure]');
  process.exit(2);
}
const { server, token } = flags;
const out = path.resolve(import.meta.dirname, '../packages/sim/src/registry/schemas');

const fetchJson = (url: string, accept = 'application/json'): Promise<JsonObject> =>
  new Promise((resolve, reject) => {
    const request = https.get(
      new URL(url, server),
      {
        headers: { authorization: `Bearer ${token}`, accept },
        ...(flags.ca === undefined ? {} : { ca: readFileSync(flags.ca) }),
        rejectUnauthorized: !flags.insecure,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          if (response.statusCode === 200) resolve(JSON.parse(text) as JsonObject);
          else reject(new Error(`${url}: HTTP ${response.statusCode}: ${text}`));
        });
      },
    );
    request.on('error', reject);
  });

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const REF = '#/components/schemas/';

/** Drops descriptions, and writes `allOf: [{$ref}]` (which only makes room for siblings) as `$ref` with its short name. */
const structure = (schema: JsonObject): JsonObject => {
  const result: JsonObject = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'description') continue;
    if (key === '$ref') result.$ref = String(value).slice(REF.length);
    else if (key === 'allOf') Object.assign(result, structure((value as JsonObject[])[0]!));
    else if (key === 'properties')
      result.properties = Object.fromEntries(
        Object.entries(value as JsonObject).map(([name, property]) => [name, structure(property as JsonObject)]),
      );
    else if ((key === 'items' || key === 'additionalProperties') && isObject(value)) result[key] = structure(value);
    else result[key] = value;
  }
  return result;
};

const sorted = (object: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));

/** One entry per line: small, and a change of version reads as a diff. */
const write = (name: string, entries: JsonObject) => {
  const lines = Object.entries(entries).map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  writeFileSync(path.join(out, name), `{\n${lines.join(',\n')}\n}\n`);
};

const index = (await fetchJson('/openapi/v3')).paths as Record<string, { serverRelativeURL: string }>;
const definitions: JsonObject = {};
for (const { serverRelativeURL } of Object.values(index)) {
  const document = await fetchJson(serverRelativeURL);
  const schemas = isObject(document.components) ? (document.components.schemas as JsonObject | undefined) : undefined;
  for (const [name, schema] of Object.entries(schemas ?? {})) definitions[name] = structure(schema as JsonObject);
}
write('definitions.gen.json', sorted(definitions));

const aggregated = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
const resources: JsonObject = {};
for (const url of ['/api', '/apis']) {
  const groups = (await fetchJson(url, aggregated)).items as JsonObject[];
  for (const group of groups) {
    const groupName = ((group.metadata as JsonObject).name as string | undefined) ?? '';
    for (const version of group.versions as JsonObject[]) {
      const legacy = await fetchJson(`${groupName === '' ? '/api' : `/apis/${groupName}`}/${String(version.version)}`);
      for (const resource of version.resources as JsonObject[]) {
        const {
          resource: plural,
          singularResource,
          scope,
          verbs,
          shortNames,
          categories,
          responseKind,
          subresources,
        } = resource as JsonObject & { plural: string };
        resources[`${groupName}/${String(version.version)}/${String(plural)}`] = {
          kind: (responseKind as JsonObject).kind!,
          singular: singularResource ?? '',
          namespaced: scope === 'Namespaced',
          verbs: verbs ?? [],
          shortNames: shortNames ?? [],
          categories: categories ?? [],
          // Only the older form of discovery tells it.
          storageVersionHash:
            (legacy.resources as JsonObject[]).find(({ name }) => name === plural)?.storageVersionHash ?? '',
          subresources: Object.fromEntries(
            ((subresources ?? []) as JsonObject[]).map((sub) => [
              sub.subresource as string,
              { ...(sub.responseKind as JsonObject), verbs: sub.verbs ?? [] },
            ]),
          ),
        };
      }
    }
  }
}
write('resources.gen.json', resources);

/** Where a server keeps what it is born with, and how such objects are known. */
const born = [
  ...['clusterroles', 'clusterrolebindings', 'roles', 'rolebindings'].map((plural) => ({
    path: `rbac.authorization.k8s.io/v1/${plural}`,
    isBorn: (meta: Meta) => meta.labels?.['kubernetes.io/bootstrapping'] === 'rbac-defaults',
  })),
  ...['flowschemas', 'prioritylevelconfigurations'].map((plural) => ({
    path: `flowcontrol.apiserver.k8s.io/v1/${plural}`,
    isBorn: (meta: Meta) => meta.annotations?.['apf.kubernetes.io/autoupdate-spec'] !== undefined,
  })),
  {
    path: 'apiregistration.k8s.io/v1/apiservices',
    isBorn: (meta: Meta) => meta.labels?.['kube-aggregator.kubernetes.io/automanaged'] === 'onstart',
  },
];

interface Meta {
  name: string;
  namespace?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

const bootstrap: JsonObject = {};
for (const { path: place, isBorn } of born) {
  const list = await fetchJson(`/apis/${place}`);
  for (const item of list.items as JsonObject[]) {
    const { name, namespace, labels, annotations } = item.metadata as unknown as Meta;
    if (!isBorn(item.metadata as unknown as Meta)) continue;
    const { metadata: _metadata, status: _status, ...rest } = item;
    bootstrap[`${place}/${namespace === undefined ? '' : `${namespace}/`}${name}`] = {
      apiVersion: list.apiVersion!,
      kind: String(list.kind).replace(/List$/, ''),
      metadata: {
        name,
        ...(namespace === undefined ? {} : { namespace }),
        ...(labels === undefined ? {} : { labels }),
        ...(annotations === undefined ? {} : { annotations }),
      },
      ...rest,
    };
  }
}
write('bootstrap.gen.json', sorted(bootstrap));
