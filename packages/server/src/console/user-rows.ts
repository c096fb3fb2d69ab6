import { consoleBase } from '@binnacle/api';
import { queryText } from '../http/query.ts';
import { row, type Answer, type Row } from '../http/row.ts';
import type { UserOperations, UserRecord } from '../services/auth/index.ts';
import { bodyFields, bodyText, queryInteger } from './decoders.ts';
import { createUserBody, setPasswordBody, updateUserBody, usersQuery } from './parameters.ts';
import { toWireKey, toWireUser } from './people-wire.ts';

const users = `${consoleBase}/users`;
const common = { section: 'packages/api/src/people.ts' };
const empty = (): Answer => ({ type: 'empty' });
const userAnswer = (user: UserRecord): Answer => ({ type: 'data', data: toWireUser(user) });
const profile = { display_name: 'displayName', email: 'email', roles: 'roles', groups: 'groups' };
const named = ({ params }: { params: Readonly<Record<string, string>> }) => ({ username: params['username'] ?? '' });

/** Accounts, for administrators. */
export const userRows = (operations: UserOperations): Row[] => [
  row({
    ...common,
    method: 'GET',
    path: users,
    operation: operations.list,
    query: usersQuery,
    decode: (request) => {
      const keyword = queryText(request, 'keyword');
      const [offset = 0, limit = 50] = [queryInteger(request, 'offset'), queryInteger(request, 'limit')];
      return { input: { offset, limit, ...(keyword === undefined ? {} : { keyword }) } };
    },
    encode: ({ items, total }) => ({ type: 'data', data: { items: items.map(toWireUser), total } }),
  }),
  row({
    ...common,
    method: 'POST',
    path: users,
    operation: operations.create,
    body: createUserBody,
    decode: (request) => ({
      input: {
        username: bodyText(request, 'username'),
        ...bodyFields(request, { ...profile, password: 'password', temporary: 'temporary', source: 'source' }),
      },
    }),
    encode: (user) => ({ ...userAnswer(user), status: 201 }),
  }),
  row({
    ...common,
    method: 'GET',
    path: `${users}/:username`,
    operation: operations.get,
    decode: (request) => ({ input: named(request) }),
    encode: userAnswer,
  }),
  row({
    ...common,
    method: 'PATCH',
    path: `${users}/:username`,
    operation: operations.update,
    body: updateUserBody,
    decode: (request) => ({
      input: { ...bodyFields(request, { ...profile, disabled: 'disabled' }), ...named(request) },
    }),
    encode: userAnswer,
  }),
  row({
    ...common,
    method: 'DELETE',
    path: `${users}/:username`,
    operation: operations.remove,
    decode: (request) => ({ input: named(request) }),
    encode: empty,
  }),
  row({
    ...common,
    method: 'POST',
    path: `${users}/:username/password`,
    operation: operations.setPassword,
    body: setPasswordBody,
    decode: (request) => ({
      input: {
        ...named(request),
        password: bodyText(request, 'password'),
        temporary: true,
        ...bodyFields(request, { temporary: 'temporary' }),
      },
    }),
    encode: empty,
  }),
  row({
    ...common,
    method: 'POST',
    path: `${users}/:username/sign-out`,
    operation: operations.signOut,
    decode: (request) => ({ input: named(request) }),
    encode: empty,
  }),
  row({
    ...common,
    method: 'GET',
    path: `${consoleBase}/keys`,
    operation: operations.keys,
    decode: () => ({ input: {} }),
    encode: (keys) => ({ type: 'data', data: { items: keys.map(toWireKey) } }),
  }),
  row({
    ...common,
    method: 'DELETE',
    path: `${consoleBase}/keys/:id`,
    operation: operations.removeKey,
    decode: ({ params }) => ({ input: { id: params['id'] ?? '' } }),
    encode: empty,
  }),
];
