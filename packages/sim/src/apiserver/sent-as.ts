import { badRequest } from '@binnacle/kube/api';
import type { ObjectKey, UnstructuredObject } from '@binnacle/kube/api';
import { admitBelow } from './admit-below.ts';
import { parseObjectBody, readBody } from './body.ts';
import type { ResourceCall } from './call.ts';
import { checkSent } from './decode-sent.ts';
import { writeOptions } from './options.ts';

interface SentAs {
  target: { group: string; version: string; kind: string; definition: string };
  defaults?: (object: UnstructuredObject) => void;
  /** The object above, by what was sent; that of the path unless said. */
  keyOf?: (object: UnstructuredObject) => ObjectKey;
}

/** What is posted below an object, with its options; of a kind of its own. `validate` asks admission once more. */
export const sentAs = async (call: ResourceCall, { target, defaults, keyOf }: SentAs) => {
  const options = writeOptions(call, 'CreateOptions');
  const body = await readBody(call.request);
  const parsed = parseObjectBody(body, call.request.headers['content-type'], target);
  const sent = checkSent(call, parsed, { target, fieldValidation: options.fieldValidation });
  const { namespace = '' } = sent.metadata;
  if (namespace !== '' && namespace !== (call.info.namespace ?? ''))
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  defaults?.(sent);
  const key = keyOf?.(sent);
  const about = {
    operation: 'CREATE' as const,
    kind: target,
    dryRun: options.dryRun === true,
    ...(options.fieldManager === undefined ? {} : { fieldManager: options.fieldManager }),
    ...(key === undefined ? {} : { key }),
  };
  const object = await admitBelow(call, sent, { ...about, phase: 'mutate' });
  const validate = (): Promise<UnstructuredObject> => admitBelow(call, object, { ...about, phase: 'validate' });
  return { options, object, validate };
};
