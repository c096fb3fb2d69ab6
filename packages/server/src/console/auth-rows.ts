import { consoleBase } from '@binnacle/api';
import { row, type Answer, type Row } from '../http/row.ts';
import type { AuthOperations, Session } from '../services/auth/index.ts';
import { bodyFields, bodyText, originOf } from './decoders.ts';
import { changePasswordBody, createKeyBody, loginBody, redeemBody, refreshBody } from './parameters.ts';
import { toCreatedKey, toWireKey, toWireSession } from './people-wire.ts';
import { toLoginReply, toUser } from './wire.ts';

const base = `${consoleBase}/auth`;
const common = { section: 'packages/api/src/people.ts' };
const nothing = () => ({ input: {} });
const empty = (): Answer => ({ type: 'empty' });

/** A browser keeps the session in its cookie; a script that refreshes its token keeps both itself. */
const sessionAnswer = (session: Session): Answer => ({
  type: 'data',
  data: toLoginReply(session),
  ...(session.refresh === undefined ? { session } : {}),
});

/** Signing in and out, and what is one's own. */
export const authRows = (auth: AuthOperations): Row[] => [
  row({
    ...common,
    method: 'POST',
    path: `${base}/login`,
    operation: auth.login,
    body: loginBody,
    decode: (request) => ({
      input: {
        ...originOf(request),
        username: bodyText(request, 'username'),
        password: bodyText(request, 'password'),
        ...bodyFields(request, { refresh: 'refresh' }),
      },
    }),
    encode: sessionAnswer,
  }),
  row({
    ...common,
    method: 'POST',
    path: `${base}/redeem`,
    operation: auth.redeem,
    body: redeemBody,
    decode: (request) => ({ input: { ...originOf(request), code: bodyText(request, 'code') } }),
    encode: sessionAnswer,
  }),
  row({
    ...common,
    method: 'POST',
    path: `${base}/refresh`,
    operation: auth.refresh,
    body: refreshBody,
    decode: (request) => ({ input: { ...originOf(request), refreshToken: bodyText(request, 'refresh_token') } }),
    encode: sessionAnswer,
  }),
  row({
    ...common,
    method: 'POST',
    path: `${base}/logout`,
    operation: auth.logout,
    decode: ({ token }) => ({ input: token === undefined ? {} : { token } }),
    encode: () => ({ type: 'empty', session: null }),
  }),
  row({
    ...common,
    method: 'GET',
    path: `${base}/me`,
    operation: auth.me,
    decode: nothing,
    encode: ({ caller, demo, version }) => ({ type: 'data', data: { user: toUser(caller), demo, version } }),
  }),
  row({
    ...common,
    method: 'POST',
    path: `${base}/password`,
    operation: auth.changePassword,
    body: changePasswordBody,
    decode: (request) => ({
      input: {
        ...originOf(request),
        next: bodyText(request, 'new_password'),
        ...bodyFields(request, { current_password: 'current' }),
      },
    }),
    encode: sessionAnswer,
  }),
  row({
    ...common,
    method: 'GET',
    path: `${base}/sessions`,
    operation: auth.sessions,
    decode: nothing,
    encode: ({ items, current }) => ({
      type: 'data',
      data: { items: items.map((session) => toWireSession(session, current)) },
    }),
  }),
  row({
    ...common,
    method: 'DELETE',
    path: `${base}/sessions/:id`,
    operation: auth.endSession,
    decode: ({ params }) => ({ input: { id: params['id'] ?? '' } }),
    encode: empty,
  }),
  row({
    ...common,
    method: 'POST',
    path: `${base}/sign-out-everywhere`,
    operation: auth.endAllSessions,
    decode: nothing,
    encode: () => ({ type: 'empty', session: null }),
  }),
  row({
    ...common,
    method: 'GET',
    path: `${base}/keys`,
    operation: auth.keys,
    decode: nothing,
    encode: (keys) => ({ type: 'data', data: { items: keys.map(toWireKey) } }),
  }),
  row({
    ...common,
    method: 'POST',
    path: `${base}/keys`,
    operation: auth.createKey,
    body: createKeyBody,
    decode: (request) => ({
      input: {
        name: bodyText(request, 'name'),
        roles: [],
        expiresInDays: 90,
        ...bodyFields(request, { roles: 'roles', expires_in_days: 'expiresInDays' }),
      },
    }),
    encode: (key) => ({ type: 'data', status: 201, data: toCreatedKey(key) }),
  }),
  row({
    ...common,
    method: 'DELETE',
    path: `${base}/keys/:id`,
    operation: auth.removeKey,
    decode: ({ params }) => ({ input: { id: params['id'] ?? '' } }),
    encode: empty,
  }),
];
