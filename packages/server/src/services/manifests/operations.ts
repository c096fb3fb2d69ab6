import { apiVersionOf, findKindByName, isApiError } from '@binnacle/kube/api';
import type { Kind } from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import { Type } from 'typebox';
import type { CallContext, Operation } from '../operation.ts';
import { clusterOperation, customKinds } from '../resources/index.ts';
import { parseManifests, type Manifest, type Position } from './parse.ts';
import { createSchemas, type KindSchema, type Schemas } from './schema.ts';
import { validateObject } from './validate.ts';

/** manifests.check (viewer, read, cluster): nothing is written and no object is read. */
export interface CheckInput {
  /** YAML or JSON, any number of documents. */
  text: string;
  /** For objects that name none. */
  namespace?: string;
}

export interface ManifestProblem extends Position {
  /** `spec.containers[0].image`; empty for the whole document. */
  field: string;
  message: string;
}

export interface CheckedManifest extends Position {
  apiVersion: string;
  /** Undefined for one that the cluster does not serve. */
  kind?: Kind;
  kindName: string;
  namespace?: string;
  name: string;
  object: Record<string, unknown>;
  problems: ManifestProblem[];
}

/** manifests.schema (viewer, read, cluster) */
export interface SchemaInput {
  /** Empty for the core group. */
  group: string;
  version: string;
  kindName: string;
}

export interface ManifestOperations {
  check: Operation<CheckInput, CheckedManifest[]>;
  /** The cluster's own schema of a kind. */
  schema: Operation<SchemaInput, KindSchema>;
}

/** Characters; what API servers take in one request. */
export const longestText = 3 * 1024 * 1024;

export const createManifestOperations = (clock: Clock): ManifestOperations => {
  const schemas = createSchemas(clock);
  return {
    check: clusterOperation({
      id: 'manifests.check',
      summary: 'The objects of a text, and what of them does not fit the schemas of the cluster',
      effect: 'read',
      access: 'viewer',
      narrows: true,
      input: Type.Object({
        text: Type.String({ minLength: 1, maxLength: longestText }),
        namespace: Type.Optional(Type.String({ minLength: 1, maxLength: 253 })),
      }),
      run: async ({ text, namespace }, context) => {
        const checked: CheckedManifest[] = [];
        for (const manifest of parseManifests(text, 'text').flatMap(itemsOf))
          checked.push(await check(manifest, namespace, { context, schemas }));
        return checked;
      },
    }),
    schema: clusterOperation({
      id: 'manifests.schema',
      summary: "The cluster's own schema of a kind",
      effect: 'read',
      access: 'viewer',
      narrows: true,
      input: Type.Object({
        group: Type.String({ maxLength: 253 }),
        version: Type.String({ minLength: 1, maxLength: 63 }),
        kindName: Type.String({ minLength: 1, maxLength: 63 }),
      }),
      run: ({ group, version, kindName }, { cluster, signal }) =>
        schemas.of(cluster.client, { group, version, kind: kindName }, signal),
    }),
  };
};

/** A List is its items. */
const itemsOf = (manifest: Manifest): Manifest[] => {
  const { kind, items } = manifest.object;
  if (kind !== 'List' || !Array.isArray(items)) return [manifest];
  return items.map((object: unknown, index) => ({
    position: manifest.at(['items', index]),
    object: typeof object === 'object' && object !== null ? (object as Record<string, unknown>) : {},
    at: (path) => manifest.at(['items', index, ...path]),
  }));
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const check = async (
  { object, position, at }: Manifest,
  defaultNamespace: string | undefined,
  { context, schemas }: { context: CallContext; schemas: Schemas },
): Promise<CheckedManifest> => {
  const apiVersion = textOf(object['apiVersion']);
  const kindName = textOf(object['kind']);
  const metadata = (object['metadata'] ?? {}) as Record<string, unknown>;
  const problems: ManifestProblem[] = [];
  const report = (path: (string | number)[], message: string) =>
    problems.push({ ...at(path), field: fieldText(path), message });
  if (apiVersion === '') report(['apiVersion'], 'is required');
  if (kindName === '') report(['kind'], 'is required');
  const kind = apiVersion === '' || kindName === '' ? undefined : await findByName(apiVersion, kindName, context);
  const name = textOf(metadata['name']);
  if (name === '' && textOf(metadata['generateName']) === '') report(['metadata', 'name'], 'is required');
  if (kind !== undefined)
    for (const problem of await against(object, kind, { context, schemas })) report(problem.path, problem.message);
  else if (apiVersion !== '' && kindName !== '')
    report(['kind'], `no kind ${kindName} in ${apiVersion} is served by this cluster`);
  const namespace = textOf(metadata['namespace']) || defaultNamespace;
  if (kind?.namespaced === true && namespace === undefined) report(['metadata', 'namespace'], 'is required');
  if (kind?.namespaced === false && textOf(metadata['namespace']) !== '')
    report(['metadata', 'namespace'], `must be left out: ${kind.plural} are in no namespace`);
  return {
    ...position,
    apiVersion,
    kindName,
    name,
    object,
    problems,
    ...(kind === undefined ? {} : { kind }),
    ...(kind?.namespaced === false || namespace === undefined ? {} : { namespace }),
  };
};

const findByName = async (apiVersion: string, kindName: string, context: CallContext): Promise<Kind | undefined> =>
  findKindByName(apiVersion, kindName) ??
  (await customKinds(context)).find((kind) => kind.kind === kindName && apiVersionOf(kind) === apiVersion);

const against = async (
  object: unknown,
  kind: Kind,
  { context: { cluster, signal }, schemas }: { context: CallContext; schemas: Schemas },
) => {
  try {
    return validateObject(object, await schemas.of(cluster.client, kind, signal));
  } catch (error) {
    if (isApiError(error) && error.reason === 'NotFound')
      return [
        { path: ['kind'], message: `no schema of ${kind.kind} in ${apiVersionOf(kind)} is served by this cluster` },
      ];
    throw error;
  }
};

/** `spec.containers[0].image` */
const fieldText = (path: readonly (string | number)[]): string =>
  path.map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${part}`)).join('');
