import type { UsersReply, WireAccess, WireBinding, WireKey, WireRole, WireVerb } from '@binnacle/api';
import type { SubjectRef } from '@binnacle/api/client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { askAgain } from '../../api/ask-again.ts';
import { people } from '../../api/people.ts';

export const usersPerPage = 50;

/** Accounts whose names match; the page before stays until the next one is there. */
export const useUsers = (keyword: string, page: number) =>
  useQuery<UsersReply>({
    queryKey: ['people', 'users', keyword, page],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => people.users({ keyword, offset: page * usersPerPage, limit: usersPerPage }, { signal }),
  });

export const useRoles = () =>
  useQuery<WireRole[]>({
    queryKey: ['people', 'roles'],
    queryFn: async ({ signal }) => (await people.roles({ signal })).items,
  });

export const useBindings = () =>
  useQuery<WireBinding[]>({
    queryKey: ['people', 'bindings'],
    queryFn: async ({ signal }) => (await people.bindings({ signal })).items,
  });

/** Everybody's API keys. */
export const useKeys = () =>
  useQuery<WireKey[]>({
    queryKey: ['people', 'keys'],
    queryFn: async ({ signal }) => (await people.keys({ signal })).items,
  });

/** Every operation, as rules speak of it. */
export const useVerbs = () =>
  useQuery<WireVerb[]>({
    queryKey: ['people', 'verbs'],
    staleTime: Infinity,
    queryFn: async ({ signal }) => (await people.verbs({ signal })).items,
  });

export const useAccess = (subject: SubjectRef | undefined) =>
  useQuery<WireAccess>({
    queryKey: ['people', 'access', subject],
    enabled: subject !== undefined,
    queryFn: ({ signal }) => people.accessOf(subject ?? { kind: 'user', name: '' }, { signal }),
  });

/** Whatever is shown about people is read afresh. */
export const refreshPeople = (): void => void askAgain(['people']);
