/** Admission of connections. Source: apiserver `endpoints/handlers/rest.go`, ConnectResource. */
import type { UnstructuredObject } from '@binnacle/kube/api';
import { admitBelow } from '../admit-below.ts';
import { belowProxy } from '../below-proxy.ts';
import type { ResourceCall } from '../call.ts';
import { queryFlag } from '../query-flag.ts';

const flags = ['stdin', 'stdout', 'stderr', 'tty'] as const;

/** What is asked of a program in a container. */
const sessionOptions = ({ query }: ResourceCall): object => {
  const ports = query.getAll('ports').flatMap((text) => text.split(',').map(Number));
  const container = query.get('container') ?? '';
  const command = query.getAll('command');
  return {
    ...Object.fromEntries(flags.filter((name) => queryFlag(query, name) === true).map((name) => [name, true])),
    ...(container === '' ? {} : { container }),
    ...(command.length === 0 ? {} : { command }),
    ...(ports.length === 0 ? {} : { ports }),
  };
};

/** Where a request goes that is passed on. */
const proxyOptions = (call: ResourceCall): object => {
  const below = belowProxy(call);
  return below === '' ? {} : { path: below };
};

/** Asks admission about a connection, before anything else is looked at. Rejects with the refusal. */
export const admitConnection = async (call: ResourceCall): Promise<void> => {
  const { resource, subresource = '' } = call.info;
  const kind = { group: '', version: 'v1', kind: resource.subresources[subresource]?.kind ?? '' };
  const options = subresource === 'proxy' ? proxyOptions(call) : sessionOptions(call);
  // These options have no metadata.
  let object = { kind: kind.kind, apiVersion: 'v1', ...options } as unknown as UnstructuredObject;
  for (const phase of ['mutate', 'validate'] as const)
    object = await admitBelow(call, object, { phase, operation: 'CONNECT', kind, dryRun: false });
};
