import type { Kind, KubeObject } from '@binnacle/kube/api';
import type { ScriptAnswer, ScriptCall } from '../lua/index.ts';

/** Objects as they are known now, own writes included. Never change what it returns. */
export interface Reader {
  get<T extends KubeObject>(kind: Kind, namespace: string, name: string): T | undefined;
  /** Objects of one namespace that carry all of these labels. */
  list<T extends KubeObject>(kind: Kind, namespace: string, labels: Readonly<Record<string, string>>): readonly T[];
  /** What the server serves under these names; undefined when it serves no such kind. */
  kindOf(apiVersion: string, kind: string): Kind | undefined;
  /** What a Lua script makes of its input. */
  script(call: ScriptCall): ScriptAnswer;
}
