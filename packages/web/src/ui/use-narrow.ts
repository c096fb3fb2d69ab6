import { useSyncExternalStore } from 'react';

const query = window.matchMedia('(max-width: 860px)');

const subscribe = (listener: () => void): (() => void) => {
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
};

/** True where the navigation is hidden: telephones, and windows about as narrow. */
export const useNarrow = (): boolean => useSyncExternalStore(subscribe, () => query.matches);
