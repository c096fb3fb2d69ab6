import type { ObjectAddress } from '@binnacle/api/client';
import { useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import type { Fields } from '../../resource/read-path.ts';

/** The object that an action is about, read afresh; nothing is read when there are many. */
export const useTarget = (targets: readonly ObjectAddress[]) =>
  useQuery<Fields>({
    queryKey: ['target', targets[0]],
    enabled: targets.length === 1,
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
    queryFn: ({ signal }) => client.object(targets[0] as ObjectAddress, { signal }),
  });
