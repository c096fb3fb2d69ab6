import { consoleBase } from '@binnacle/api';
import type { ApiError } from '@binnacle/kube/api';
import { queryText } from '../http/query.ts';
import { row, type Answer, type Row, type WireRequest } from '../http/row.ts';
import { SignInError, type AuthOperations } from '../services/auth/index.ts';
import { originOf } from './decoders.ts';
import { startQuery } from './parameters.ts';

const base = `${consoleBase}/auth/providers`;
const common = { section: 'packages/api/src/people.ts' };

const goTo = (location: string): Pick<Answer & { type: 'empty' }, 'type' | 'status' | 'headers'> => ({
  type: 'empty',
  status: 302,
  headers: { location },
});

/** A person sees the sign-in page with the reason, not JSON. */
const toSignIn = (error: ApiError): Answer => ({
  ...goTo(`/#/sign-in?problem=${error instanceof SignInError ? error.failure : 'provider'}`),
  pending: null,
});

/** The query as it came: what the provider signed or meant by it is not ours to rewrite. */
const queryOf = ({ query }: WireRequest): string => {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) for (const item of [value ?? []].flat()) params.append(name, item);
  return `?${params.toString()}`;
};

/** Sign-in through OpenID providers: a browser is sent there and comes back. */
export const providerRows = (auth: AuthOperations, publicUrl: string | undefined): Row[] => {
  const place = ({ params, headers }: WireRequest) => ({
    provider: params['provider'] ?? '',
    baseUrl: publicUrl ?? `http://${headers.host ?? ''}`,
  });
  return [
    row({
      ...common,
      method: 'GET',
      path: base,
      operation: auth.providers,
      decode: () => ({ input: {} }),
      encode: (items) => ({ type: 'data', data: { items } }),
    }),
    row({
      ...common,
      method: 'GET',
      path: `${base}/:provider/start`,
      operation: auth.beginProvider,
      query: startQuery,
      decode: (request) => ({ input: { ...place(request), returnTo: queryText(request, 'return_to') ?? '/' } }),
      encode: ({ url, ticket, expiresAt }) => ({ ...goTo(url), pending: { token: ticket, expiresAt } }),
      encodeFailure: toSignIn,
    }),
    row({
      ...common,
      method: 'GET',
      path: `${base}/:provider/callback`,
      operation: auth.finishProvider,
      decode: (request) => ({
        input: {
          ...originOf(request),
          ...place(request),
          query: queryOf(request),
          ...(request.pending === undefined ? {} : { ticket: request.pending }),
        },
      }),
      encode: ({ session, returnTo }) => ({ ...goTo(returnTo), session, pending: null }),
      encodeFailure: toSignIn,
    }),
  ];
};
