import type { UnstructuredObject } from '@binnacle/kube/api';
import { stringify } from 'yaml';
import type { Answer, WireRequest } from '../http/row.ts';
import { holdsSecrets, withoutSecretValues, type WriteOutput } from '../services/resources/index.ts';
import { kindOf } from './decoders.ts';

/** The object as JSON, or as YAML for those who ask for it. Long texts stay on one line, as kubectl writes them. */
export const objectAnswer = (bytes: Buffer, accept: string | undefined): Answer => {
  if (!accept?.includes('application/yaml')) return { type: 'json', head: '', bytes, tail: '' };
  const text = stringify(JSON.parse(bytes.toString('utf8')), { lineWidth: 0, aliasDuplicateObjects: false });
  return { type: 'text', contentType: 'application/yaml; charset=utf-8', text };
};

/** What a write answers with: never the values of a Secret. */
export const shownObject = ({ object }: WriteOutput, request: WireRequest): UnstructuredObject =>
  holdsSecrets(kindOf(request)) ? withoutSecretValues(object) : object;
