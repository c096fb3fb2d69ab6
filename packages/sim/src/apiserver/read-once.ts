import type { UnstructuredObject } from '@binnacle/kube/api';
import type { Entry } from '../storage/index.ts';

/** Reads each stored version of an object once. */
export const readOnce = <T, O extends UnstructuredObject>(read: (object: O) => T): ((entry: Entry) => T) => {
  const known = new WeakMap<Entry, { value: T }>();
  return (entry) => {
    let found = known.get(entry);
    if (found === undefined) known.set(entry, (found = { value: read(entry.object as O) }));
    return found.value;
  };
};
