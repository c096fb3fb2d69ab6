import { parseObjectBody, readBody } from './body.ts';
import type { ResourceCall } from './call.ts';
import { checkSent } from './decode-sent.ts';
import { writeOptions } from './options.ts';

/** What is posted below an object, with its options; of a kind of its own. */
export const sentAs = async (
  call: ResourceCall,
  target: { group: string; version: string; kind: string; definition: string },
) => {
  const options = writeOptions(call, 'CreateOptions');
  const body = await readBody(call.request);
  const parsed = parseObjectBody(body, call.request.headers['content-type'], target);
  return { options, object: checkSent(call, parsed, { target, fieldValidation: options.fieldValidation }) };
};
