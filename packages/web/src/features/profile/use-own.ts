import type { WireKey, WireOwnToken, WireSession } from '@binnacle/api';
import { useQuery } from '@tanstack/react-query';
import { askAgain } from '../../api/ask-again.ts';
import { queryClient } from '../../api/client.ts';
import { people } from '../../api/people.ts';

export const useSessions = (enabled = true) =>
  useQuery<WireSession[]>({
    queryKey: ['own', 'sessions'],
    enabled,
    queryFn: async ({ signal }) => (await people.sessions({ signal })).items,
  });

export const useOwnKeys = () =>
  useQuery<WireKey[]>({
    queryKey: ['own', 'keys'],
    queryFn: async ({ signal }) => (await people.ownKeys({ signal })).items,
  });

/** Clusters that are used with the own token. */
export const useOwnTokens = () =>
  useQuery<WireOwnToken[]>({
    queryKey: ['own', 'tokens'],
    queryFn: async ({ signal }) => (await people.ownTokens({ signal })).items,
  });

export const refreshOwn = (): void => void askAgain(['own']);

/** Nobody is signed in any more: the door is shown. */
export const leave = (): void => {
  queryClient.clear();
  location.assign('/');
};
