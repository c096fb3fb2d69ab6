import { stringify } from 'yaml';
import type { Answer } from '../http/row.ts';

/** The object as JSON, or as YAML for those who ask for it. Long texts stay on one line, as kubectl writes them. */
export const objectAnswer = (bytes: Buffer, accept: string | undefined): Answer => {
  if (!accept?.includes('application/yaml')) return { type: 'json', head: '', bytes, tail: '' };
  const text = stringify(JSON.parse(bytes.toString('utf8')), { lineWidth: 0, aliasDuplicateObjects: false });
  return { type: 'text', contentType: 'application/yaml; charset=utf-8', text };
};
