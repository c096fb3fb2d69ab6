import type { ResourceAddress } from '@binnacle/api/client';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { client, noteError } from './client.ts';
import { createRowsStore, type RowsFilter, type RowsSnapshot, type RowsStore } from './rows-store.ts';
import { whileSeen } from './while-seen.ts';

/** A live list of one kind: a window that moves, or the first `most` rows. The connection is given back while nobody looks at the page. */
export const useRows = (
  at: ResourceAddress,
  filter: RowsFilter,
  most?: number,
): RowsSnapshot & Pick<RowsStore, 'setRange' | 'retry'> => {
  const { clusterId, group, version, plural } = at;
  const store = useMemo(
    () => createRowsStore(client, { clusterId, group, version, plural }, most),
    [clusterId, group, version, plural, most],
  );
  const key = JSON.stringify(filter);
  useEffect(() => {
    const shown = JSON.parse(key) as RowsFilter;
    return whileSeen({ start: () => store.show(shown), stop: store.pause, retry: store.retry });
  }, [store, key]);
  const snapshot = useSyncExternalStore(store.subscribe, store.snapshot);
  useEffect(() => noteError(snapshot.error), [snapshot.error]);
  return { ...snapshot, setRange: store.setRange, retry: store.retry };
};
