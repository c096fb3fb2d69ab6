import { consoleBase } from '../console.ts';

/** A kind in a cluster. */
export interface ResourceAddress {
  clusterId: number;
  /** Empty for the core group. */
  group: string;
  version: string;
  plural: string;
}

/** One object. */
export interface ObjectAddress extends ResourceAddress {
  /** Absent for cluster-scoped kinds. */
  namespace?: string;
  name: string;
}

/** An object as the API server has it; callers narrow what they read. */
export type WireObject = Record<string, unknown>;

export interface Cancel {
  signal?: AbortSignal;
}

export const resourcePath = (at: ResourceAddress): string =>
  [
    `${consoleBase}/clusters/${at.clusterId}/resources`,
    at.group === '' ? 'core' : encodeURIComponent(at.group),
    encodeURIComponent(at.version),
    encodeURIComponent(at.plural),
  ].join('/');

export const objectPath = (at: ObjectAddress): string => `${resourcePath(at)}/${encodeURIComponent(at.name)}`;
