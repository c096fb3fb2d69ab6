import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { client, noteError } from './client.ts';
import { createReleasesStore, type ReleasesSnapshot } from './releases-store.ts';
import { whileSeen } from './while-seen.ts';

/** Releases, live: of one cluster, or of all of them. The connection is given back while nobody looks at the page. */
export const useReleases = (
  cluster: number | undefined,
  namespaces: readonly string[],
): ReleasesSnapshot & { retry: () => void } => {
  const key = namespaces.join('\n');
  const store = useMemo(
    () =>
      createReleasesStore(client, {
        ...(cluster === undefined ? {} : { cluster: [String(cluster)] }),
        ...(key === '' ? {} : { namespace: key.split('\n') }),
      }),
    [cluster, key],
  );
  useEffect(() => whileSeen({ start: store.start, stop: store.pause, retry: store.retry }), [store]);
  const snapshot = useSyncExternalStore(store.subscribe, store.snapshot);
  useEffect(() => noteError(snapshot.error), [snapshot.error]);
  return { ...snapshot, retry: store.retry };
};
