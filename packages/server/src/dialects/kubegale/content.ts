import { invalidField } from '../../services/errors.ts';
import { parseManifests } from '../../services/manifests/index.ts';
import type { WireRequest } from '../../http/row.ts';
import { bodyOf } from './decoders.ts';

/** `content` of a POST or PUT: an object, or the same as YAML text. Throws BadRequest with the line for broken YAML. */
export const contentOf = (request: WireRequest): Record<string, unknown> => {
  const { content } = bodyOf(request);
  if (content === undefined || content === null || content === '') throw invalidField('content', 'is required');
  const value = typeof content === 'string' ? onlyObject(content) : content;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalidField('content', 'must be an object, or YAML text of one');
  return value as Record<string, unknown>;
};

const onlyObject = (text: string): unknown => {
  const [first, second] = parseManifests(text);
  if (second !== undefined)
    throw invalidField('content', `has a second object at line ${second.position.line}: send one at a time`);
  return first?.object;
};
