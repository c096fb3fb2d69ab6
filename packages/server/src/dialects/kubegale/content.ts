import { parse, YAMLParseError } from 'yaml';
import { invalidField } from '../../services/errors.ts';
import type { WireRequest } from '../../http/row.ts';
import { bodyOf } from './decoders.ts';

/** References in a YAML text that may be followed: more make a small text a large object. */
const mostAliases = 100;

/** `content` of a POST or PUT: an object, or the same as YAML text. Throws BadRequest with the line for broken YAML. */
export const contentOf = (request: WireRequest): Record<string, unknown> => {
  const { content } = bodyOf(request);
  if (content === undefined || content === null || content === '') throw invalidField('content', 'is required');
  const value = typeof content === 'string' ? parseYaml(content) : content;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalidField('content', 'must be an object, or YAML text of one');
  return value as Record<string, unknown>;
};

const parseYaml = (text: string): unknown => {
  try {
    return parse(text, { maxAliasCount: mostAliases, merge: true, prettyErrors: true }) as unknown;
  } catch (error) {
    if (!(error instanceof YAMLParseError))
      throw invalidField('content', `is no YAML text: ${error instanceof Error ? error.message : String(error)}`);
    const [start] = error.linePos ?? [];
    const [why = ''] = error.message.split('\n');
    const place = start === undefined ? '' : ` at line ${start.line}, column ${start.col}`;
    throw invalidField('content', `is no YAML text${place}: ${why.replace(/ at line \d+, column \d+:?$/, '')}`);
  }
};
