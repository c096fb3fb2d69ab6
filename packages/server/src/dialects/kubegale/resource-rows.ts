import type { Kind, UnstructuredObject } from '@binnacle/kube/api';
import { manifestLimit, row, type Answer, type Decoded, type Row } from '../../http/row.ts';
import {
  holdsSecrets,
  isGuarded,
  withoutSecretValues,
  type ListOutput,
  type ObjectInput,
  type ResourceOperations,
  type WriteOutput,
} from '../../services/resources/index.ts';
import { contentOf } from './content.ts';
import { addressOf, clusterOf, listInput, objectInput } from './decoders.ts';
import { maskedPageAnswer, objectAnswer, pageAnswer } from './envelope.ts';
import { contentBody, listQuery, objectParameters } from './parameters.ts';

export type ResourceAction = 'list' | 'get' | 'create' | 'update' | 'delete';

export const prefix = '/api/v1/kubernetes';

/** What contract 001 says of one kind: the section of each action that it has. */
export type Sections = Partial<Record<ResourceAction, string>>;

/** The rows of a kind's plain actions. */
export const resourceRows = (resources: ResourceOperations, kind: Kind, sections: Sections): Row[] =>
  (Object.entries(sections) as [ResourceAction, string][]).map(([action, section]) =>
    makers[action](resources, kind, section),
  );

type MakeRow = (resources: ResourceOperations, kind: Kind, section: string) => Row;

/** Administrators only, and always in the audit: Secret values, and what decides who may do what. */
export const guarded = <I extends { kind: Kind }>(decoded: Decoded<I>, effect: 'read' | 'write'): Decoded<I> =>
  isGuarded(decoded.input.kind, effect) ? { ...decoded, access: 'admin' } : decoded;

const makers: Record<ResourceAction, MakeRow> = {
  list: ({ list }, kind, section) =>
    row({
      method: 'GET',
      path: `${prefix}/${kind.plural}`,
      section,
      operation: list,
      kind,
      query: listQuery(kind),
      decode: (request) => ({ cluster: clusterOf(request), input: listInput(request, kind) }),
      encode: toPage,
    }),
  get: ({ get }, kind, section) =>
    row({
      method: 'GET',
      path: `${prefix}/${kind.plural}/:name`,
      section,
      operation: get,
      kind,
      query: objectParameters(kind),
      decode: (request) => guarded({ cluster: clusterOf(request), input: objectInput(request, kind) }, 'read'),
      encode: ({ bytes }) => objectAnswer(bytes),
    }),
  create: ({ create }, kind, section) =>
    row({
      method: 'POST',
      path: `${prefix}/${kind.plural}`,
      section,
      operation: create,
      kind,
      body: contentBody(kind),
      bodyLimit: manifestLimit,
      decode: (request) =>
        guarded(
          { cluster: clusterOf(request), input: { kind, ...addressOf(request, kind), object: contentOf(request) } },
          'write',
        ),
      encode: writtenAnswer(kind),
    }),
  update: ({ update }, kind, section) =>
    row({
      method: 'PUT',
      path: `${prefix}/${kind.plural}/:name`,
      section,
      operation: update,
      kind,
      body: contentBody(kind),
      bodyLimit: manifestLimit,
      decode: (request) =>
        guarded(
          { cluster: clusterOf(request), input: { ...updateTarget(request, kind), object: contentOf(request) } },
          'write',
        ),
      encode: writtenAnswer(kind),
    }),
  delete: ({ delete: remove }, kind, section) =>
    row({
      method: 'DELETE',
      path: `${prefix}/${kind.plural}/:name`,
      section,
      operation: remove,
      kind,
      query: objectParameters(kind),
      decode: (request) => guarded({ cluster: clusterOf(request), input: objectInput(request, kind) }, 'write'),
      encode: () => ({ type: 'data', data: null }),
    }),
};

/** The name is the address's; the namespace may be the content's. */
export const updateTarget = (request: Parameters<typeof addressOf>[0], kind: Kind): ObjectInput => ({
  kind,
  name: request.params['name'] ?? '',
  ...addressOf(request, kind),
});

const writtenAnswer =
  (kind: Kind) =>
  ({ object }: WriteOutput): Answer => ({ type: 'data', data: shownObject(kind, object) });

/** Secret values are shown to those who ask for one object by name, and to nobody else. */
export const shownObject = (kind: Pick<Kind, 'group' | 'plural'>, object: UnstructuredObject): UnstructuredObject =>
  holdsSecrets(kind) ? withoutSecretValues(object) : object;

/** The page that was asked for: what the decoder made of it is in the output. */
export const toPage = (output: ListOutput): Answer => {
  const { view, offset, limit, kind, freshness } = output;
  const page = { page: offset / limit + 1, pageSize: limit };
  const answer = (holdsSecrets(kind) ? maskedPageAnswer : pageAnswer)(view, { offset, limit }, page);
  if (freshness.state === 'synced') return answer;
  // The contract has no field for the age of an answer, and none is shown as fresh that is not.
  return { ...answer, headers: { 'x-stale-since': new Date(freshness.since).toISOString() } };
};
