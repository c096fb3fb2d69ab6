import type { Writing } from '../registry/index.ts';
import type { ResourceCall } from './call.ts';

/** Runs a call's write, with all who have a say in it. `start` may be called again: it must read what is stored then. */
export const perform = async <T>(call: ResourceCall, start: () => Writing<T>): Promise<T> => {
  const warn = (text: string) => call.warnings.push(text);
  return call.context.registry.perform(start, { user: call.user, warn });
};
