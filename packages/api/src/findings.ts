/** What is wrong in a cluster, as rules find it. */

import type { WireOwner } from './console.ts';

export type FindingArea = 'kubernetes' | 'istio';
export type FindingSeverity = 'critical' | 'warning' | 'info';

export interface WireFinding {
  /** Never changes its meaning; docs/findings.md has a heading for each. */
  code: string;
  severity: FindingSeverity;
  title: string;
  message: string;
  /** What to do about it. */
  recommendation: string;
  object: { group: string; version: string; plural: string; kind: string; namespace: string; name: string };
  /** Of a Pod that belongs to one. */
  workload?: WireOwner;
}

/** `GET /api/console/v1/clusters/:id/findings?area=&namespace=` */
export interface FindingsReply {
  /** The worst first, at most 500. */
  items: WireFinding[];
  total: number;
  counts: Record<FindingSeverity, number>;
  /** Kinds of which nothing can be said, and why. */
  unknown: { kind: string; reason: string }[];
  /** RFC 3339: all that was looked at was known to be so then. */
  at: string;
}
