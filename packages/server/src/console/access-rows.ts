import { consoleBase, type WireAccess, type WireBinding } from '@binnacle/api';
import { queryText } from '../http/query.ts';
import { row, type Answer, type Row, type WireRequest } from '../http/row.ts';
import type {
  AccessOperations,
  BindingRecord,
  CheckInput,
  RoleRecord,
  SubjectInput,
} from '../services/access/index.ts';
import { bodyFields, bodyText } from './decoders.ts';
import { bindingBody, checkQuery, roleBody } from './parameters.ts';
import { toWireBinding, toWireRole } from './people-wire.ts';

const common = { section: 'packages/api/src/people.ts' };
const nothing = () => ({ input: {} });
const empty = (): Answer => ({ type: 'empty' });

const roleOf = (request: WireRequest, name: string) => ({
  input: {
    description: '',
    ...bodyFields(request, { description: 'description', rules: 'rules' }),
    name,
  } as Omit<RoleRecord, 'builtIn'>,
});

/** As it came: the operation's schema judges it. */
const bindingOf = (request: WireRequest) =>
  ({
    clusters: ['*'],
    namespaces: ['*'],
    ...bodyFields(request, { role: 'role', subject: 'subject', clusters: 'clusters', namespaces: 'namespaces' }),
  }) as unknown as Omit<BindingRecord, 'id'>;

/** `subject=user:ada`, `group:dev`, `key:<id>`. */
const checkOf = (request: WireRequest) => {
  const field = (name: string) => queryText(request, name);
  const [kind = '', ...name] = (field('subject') ?? '').split(':');
  const [cluster, namespace] = [field('cluster'), field('namespace')];
  const input: Record<string, unknown> = { resource: field('resource'), verb: field('verb') };
  if (kind !== '') input['subject'] = { kind, name: name.join(':') };
  if (cluster !== undefined) input['cluster'] = cluster;
  if (namespace !== undefined) input['namespace'] = namespace;
  return input as unknown as CheckInput;
};

/** Roles, bindings, and what they add up to. */
export const accessRows = (access: AccessOperations): Row[] => [
  row({
    ...common,
    method: 'GET',
    path: `${consoleBase}/roles`,
    operation: access.roles,
    decode: nothing,
    encode: (roles) => ({ type: 'data', data: { items: roles.map(toWireRole) } }),
  }),
  row({
    ...common,
    method: 'POST',
    path: `${consoleBase}/roles`,
    operation: access.createRole,
    body: roleBody,
    decode: (request) => roleOf(request, bodyText(request, 'name')),
    encode: (role) => ({ type: 'data', status: 201, data: toWireRole(role) }),
  }),
  row({
    ...common,
    method: 'PUT',
    path: `${consoleBase}/roles/:name`,
    operation: access.updateRole,
    body: roleBody,
    decode: (request) => roleOf(request, request.params['name'] ?? ''),
    encode: (role) => ({ type: 'data', data: toWireRole(role) }),
  }),
  row({
    ...common,
    method: 'DELETE',
    path: `${consoleBase}/roles/:name`,
    operation: access.removeRole,
    decode: ({ params }) => ({ input: { name: params['name'] ?? '' } }),
    encode: empty,
  }),
  row({
    ...common,
    method: 'GET',
    path: `${consoleBase}/bindings`,
    operation: access.bindings,
    decode: nothing,
    encode: (bindings) => ({ type: 'data', data: { items: bindings.map(toWireBinding) } }),
  }),
  row({
    ...common,
    method: 'POST',
    path: `${consoleBase}/bindings`,
    operation: access.createBinding,
    body: bindingBody,
    decode: (request) => ({ input: bindingOf(request) }),
    encode: (binding): Answer => ({ type: 'data', status: 201, data: toWireBinding(binding) satisfies WireBinding }),
  }),
  row({
    ...common,
    method: 'DELETE',
    path: `${consoleBase}/bindings/:id`,
    operation: access.removeBinding,
    decode: ({ params }) => ({ input: { id: params['id'] ?? '' } }),
    encode: empty,
  }),
  row({
    ...common,
    method: 'GET',
    path: `${consoleBase}/access/verbs`,
    operation: access.verbs,
    decode: nothing,
    encode: (items) => ({ type: 'data', data: { items } }),
  }),
  ...[`${consoleBase}/access/subjects/me`, `${consoleBase}/access/subjects/:kind/:name`].map((path) =>
    row({
      ...common,
      method: 'GET',
      path,
      operation: access.subject,
      decode: ({ params }) => ({ input: { kind: params['kind'] ?? 'me', name: params['name'] ?? '' } as SubjectInput }),
      encode: ({ kind, name, grants }) => ({ type: 'data', data: toWireAccess({ kind, name }, grants) }),
    }),
  ),
  row({
    ...common,
    method: 'GET',
    path: `${consoleBase}/access/check`,
    operation: access.check,
    query: checkQuery,
    decode: (request) => ({ input: checkOf(request) }),
    encode: (data) => ({ type: 'data', data }),
  }),
];

const toWireAccess = (
  subject: WireAccess['subject'],
  grants: Awaited<ReturnType<AccessOperations['subject']['run']>>['grants'],
): WireAccess => ({
  subject,
  grants: grants.map(({ limits, role, through, clusters, namespaces, resources, verbs }) => ({
    role,
    through,
    clusters: [...clusters],
    namespaces: [...namespaces],
    resources: [...resources],
    verbs: [...verbs],
    within: { clusters: [...limits.clusters], namespaces: [...limits.namespaces] },
  })),
});
