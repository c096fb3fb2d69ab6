import { createConsoleClient, isConsoleError } from '@binnacle/api/client';
import { QueryCache, QueryClient } from '@tanstack/react-query';

/** The one client of this page; the session cookie signs its calls. */
export const client = createConsoleClient();

const isSignedOut = (error: unknown): boolean => isConsoleError(error) && error.code === 401;

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: (error) => noteError(error) }),
  defaultOptions: {
    queries: {
      retry: (count, error) => count < 2 && isConsoleError(error) && (error.code === 0 || error.code >= 500),
      staleTime: 5_000,
      refetchOnWindowFocus: true,
    },
    mutations: { retry: false, onError: (error) => noteError(error) },
  },
});

/** Anything that fails for want of a session sends the reader to the sign-in page. */
export const noteError = (error: unknown): void => {
  if (isSignedOut(error) && queryClient.getQueryData(['me']) !== null) queryClient.setQueryData(['me'], null);
};
