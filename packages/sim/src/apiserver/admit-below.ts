/** Admission of what is created below an object. Source: apiserver `endpoints/handlers/create.go`. */
import type { ObjectKey, UnstructuredObject } from '@binnacle/kube/api';
import type { AdmissionRequest } from '../registry/index.ts';
import type { ResourceCall } from './call.ts';

/** What is said of it beside the call itself. */
export type AskedBelow = Pick<AdmissionRequest, 'phase' | 'operation' | 'dryRun' | 'fieldManager'> & {
  kind: { group: string; version: string; kind: string };
  /** The object above; that of the path unless said. */
  key?: ObjectKey;
};

/** Asks those who have a say. The object as they leave it; rejects with the refusal. */
export const admitBelow = async (
  call: ResourceCall,
  object: UnstructuredObject,
  { key, ...about }: AskedBelow,
): Promise<UnstructuredObject> => {
  const { context, info, user } = call;
  const { admission } = context.registry;
  const request: AdmissionRequest = {
    ...about,
    resource: info.resource,
    key: key ?? { namespace: info.namespace ?? '', name: info.name ?? '' },
    object,
    ...(info.subresource === undefined ? {} : { subresource: info.subresource }),
  };
  const requester = { user, warn: (text: string) => void call.warnings.push(text) };
  if (admission?.concerns(request, requester) !== true) return object;
  return (await admission.ask(request, requester)) ?? object;
};
