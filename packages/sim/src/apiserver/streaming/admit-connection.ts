/** Admission of connections. Source: apiserver `endpoints/handlers/rest.go`, ConnectResource. */
import type { ObjectKey, UnstructuredObject } from '@binnacle/kube/api';
import type { AdmissionRequest } from '../../registry/index.ts';
import type { ResourceCall } from '../call.ts';
import { queryFlag } from '../query-flag.ts';

const flags = ['stdin', 'stdout', 'stderr', 'tty'] as const;

/** What is asked for, as webhooks and policies see it. */
const optionsOf = ({ info: { resource, subresource = '' }, query }: ResourceCall): UnstructuredObject => {
  const kind = resource.subresources[subresource]?.kind ?? '';
  const ports = query.getAll('ports').flatMap((text) => text.split(',').map(Number));
  const container = query.get('container') ?? '';
  const command = query.getAll('command');
  const options = {
    kind,
    apiVersion: 'v1',
    ...Object.fromEntries(flags.filter((name) => queryFlag(query, name) === true).map((name) => [name, true])),
    ...(container === '' ? {} : { container }),
    ...(command.length === 0 ? {} : { command }),
    ...(ports.length === 0 ? {} : { ports }),
  };
  // These options have no metadata.
  return options as unknown as UnstructuredObject;
};

/** Asks admission about exec, attach and portforward, before anything else is looked at. Rejects with the refusal. */
export const admitConnection = async (call: ResourceCall, key: ObjectKey): Promise<void> => {
  const { context, info, user } = call;
  const { admission } = context.registry;
  if (admission === undefined) return;
  const requester = { user, warn: (text: string) => void call.warnings.push(text) };
  let object = optionsOf(call);
  for (const phase of ['mutate', 'validate'] as const) {
    const request: AdmissionRequest = {
      ...{ phase, operation: 'CONNECT', resource: info.resource, key, object, dryRun: false },
      ...(info.subresource === undefined ? {} : { subresource: info.subresource }),
    };
    if (admission.concerns(request, requester)) object = (await admission.ask(request, requester)) ?? object;
  }
};
