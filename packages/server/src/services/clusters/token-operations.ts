import { Type } from 'typebox';
import { badRequest, forbidden, isUnauthorized, notFound } from '@binnacle/kube/api';
import { invalidField } from '../errors.ts';
import type { CallContext, Operation } from '../operation.ts';
import type { TokenBook } from './identity/token-book.ts';
import type { RefInput } from './operations.ts';
import type { ClusterRegistry, ClusterView } from './types.ts';

/** A cluster that is used with the caller's own token, and whether there is one. */
export interface OwnTokenView {
  cluster: ClusterView;
  given: boolean;
}

export interface TokenOperations {
  tokens: Operation<Record<string, never>, OwnTokenView[]>;
  setToken: Operation<RefInput & { token: string }, void>;
  removeToken: Operation<RefInput, void>;
}

const ref = { ref: Type.Optional(Type.Union([Type.String(), Type.Integer()])) };
const common = { scope: 'global', access: 'user' } as const;

/** A key that could speak for its owner elsewhere would do more than it was made for. */
const requireSession = ({ caller }: CallContext): void => {
  if (caller.sessionId === undefined)
    throw forbidden(
      { group: '', plural: '' },
      '',
      'sign in with a password or a provider to do this: an API key may not',
    );
};

/** What people do with their own tokens for clusters; a token is never told again. */
export const createTokenOperations = (registry: ClusterRegistry, tokens: TokenBook): TokenOperations => ({
  tokens: {
    ...common,
    id: 'clusters.tokens',
    summary: 'The clusters that are used with the own token, and which of them have one',
    effect: 'read',
    input: Type.Object({}),
    run: async (_input, { caller, rights }) => {
      const given = new Set(tokens.clustersOf(caller.username));
      return registry
        .list()
        .filter(({ record }) => record.identity === 'own' && rights.inCluster(record.name))
        .map((cluster) => ({ cluster, given: given.has(cluster.record.id) }));
    },
  },
  setToken: {
    ...common,
    id: 'clusters.setToken',
    summary: 'Give the own token for a cluster',
    effect: 'write',
    input: Type.Object({ ...ref, token: Type.String({ minLength: 1, maxLength: 65_536 }) }),
    run: async (input, context) => {
      requireSession(context);
      const { record } = registry.view(input.ref);
      const token = input.token.trim();
      if (record.identity !== 'own') throw badRequest(`cluster "${record.name}" is not used with people's own tokens`);
      if (!/^[\x21-\x7e]+$/.test(token)) throw invalidField('token', 'has characters that no token has');
      await registry.tryToken(record.id, token, context.signal).catch((error: unknown) => {
        if (isUnauthorized(error)) throw invalidField('token', 'is refused by the cluster');
        throw error;
      });
      await tokens.save({ clusterId: record.id, username: context.caller.username, token });
    },
  },
  removeToken: {
    ...common,
    id: 'clusters.removeToken',
    summary: 'Forget the own token for a cluster',
    effect: 'write',
    input: Type.Object(ref),
    run: async (input, context) => {
      requireSession(context);
      const { record } = registry.view(input.ref);
      if (!(await tokens.remove({ clusterId: record.id, username: context.caller.username })))
        throw notFound({ group: '', plural: 'tokens' }, record.name);
    },
  },
});
