/** HTTPRoutes of the Gateway API, as far as traffic is concerned. Source: gateway.networking.k8s.io/v1beta1. */
import type { Kind, KubeObject } from '@binnacle/kube/api';

export interface BackendRef {
  group?: string;
  kind?: string;
  name: string;
  port?: number;
  weight?: number;
  [more: string]: unknown;
}

export interface HttpRouteMatch {
  path?: { type?: string; value?: string };
  headers?: { type?: string; name: string; value: string }[];
  queryParams?: { type?: string; name: string; value: string }[];
  method?: string;
}

export interface HttpRouteRule {
  matches?: HttpRouteMatch[];
  backendRefs?: BackendRef[];
  [more: string]: unknown;
}

export interface HttpRoute extends KubeObject {
  spec: { rules?: HttpRouteRule[]; [more: string]: unknown };
}

export const httpRouteKind: Kind = {
  group: 'gateway.networking.k8s.io',
  version: 'v1beta1',
  plural: 'httproutes',
  kind: 'HTTPRoute',
  singular: 'httproute',
  shortNames: [],
  categories: ['gateway-api'],
  namespaced: true,
  capabilities: [],
  columns: [],
};
