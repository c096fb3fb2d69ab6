import type { Clock } from '@binnacle/kube/clock';

/** A token that somebody gave for themselves, for one cluster. */
export interface OwnToken {
  clusterId: number;
  username: string;
  token: string;
}

/** Port: where they are kept, sealed. */
export interface OwnTokenRepository {
  list(): Promise<OwnToken[]>;
  save(token: OwnToken): Promise<void>;
  /** False when there is none. */
  remove(of: Omit<OwnToken, 'token'>): Promise<boolean>;
}

/** The tokens at hand: looked up at once, as each request needs one. */
export interface TokenBook {
  find(clusterId: number, username: string): string | undefined;
  /** Ids of the clusters that a user gave one for. */
  clustersOf(username: string): number[];
  save(token: OwnToken): Promise<void>;
  remove(of: Omit<OwnToken, 'token'>): Promise<boolean>;
}

/** What another server on the same database has changed is noticed after this time, in ms. */
const reloadAfter = 30_000;

const keyOf = ({ clusterId, username }: Omit<OwnToken, 'token'>): string => `${clusterId} ${username}`;

export const createTokenBook = async (repository: OwnTokenRepository, clock: Clock): Promise<TokenBook> => {
  let tokens = new Map<string, OwnToken>();
  let loadedAt = 0;
  const load = async (): Promise<void> => {
    loadedAt = clock.now();
    tokens = new Map((await repository.list()).map((token) => [keyOf(token), token]));
  };
  await load();
  const current = (): ReadonlyMap<string, OwnToken> => {
    // In the background: what is known goes on to be used meanwhile.
    if (clock.now() - loadedAt >= reloadAfter) load().catch(() => undefined);
    return tokens;
  };
  return {
    find: (clusterId, username) => current().get(keyOf({ clusterId, username }))?.token,
    clustersOf: (username) =>
      [...current().values()].filter((token) => token.username === username).map(({ clusterId }) => clusterId),
    save: async (token) => {
      await repository.save(token);
      await load();
    },
    remove: async (of) => {
      const removed = await repository.remove(of);
      await load();
      return removed;
    },
  };
};
