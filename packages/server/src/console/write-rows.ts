import { consoleBase, type WireManifest } from '@binnacle/api';
import { queryText } from '../http/query.ts';
import { manifestLimit, row, type Row, type WireRequest } from '../http/row.ts';
import { invalidField } from '../services/errors.ts';
import { parseManifests, type CheckedManifest, type ManifestOperations } from '../services/manifests/index.ts';
import type { ObjectInput, ResourceOperations } from '../services/resources/index.ts';
import { changesBetween } from '../services/workloads/index.ts';
import { bodyFields, bodyOf, bodyText, guarded, kindOf, objectInput } from './decoders.ts';
import { shownObject } from './object-answer.ts';
import { applyBody, checkBody, diffBody, objectQuery, writeBody } from './parameters.ts';

const section = 'packages/api/src/manifests.ts';
const cluster = `${consoleBase}/clusters/:id`;
const list = `${cluster}/resources/:group/:version/:plural`;
const one = `${list}/:name`;

/** Writing objects, and what is known of them before they are written. */
export const writeRows = (resources: ResourceOperations, manifests: ManifestOperations): Row[] => [
  row({
    method: 'POST',
    path: list,
    section,
    operation: resources.create,
    query: objectQuery,
    body: writeBody,
    bodyLimit: manifestLimit,
    decode: (request) => {
      const namespace = queryText(request, 'namespace');
      const input = {
        kind: kindOf(request),
        ...(namespace === undefined ? {} : { namespace }),
        object: contentOf(request),
        ...bodyFields(request, { dry_run: 'dryRun' }),
      };
      return guarded({ cluster: request.params['id'], input });
    },
    encode: (output, request) => ({ type: 'data', status: 201, data: { object: shownObject(output, request) } }),
  }),
  row({
    method: 'PUT',
    path: one,
    section,
    operation: resources.update,
    query: objectQuery,
    body: writeBody,
    bodyLimit: manifestLimit,
    decode: (request) =>
      guarded({
        cluster: request.params['id'],
        input: { ...written(request), ...bodyFields(request, { dry_run: 'dryRun' }) },
      }),
    encode: (output, request) => ({ type: 'data', data: { object: shownObject(output, request) } }),
  }),
  row({
    method: 'POST',
    path: `${one}/apply`,
    section,
    operation: resources.apply,
    query: objectQuery,
    body: applyBody,
    bodyLimit: manifestLimit,
    decode: (request) =>
      guarded({
        cluster: request.params['id'],
        input: { ...written(request), ...bodyFields(request, { dry_run: 'dryRun', ...owner }) },
      }),
    encode: (output, request) => ({
      type: 'data',
      data: { outcome: output.outcome, object: shownObject(output, request) },
    }),
  }),
  row({
    method: 'POST',
    path: `${one}/diff`,
    section,
    operation: resources.diff,
    query: objectQuery,
    body: diffBody,
    bodyLimit: manifestLimit,
    decode: (request) => {
      const { mode = 'apply' } = bodyOf(request);
      if (mode !== 'apply' && mode !== 'create' && mode !== 'replace')
        throw invalidField('mode', 'must be apply, create or replace');
      return guarded({
        cluster: request.params['id'],
        input: { ...written(request), mode, ...bodyFields(request, owner) },
      });
    },
    encode: ({ live = null, result }) => ({
      type: 'data',
      data: { live, result, changes: changesBetween(live ?? {}, result).filter(({ path }) => !ofServer.has(path)) },
    }),
  }),
  row({
    method: 'POST',
    path: `${cluster}/manifests/check`,
    section,
    operation: manifests.check,
    body: checkBody,
    bodyLimit: manifestLimit,
    decode: (request) => {
      const { namespace } = bodyOf(request);
      if (namespace !== undefined && typeof namespace !== 'string') throw invalidField('namespace', 'must be a text');
      const input = { text: bodyText(request, 'text'), ...(namespace ? { namespace } : {}) };
      return { cluster: request.params['id'], input };
    },
    encode: (checked) => ({ type: 'data', data: { items: checked.map(toWireManifest) } }),
  }),
  row({
    method: 'GET',
    path: `${cluster}/schemas/:group/:version/:kind`,
    section,
    operation: manifests.schema,
    decode: ({ params }) => {
      const { id, group = '', version = '', kind = '' } = params;
      return { cluster: id, input: { group: group === 'core' ? '' : group, version, kindName: kind } };
    },
    encode: ({ schema, definitions }) => ({ type: 'data', data: { schema, components: { schemas: definitions } } }),
  }),
];

/** What every write changes by itself. */
const ofServer = new Set([
  'metadata.resourceVersion',
  'metadata.generation',
  'metadata.uid',
  'metadata.creationTimestamp',
]);

const owner = { force: 'force', field_manager: 'fieldManager' };

const written = (request: WireRequest): ObjectInput & { object: Record<string, unknown> } => ({
  ...objectInput(request),
  object: contentOf(request),
});

/** An object, or YAML text of one. */
const contentOf = (request: WireRequest): Record<string, unknown> => {
  const { content } = bodyOf(request);
  if (typeof content === 'object' && content !== null && !Array.isArray(content))
    return content as Record<string, unknown>;
  if (typeof content !== 'string') throw invalidField('content', 'must be an object, or YAML text of one');
  const [first, second] = parseManifests(content);
  if (first === undefined) throw invalidField('content', 'is required');
  if (second !== undefined)
    throw invalidField('content', `has a second object at line ${second.position.line}: send one at a time`);
  return first.object;
};

const toWireManifest = (checked: CheckedManifest): WireManifest => {
  const { line, column, apiVersion, kindName, kind, namespace, name, object, problems } = checked;
  return {
    line,
    column,
    api_version: apiVersion,
    kind: kindName,
    ...(kind === undefined
      ? {}
      : { resource: { group: kind.group, version: kind.version, plural: kind.plural, namespaced: kind.namespaced } }),
    ...(namespace === undefined ? {} : { namespace }),
    name,
    object,
    problems,
  };
};
