import { isUtf8 } from 'node:buffer';
import { badRequest } from '@binnacle/kube/api';
import { isDeeperThan } from './json-depth.ts';

const deepest = 64;
/** The key as it is, or possibly hidden behind escapes. */
const mayHoldProto = /__proto__|\\u/;

/**
 * Parses a request body. Nothing at all is undefined, as clients send a JSON content type without a body. Throws
 * BadRequest. A `__proto__` key is refused: code that copies fields would run into it.
 */
export const parseJsonBody = (body: Buffer): unknown => {
  if (body.length === 0) return undefined;
  if (isDeeperThan(body, deepest)) throw badRequest(`the body is nested deeper than ${deepest} levels`);
  if (!isUtf8(body)) throw badRequest('the body is not UTF-8');
  const text = body.toString('utf8');
  try {
    return JSON.parse(text, mayHoldProto.test(text) ? refuseProto : undefined);
  } catch (error) {
    if (error instanceof SyntaxError) throw badRequest(`the body is not JSON: ${error.message}`);
    throw error;
  }
};

const refuseProto = (key: string, value: unknown): unknown => {
  if (key === '__proto__') throw badRequest('the body has a key "__proto__", which is not allowed');
  return value;
};
