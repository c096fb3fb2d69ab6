import { configMapKind } from '@binnacle/kube/api';
import type { KubeObject } from '@binnacle/kube/api';
import { configuration } from '../api/index.ts';
import type { Reader } from '../cluster/reader.ts';

interface ConfigMap extends KubeObject {
  data?: Record<string, string>;
}

/** A Lua script by its key in the controller's ConfigMap: it goes before what is built in. */
export const configuredScript = (reader: Reader, key: string): string | undefined =>
  reader.get<ConfigMap>(configMapKind, configuration.namespace, configuration.name)?.data?.[key];
