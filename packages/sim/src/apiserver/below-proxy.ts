import type { ResourceCall } from './call.ts';

/** The part of the path that is passed on: all behind `/proxy`, empty when there is nothing. */
export const belowProxy = ({ path }: Pick<ResourceCall, 'path'>): string =>
  path.slice(path.indexOf('/proxy') + '/proxy'.length);
