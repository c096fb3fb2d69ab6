import type { ApiError } from '../api/index.ts';
import { fromHttpFailure, fromStatus, isFailureStatus } from '../api/index.ts';
import type { KubeRequest, KubeResponse } from './types.ts';

const maxErrorBytes = 1024 * 1024;

/** Seconds from a Retry-After header; dates are not used by API servers. */
export const retryAfterSeconds = (response: Pick<KubeResponse, 'headers'>): number | undefined => {
  const value = Number(response.headers['retry-after']);
  return response.headers['retry-after'] !== undefined && Number.isFinite(value) && value >= 0 ? value : undefined;
};

/** The ApiError for an answer of 400 and above: its Status, or one made from the HTTP code. Reads the body. */
export const toFailure = async (request: KubeRequest, response: KubeResponse): Promise<ApiError> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.stream()) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxErrorBytes) break;
  }
  const text = Buffer.concat(chunks).toString('utf8');
  const after = retryAfterSeconds(response);
  const status = parse(text);
  if (!isFailureStatus(status)) {
    return fromHttpFailure(response.status, {
      method: request.method,
      body: text,
      ...(after === undefined ? {} : { retryAfterSeconds: after }),
    });
  }
  if (after !== undefined && status.details?.retryAfterSeconds === undefined) {
    return fromStatus({ ...status, details: { ...status.details, retryAfterSeconds: after } }, response.status);
  }
  return fromStatus(status, response.status);
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
