/** One stored Event in its two forms. Source: kube-apiserver `pkg/apis/events/v1/conversion.go`. */
import type { UnstructuredObject } from '@binnacle/kube/api';

/** [core, events.k8s.io] */
const RENAMED = [
  ['involvedObject', 'regarding'],
  ['message', 'note'],
  ['reportingComponent', 'reportingController'],
  ['source', 'deprecatedSource'],
  ['firstTimestamp', 'deprecatedFirstTimestamp'],
  ['lastTimestamp', 'deprecatedLastTimestamp'],
  ['count', 'deprecatedCount'],
] as const;

const toNew = new Map<string, string>(RENAMED);
const toOld = new Map<string, string>(RENAMED.map(([old, renamed]) => [renamed, old]));

const convert = (
  object: UnstructuredObject,
  apiVersion: string,
  names: ReadonlyMap<string, string>,
): UnstructuredObject => {
  const { kind, metadata, apiVersion: _apiVersion, ...rest } = object;
  const renamed = Object.entries(rest).map(([name, value]) => [names.get(name) ?? name, value] as const);
  return { kind, apiVersion, metadata, ...Object.fromEntries(renamed) };
};

/** As events.k8s.io serves what is stored. */
export const toNewEvent = (object: UnstructuredObject): UnstructuredObject =>
  convert(object, 'events.k8s.io/v1', toNew);

/** As the core group stores what came through events.k8s.io. */
export const fromNewEvent = (object: UnstructuredObject): UnstructuredObject => convert(object, 'v1', toOld);
