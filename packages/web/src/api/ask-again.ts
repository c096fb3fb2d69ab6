import type { QueryKey } from '@tanstack/react-query';
import { queryClient } from './client.ts';

/**
 * Asks again for what a change has made old. A first question that is still on its way was asked before the change:
 * its answer would be taken for the new one, so it is given up.
 */
export const askAgain = async (queryKey: QueryKey): Promise<void> => {
  await queryClient.cancelQueries({ queryKey });
  await queryClient.invalidateQueries({ queryKey });
};
