/** For tests: objects in memory, read as a cluster is. */
import type { Kind, KubeObject } from '@binnacle/kube/api';
import type { Reader } from './reader.ts';

/** Knows objects by the kind they name themselves. */
export const readerOf = (...objects: readonly KubeObject[]): Reader => {
  const ofKind = <T extends KubeObject>(kind: Kind, namespace: string): readonly T[] =>
    objects.filter((object): object is T => object.kind === kind.kind && object.metadata.namespace === namespace);
  return {
    get: <T extends KubeObject>(kind: Kind, namespace: string, name: string) =>
      ofKind<T>(kind, namespace).find(({ metadata }) => metadata.name === name),
    list: <T extends KubeObject>(kind: Kind, namespace: string, labels: Readonly<Record<string, string>>) =>
      ofKind<T>(kind, namespace).filter(({ metadata }) =>
        Object.entries(labels).every(([key, value]) => metadata.labels?.[key] === value),
      ),
    kindOf: (apiVersion, kind) => {
      const [version = '', group = ''] = apiVersion.split('/').reverse();
      const plural = `${kind.toLowerCase()}s`;
      const rest = { shortNames: [], categories: [], namespaced: true, capabilities: [], columns: [] };
      return { group, version, kind, plural, singular: kind.toLowerCase(), ...rest };
    },
    script: () => ({ type: 'failed', message: 'no script runs here' }),
  };
};
