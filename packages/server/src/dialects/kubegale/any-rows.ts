import type { Kind } from '@binnacle/kube/api';
import { manifestLimit, row, type Row, type WireRequest } from '../../http/row.ts';
import { invalidField } from '../../services/errors.ts';
import type { CheckedManifest, ManifestOperations } from '../../services/manifests/index.ts';
import { kindAt, type ResourceOperations } from '../../services/resources/index.ts';
import { contentOf } from './content.ts';
import { addressOf, bodyFlag, bodyOf, clusterOf, listInput, objectInput } from './decoders.ts';
import { itemsAnswer, objectAnswer } from './envelope.ts';
import { anyBody, anyListQuery, anyParameters, applyBody, checkBody, diffBody } from './parameters.ts';
import { guarded, prefix, shownObject, toPage, updateTarget } from './resource-rows.ts';

const section = 'README';
const list = `${prefix}/resources/:group/:version/:plural`;
const one = `${list}/:name`;

/** The kind that the path names; the group of the oldest kinds, which has no name, is written `core`. */
const kindOf = ({ params }: WireRequest): Kind => {
  const { group = '', version = '', plural = '' } = params;
  return kindAt({ group: group === 'core' ? '' : group, version, plural });
};

/** Beyond the document, in its shape: any kind that the cluster serves, custom resources included. */
export const anyRows = (resources: ResourceOperations, manifests: ManifestOperations): Row[] => [
  row({
    method: 'GET',
    path: list,
    section,
    operation: resources.list,
    query: anyListQuery,
    decode: (request) => ({ cluster: clusterOf(request), input: listInput(request, kindOf(request)) }),
    encode: toPage,
  }),
  row({
    method: 'GET',
    path: one,
    section,
    operation: resources.get,
    query: anyParameters,
    decode: (request) => guarded({ cluster: clusterOf(request), input: objectInput(request, kindOf(request)) }, 'read'),
    encode: ({ bytes }) => objectAnswer(bytes),
  }),
  row({
    method: 'POST',
    path: list,
    section,
    operation: resources.create,
    body: anyBody,
    bodyLimit: manifestLimit,
    decode: (request) => {
      const kind = kindOf(request);
      const input = { kind, ...addressOf(request, kind), object: contentOf(request), ...dryRunOf(request) };
      return guarded({ cluster: clusterOf(request), input }, 'write');
    },
    encode: ({ object }, request) => ({ type: 'data', data: shownObject(kindOf(request), object) }),
  }),
  row({
    method: 'PUT',
    path: one,
    section,
    operation: resources.update,
    body: anyBody,
    bodyLimit: manifestLimit,
    decode: (request) => {
      const input = { ...updateTarget(request, kindOf(request)), object: contentOf(request), ...dryRunOf(request) };
      return guarded({ cluster: clusterOf(request), input }, 'write');
    },
    encode: ({ object }, request) => ({ type: 'data', data: shownObject(kindOf(request), object) }),
  }),
  row({
    method: 'PATCH',
    path: one,
    section: 'README (server-side apply)',
    operation: resources.apply,
    body: applyBody,
    bodyLimit: manifestLimit,
    decode: (request) => {
      const input = { ...applied(request), ...dryRunOf(request) };
      return guarded({ cluster: clusterOf(request), input }, 'write');
    },
    encode: ({ object, outcome }, request) => ({
      type: 'data',
      data: { outcome, object: shownObject(kindOf(request), object) },
    }),
  }),
  row({
    method: 'POST',
    path: `${one}/diff`,
    section: 'README (dry run)',
    operation: resources.diff,
    body: diffBody,
    bodyLimit: manifestLimit,
    decode: (request) => {
      const { mode = 'apply' } = bodyOf(request);
      if (mode !== 'apply' && mode !== 'create' && mode !== 'replace')
        throw invalidField('mode', 'must be apply, create or replace');
      return guarded({ cluster: clusterOf(request), input: { ...applied(request), mode } }, 'write');
    },
    encode: ({ live = null, result }) => ({ type: 'data', data: { live, result } }),
  }),
  row({
    method: 'DELETE',
    path: one,
    section,
    operation: resources.delete,
    query: anyParameters,
    decode: (request) =>
      guarded({ cluster: clusterOf(request), input: objectInput(request, kindOf(request)) }, 'write'),
    encode: () => ({ type: 'data', data: null }),
  }),
  row({
    method: 'POST',
    path: `${prefix}/manifests/check`,
    section: 'README (validation)',
    operation: manifests.check,
    body: checkBody,
    bodyLimit: manifestLimit,
    decode: (request) => {
      const { content } = bodyOf(request);
      if (typeof content !== 'string' || content === '')
        throw invalidField('content', content === undefined ? 'is required' : 'must be a text');
      const { namespace } = bodyOf(request);
      if (namespace !== undefined && typeof namespace !== 'string') throw invalidField('namespace', 'must be a text');
      return {
        cluster: clusterOf(request),
        input: { text: content, ...(namespace ? { namespace } : {}) },
      };
    },
    encode: (checked) => itemsAnswer(checked.map(manifestFields)),
  }),
  row({
    method: 'GET',
    path: `${prefix}/schemas/:group/:version/:kind`,
    section: 'README (schema)',
    operation: manifests.schema,
    query: anyParameters,
    decode: (request) => {
      const { group = '', version = '', kind = '' } = request.params;
      return { cluster: clusterOf(request), input: { group: group === 'core' ? '' : group, version, kindName: kind } };
    },
    encode: ({ schema, definitions }) => ({ type: 'data', data: { schema, components: { schemas: definitions } } }),
  }),
];

const dryRunOf = (request: WireRequest): { dryRun?: boolean } => {
  const dryRun = bodyFlag(request, 'dry_run');
  return dryRun === undefined ? {} : { dryRun };
};

const applied = (request: WireRequest) => {
  const force = bodyFlag(request, 'force');
  const { field_manager: fieldManager } = bodyOf(request);
  if (fieldManager !== undefined && typeof fieldManager !== 'string')
    throw invalidField('field_manager', 'must be a text');
  return {
    ...updateTarget(request, kindOf(request)),
    object: contentOf(request),
    ...(force === undefined ? {} : { force }),
    ...(fieldManager ? { fieldManager } : {}),
  };
};

const manifestFields = ({ line, column, apiVersion, kindName, kind, namespace, name, problems }: CheckedManifest) => ({
  line,
  column,
  api_version: apiVersion,
  kind: kindName,
  plural: kind?.plural ?? null,
  namespace: namespace ?? null,
  name,
  problems,
});
