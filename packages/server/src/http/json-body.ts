import { isUtf8 } from 'node:buffer';
import { badRequest } from '@binnacle/kube/api';
import { placeBehind } from '../services/resources/index.ts';
import { isDeeperThan } from './json-depth.ts';
import { findRepeatedKey } from './repeated-key.ts';

const deepest = 64;
/** The key as it is, or possibly hidden behind escapes. */
const mayHoldProto = /__proto__|\\u/;

/**
 * Parses a request body. Nothing at all is undefined, as clients send a JSON content type without a body. Throws
 * BadRequest. A `__proto__` key is refused: code that copies fields would run into it; so is a key that is there twice, of
 * which the first would be lost without a word.
 */
export const parseJsonBody = (body: Buffer): unknown => {
  if (body.length === 0) return undefined;
  if (isDeeperThan(body, deepest)) throw badRequest(`the body is nested deeper than ${deepest} levels`);
  if (!isUtf8(body)) throw badRequest(`the body is not UTF-8 (byte ${firstNoText(body) + 1})`);
  const text = body.toString('utf8');
  const value = parse(text);
  const repeated = findRepeatedKey(body);
  if (repeated !== undefined) {
    const { key, offset } = repeated;
    const { line, column } = placeBehind(body.toString('utf8', 0, offset));
    throw badRequest(`the body has the key ${JSON.stringify(key)} twice (line ${line}, column ${column})`);
  }
  return value;
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text, mayHoldProto.test(text) ? refuseProto : undefined);
  } catch (error) {
    if (error instanceof SyntaxError) throw badRequest(`the body is not JSON: ${error.message}`);
    throw error;
  }
};

/** What is no text is another when it is read as text and written again. */
const firstNoText = (body: Buffer): number => {
  const again = Buffer.from(body.toString('utf8'));
  return body.findIndex((byte, index) => byte !== again[index]);
};

const refuseProto = (key: string, value: unknown): unknown => {
  if (key === '__proto__') throw badRequest('the body has a key "__proto__", which is not allowed');
  return value;
};
