/** ConfigMaps, Secrets, service accounts, quotas and limits. Source: Kubernetes API reference, core v1. */
import type { Kind } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import { age, asString, columnsOf, createdAt } from './columns.ts';
import type { Loose } from './columns.ts';
import type { ObjectReference } from './core-service.ts';
import type { ResourceList } from './pod-spec.ts';

export interface ConfigMap extends KubeObject {
  data?: Record<string, string>;
  /** Base64. */
  binaryData?: Record<string, string>;
  immutable?: boolean;
}

export interface Secret extends KubeObject {
  type?: string;
  /** Base64. */
  data?: Record<string, string>;
  /** Write only: the API server moves it into data. */
  stringData?: Record<string, string>;
  immutable?: boolean;
}

export interface ServiceAccount extends KubeObject {
  secrets?: ObjectReference[];
  imagePullSecrets?: { name: string }[];
  automountServiceAccountToken?: boolean;
}

export interface ResourceQuota extends KubeObject {
  spec?: { hard?: ResourceList; scopes?: string[]; scopeSelector?: Record<string, unknown> };
  status?: { hard?: ResourceList; used?: ResourceList };
}

export interface LimitRange extends KubeObject {
  spec?: {
    limits: {
      type: string;
      max?: ResourceList;
      min?: ResourceList;
      default?: ResourceList;
      defaultRequest?: ResourceList;
      maxLimitRequestRatio?: ResourceList;
    }[];
  };
}

const sizeOf = (map: object | null | undefined): number => Object.keys(map ?? {}).length;

const core = { group: '', version: 'v1', namespaced: true, categories: [], capabilities: [] } as const;
const configMap = columnsOf<ConfigMap>();
const secret = columnsOf<Secret>();
const account = columnsOf<ServiceAccount>();
const quota = columnsOf<ResourceQuota>();

export const configMapKind: Kind = {
  ...core,
  plural: 'configmaps',
  kind: 'ConfigMap',
  singular: 'configmap',
  shortNames: ['cm'],
  columns: [asString(configMap.count('Data', (o) => sizeOf(o.data) + sizeOf(o.binaryData))), age],
};

export const secretKind: Kind = {
  ...core,
  plural: 'secrets',
  kind: 'Secret',
  singular: 'secret',
  shortNames: [],
  selectableFields: ['type'],
  columns: [secret.text('Type', (o) => o.type ?? ''), asString(secret.count('Data', (o) => sizeOf(o.data))), age],
};

export const serviceAccountKind: Kind = {
  ...core,
  plural: 'serviceaccounts',
  kind: 'ServiceAccount',
  singular: 'serviceaccount',
  shortNames: ['sa'],
  columns: [asString(account.count('Secrets', (o) => o.secrets?.length ?? 0)), age],
};

/** `cpu: 1/4, pods: 3/10` of the limits, or of everything else. */
const usageText = (o: Loose<ResourceQuota>, limits: boolean): string =>
  Object.entries(o.status?.hard ?? {})
    .filter(([name]) => name.startsWith('limits.') === limits)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, hard]) => `${name}: ${o.status?.used?.[name] ?? '0'}/${hard ?? '0'}`)
    .join(', ');

export const resourceQuotaKind: Kind = {
  ...core,
  plural: 'resourcequotas',
  kind: 'ResourceQuota',
  singular: 'resourcequota',
  shortNames: ['quota'],
  columns: [quota.text('Request', (o) => usageText(o, false)), quota.text('Limit', (o) => usageText(o, true)), age],
};

export const limitRangeKind: Kind = {
  ...core,
  plural: 'limitranges',
  kind: 'LimitRange',
  singular: 'limitrange',
  shortNames: ['limits'],
  columns: [createdAt],
};
