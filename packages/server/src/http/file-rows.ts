import type { TSchema } from 'typebox';
import type { FileOperations } from '../services/files/index.ts';
import { fileAnswer, fileFlag, fileInput, listingFields, uploadInput } from './file-query.ts';
import { requiredText } from './query.ts';
import { row, type Row, type WireRequest } from './row.ts';

/** What differs between the contracts that have files. */
export interface FileRowsSpelling {
  /** With the Pod as `:name`. */
  path: string;
  section: string;
  query: TSchema;
  clusterOf: (request: WireRequest) => string | number | undefined;
}

/** A file may be large and the way to its container slow. */
const longestUploadMs = 3_600_000;

/** Files of containers, the same in every contract. */
export const fileRows = (
  { read, upload, rename, delete: remove }: FileOperations,
  { path, section, query, clusterOf }: FileRowsSpelling,
): Row[] => [
  row({
    method: 'GET',
    path,
    section,
    operation: read,
    query,
    media: ['application/json', 'application/octet-stream', 'application/x-tar'],
    decode: (request) => ({
      cluster: clusterOf(request),
      input: { ...fileInput(request), download: fileFlag(request, 'download') },
      // As long as the client reads.
      endless: fileFlag(request, 'download'),
    }),
    encode: (output) => fileAnswer(output) ?? { type: 'data', data: 'items' in output ? listingFields(output) : null },
  }),
  row({
    method: 'PUT',
    path,
    section,
    operation: upload,
    query,
    bodyStream: true,
    bodyTimeMs: longestUploadMs,
    decode: (request) => ({ cluster: clusterOf(request), input: uploadInput(request), endless: true }),
    encode: (output) => ({ type: 'data', data: output }),
  }),
  row({
    method: 'DELETE',
    path,
    section,
    operation: remove,
    query,
    decode: (request) => ({
      cluster: clusterOf(request),
      input: { ...fileInput(request), recursive: fileFlag(request, 'recursive') },
    }),
    encode: (output) => ({ type: 'data', data: output }),
  }),
  row({
    method: 'POST',
    path: `${path}/rename`,
    section,
    operation: rename,
    query,
    decode: (request) => ({
      cluster: clusterOf(request),
      input: { ...fileInput(request), to: requiredText(request, 'to') },
    }),
    encode: (output) => ({ type: 'data', data: output }),
  }),
];
