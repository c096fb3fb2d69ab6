import type { WireKind } from '@binnacle/api';

export interface Abilities {
  /** It runs containers, or picks the Pods that do. */
  logs: boolean;
  /** It is one that containers run in, with files of their own. */
  files: boolean;
  /** Where a shell can be opened, if anywhere. */
  terminal: 'pod' | 'node' | undefined;
  /** It holds values by key, in the open or hidden until they are asked for. */
  data: 'open' | 'hidden' | undefined;
  /** Restarting deletes the object, and its owner makes a new one. */
  restartReplaces: boolean;
}

const dataKinds: Readonly<Record<string, 'open' | 'hidden'>> = { configmaps: 'open', secrets: 'hidden' };

/** What the console can do with objects of a kind, by the capabilities that the server states. */
export const abilitiesOf = ({
  capabilities,
  group,
  plural,
}: Pick<WireKind, 'capabilities' | 'group' | 'plural'>): Abilities => {
  const has = (name: string): boolean => capabilities.includes(name);
  const runs = has('loggable') && !has('podTemplate');
  return {
    logs: has('loggable'),
    files: runs,
    terminal: runs ? 'pod' : has('drainable') ? 'node' : undefined,
    data: group === '' ? dataKinds[plural] : undefined,
    restartReplaces: runs,
  };
};
