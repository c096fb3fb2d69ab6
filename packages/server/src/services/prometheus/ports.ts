import type { KubeClient } from '@binnacle/kube/client';

/** Where a cluster's Prometheus is, and how it is reached. */
export interface PrometheusAddress {
  /** `http://name.namespace.svc[.cluster.local][:port][/prefix]` for a Service of the cluster, or any other address. */
  url: string;
  /** Of the cluster, in the caller's name: Services are asked through its API server. */
  client: KubeClient;
  /** It was found to answer at its address itself, without the API server. */
  isDirect: boolean;
}

export interface PrometheusReply {
  status: number;
  body: string;
}

export interface CallLimits {
  signal: AbortSignal;
  /** Of the answer. */
  mostBytes: number;
}

/** Port: a GET of Prometheus' HTTP API. Redirects are not followed. Rejects when there is no answer, or too large a one. */
export interface PrometheusPort {
  get(address: PrometheusAddress, path: string, limits: CallLimits): Promise<PrometheusReply>;
}
