import type { Kind, KubeObject } from '@binnacle/kube/api';

/** Objects as they are known now, own writes included. Never change what it returns. */
export interface Reader {
  get<T extends KubeObject>(kind: Kind, namespace: string, name: string): T | undefined;
  /** Objects of one namespace that carry all of these labels. */
  list<T extends KubeObject>(kind: Kind, namespace: string, labels: Readonly<Record<string, string>>): readonly T[];
}
