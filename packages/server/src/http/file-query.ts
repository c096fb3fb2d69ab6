import { Readable } from 'node:stream';
import { ApiError, unsupportedMediaType } from '@binnacle/kube/api';
import { invalidField } from '../services/errors.ts';
import type { FileDownloadOutput, FileInput, FileListOutput, FileUploadInput } from '../services/files/index.ts';
import { queryText, requiredText } from './query.ts';
import type { Answer, WireRequest } from './row.ts';

/** How files are asked for, in every contract. */
export const fileInput = (request: WireRequest): FileInput => {
  const container = queryText(request, 'container');
  return {
    namespace: requiredText(request, 'namespace'),
    name: request.params['name'] ?? '',
    path: requiredText(request, 'path'),
    ...(container === undefined ? {} : { container }),
  };
};

/** `1` or `true`. */
export const fileFlag = (request: WireRequest, name: string): boolean => {
  const text = queryText(request, name) ?? 'false';
  if (text === '1' || text === 'true') return true;
  if (text === '0' || text === 'false') return false;
  throw invalidField(name, 'must be true or false');
};

export const uploadInput = (request: WireRequest): FileUploadInput => {
  const { body } = request;
  const length = request.headers['content-length'];
  if (!(body instanceof Readable)) throw unsupportedMediaType(['application/octet-stream']);
  if (length === undefined || !/^\d{1,15}$/.test(length))
    throw new ApiError('BadRequest', 411, 'the Content-Length header is required: the container is told the size');
  return { ...fileInput(request), size: Number(length), body };
};

/** A file to keep; undefined for a listing. */
export const fileAnswer = (output: FileListOutput | FileDownloadOutput): Answer | undefined => {
  if (!('stream' in output)) return undefined;
  const { fileName, contentType, stream } = output;
  const plain = fileName.replace(/[^\w.-]/g, '_');
  const disposition = `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(fileName).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)}`;
  return { type: 'stream', contentType, headers: { 'content-disposition': disposition }, stream };
};

export const listingFields = ({ container, path, items }: FileListOutput) => ({
  container,
  path,
  items: items.map(({ modifiedAt, ...entry }) => ({ ...entry, modified_at: new Date(modifiedAt).toISOString() })),
  total: items.length,
});
