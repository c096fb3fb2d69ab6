import { fileAnswer, fileFlag, fileInput, listingFields, uploadInput } from '../../http/file-query.ts';
import { requiredText } from '../../http/query.ts';
import { row, type Row } from '../../http/row.ts';
import type { FileOperations } from '../../services/files/index.ts';
import { clusterOf } from './decoders.ts';
import { filesQuery } from './parameters.ts';
import { prefix } from './resource-rows.ts';
const section = 'README';
const files = `${prefix}/pods/:name/files`;

/** Files of containers, beyond the document. */
export const fileRows = ({ read, upload, rename, delete: remove }: FileOperations): Row[] => [
  row({
    method: 'GET',
    path: files,
    section,
    operation: read,
    query: filesQuery,
    decode: (request) => ({
      cluster: clusterOf({ ...request, body: undefined }),
      input: { ...fileInput(request), download: fileFlag(request, 'download') },
      // As long as the client reads.
      endless: fileFlag(request, 'download'),
    }),
    encode: (output) => fileAnswer(output) ?? { type: 'data', data: 'items' in output ? listingFields(output) : null },
  }),
  row({
    method: 'PUT',
    path: files,
    section,
    operation: upload,
    query: filesQuery,
    bodyStream: true,
    decode: (request) => ({
      cluster: clusterOf({ ...request, body: undefined }),
      input: uploadInput(request),
      endless: true,
    }),
    encode: (output) => ({ type: 'data', data: output }),
  }),
  row({
    method: 'DELETE',
    path: files,
    section,
    operation: remove,
    query: filesQuery,
    decode: (request) => ({
      cluster: clusterOf({ ...request, body: undefined }),
      input: { ...fileInput(request), recursive: fileFlag(request, 'recursive') },
    }),
    encode: (output) => ({ type: 'data', data: output }),
  }),
  row({
    method: 'POST',
    path: `${files}/rename`,
    section,
    operation: rename,
    query: filesQuery,
    decode: (request) => ({
      cluster: clusterOf({ ...request, body: undefined }),
      input: { ...fileInput(request), to: requiredText(request, 'to') },
    }),
    encode: (output) => ({ type: 'data', data: output }),
  }),
];
