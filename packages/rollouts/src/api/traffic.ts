/** What Rollouts and TrafficRoutings say about traffic. */

export interface HttpHeader {
  name: string;
  value: string;
}

export interface HeaderModifier {
  set?: HttpHeader[];
  add?: HttpHeader[];
  remove?: string[];
}

/** Exact unless stated. */
export interface ValueMatch {
  type?: 'Exact' | 'RegularExpression';
  name: string;
  value: string;
}

/** All parts of one match must hold. */
export interface HttpMatch {
  path?: { type?: 'Exact' | 'PathPrefix' | 'RegularExpression'; value?: string };
  headers?: ValueMatch[];
  queryParams?: ValueMatch[];
}

/** Where a part of the traffic goes. Any of the matches, or a share of all requests. */
export interface TrafficStrategy {
  /** A percentage such as `20%`. */
  traffic?: string;
  matches?: HttpMatch[];
  requestHeaderModifier?: HeaderModifier;
}

export interface CustomNetworkRef {
  apiVersion: string;
  kind: string;
  name: string;
}

/** A Service and the routes that lead to it. */
export interface TrafficRoutingRef {
  service: string;
  /** Time that a change of services or routes is given to spread; 3 unless set. */
  gracePeriodSeconds?: number;
  ingress?: { classType?: string; name: string };
  gateway?: { httpRouteName?: string };
  customNetworkRefs?: CustomNetworkRef[];
}
