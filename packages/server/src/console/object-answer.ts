import type { UnstructuredObject } from '@binnacle/kube/api';
import { stringify } from 'yaml';
import type { Answer, WireRequest } from '../http/row.ts';
import { holdsSecrets, withoutSecretValues, type WriteOutput } from '../services/resources/index.ts';
import { kindOf, revealsSecret } from './decoders.ts';

/** The object as JSON, or as YAML for those who ask for it. Long texts stay on one line, as kubectl writes them. */
export const objectAnswer = (bytes: Buffer, accept: string | undefined): Answer => {
  if (!accept?.includes('application/yaml')) return { type: 'json', head: '', bytes, tail: '' };
  const { apiVersion, kind, metadata, ...rest } = JSON.parse(bytes.toString('utf8')) as UnstructuredObject;
  // What it is comes first, whichever order the cluster sends.
  const ordered = { apiVersion, kind, metadata, ...rest };
  const text = stringify(ordered, { lineWidth: 0, aliasDuplicateObjects: false });
  return { type: 'text', contentType: 'application/yaml; charset=utf-8', text };
};

/** A read object's JSON, as far as its reader is to see it. */
export const shownBytes = (bytes: Buffer, request: WireRequest): Buffer => {
  if (!holdsSecrets(kindOf(request)) || revealsSecret(request)) return bytes;
  return Buffer.from(JSON.stringify(withoutSecretValues(JSON.parse(bytes.toString('utf8')) as UnstructuredObject)));
};

/** What a write answers with: never the values of a Secret. */
export const shownObject = ({ object }: WriteOutput, request: WireRequest): UnstructuredObject =>
  holdsSecrets(kindOf(request)) ? withoutSecretValues(object) : object;
