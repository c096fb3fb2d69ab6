import type { WireKind } from '@binnacle/api';

export interface Abilities {
  /** The object runs containers itself. */
  logs: boolean;
  /** Restarting deletes the object, and its owner makes a new one. */
  restartReplaces: boolean;
}

/** What the console can do with objects of a kind, by the capabilities that the server states. */
export const abilitiesOf = ({ capabilities }: Pick<WireKind, 'capabilities'>): Abilities => {
  const has = (name: string): boolean => capabilities.includes(name);
  const runs = has('loggable') && !has('podTemplate');
  return {
    logs: runs,
    restartReplaces: runs,
  };
};
