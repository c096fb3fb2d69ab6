import { ApiError, toStatus } from '@binnacle/kube/api';
import type { Status } from '@binnacle/kube/api';
import { stringify } from 'yaml';
import type { Call } from './call.ts';

export type Encoding = 'json' | 'yaml';

/** One entry of an Accept header. */
export interface MediaRange {
  type: string;
  params: Readonly<Record<string, string>>;
}

/** In the order of preference: by q, then as written. */
export const parseAccept = (header: string | undefined): MediaRange[] =>
  (header === undefined || header.trim() === '' ? '*/*' : header)
    .split(',')
    .map((part, index) => {
      const [type = '', ...rest] = part.split(';').map((piece) => piece.trim());
      const params = Object.fromEntries(
        rest.map((piece) => {
          const equals = piece.indexOf('=');
          return equals < 0 ? [piece, ''] : [piece.slice(0, equals), piece.slice(equals + 1)];
        }),
      ) as Record<string, string>;
      const q = params.q === undefined ? 1 : Number(params.q);
      return { type: type.toLowerCase(), params, q: Number.isNaN(q) ? 1 : q, index };
    })
    .sort((a, b) => b.q - a.q || a.index - b.index);

/** The encoding of a media type, or undefined when it is none of ours. Protobuf is not offered. */
export const encodingOf = (type: string): Encoding | undefined => {
  switch (type) {
    case 'application/json':
    case 'application/*':
    case '*/*':
      return 'json';
    case 'application/yaml':
      return 'yaml';
    default:
      return undefined;
  }
};

const offered = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];

/** In the words of kube-apiserver; collections can be had as watches too. */
export const notAcceptable = (collection = false): ApiError => {
  const types = [...offered];
  if (collection) types.push('application/json;stream=watch', 'application/vnd.kubernetes.protobuf;stream=watch');
  return new ApiError('NotAcceptable', 406, `406: Not Acceptable\n\nAvailable representations: ${types.join(', ')}`, {
    details: {},
  });
};

/** A type that is known, in a form that it cannot be had in; and every type that custom resources are not served as. */
export const onlyAccepted = (): ApiError =>
  new ApiError('NotAcceptable', 406, `only the following media types are accepted: ${offered.join(', ')}`);

/** Throws NotAcceptable. */
export const negotiate = (call: Pick<Call, 'request'>): Encoding => {
  for (const range of parseAccept(call.request.headers.accept)) {
    const encoding = encodingOf(range.type);
    if (encoding !== undefined) return encoding;
  }
  throw notAcceptable();
};

/** People read answers with these; Kubernetes indents for them. */
const isPretty = (call: Pick<Call, 'request' | 'query'>): boolean => {
  const asked = call.query.get('pretty');
  if (asked !== null) return asked === '' || asked === 'true' || asked === '1';
  return /^(curl|Wget|Mozilla)\//.test(call.request.headers['user-agent'] ?? '');
};

const setHead = (call: Call, type: string): void => {
  call.response.setHeader('Cache-Control', 'no-cache, private');
  call.response.setHeader('Content-Type', type);
  if (call.warnings.length > 0)
    call.response.setHeader(
      'Warning',
      call.warnings.map((text) => `299 - ${JSON.stringify(text).replaceAll('\\\\"', '\\"')}`),
    );
};

/** How an answer is sent; 200 and JSON unless said. */
interface Head {
  code?: number;
  encoding?: Encoding;
}

const END = Buffer.from('\n');

/** JSON as it is sent: plain is a line, indented is not, as kube-apiserver writes them. */
const encoded = (call: Call, bytes: Uint8Array, encoding: Encoding): Uint8Array => {
  if (encoding === 'json' && !isPretty(call))
    return bytes.at(-1) === END[0] ? bytes : Buffer.concat([bytes, END], bytes.byteLength + 1);
  const value = JSON.parse(Buffer.from(bytes).toString()) as unknown;
  return Buffer.from(
    encoding === 'yaml' ? stringify(value, { aliasDuplicateObjects: false }) : JSON.stringify(value, null, 2),
  );
};

/** Sends JSON bytes, in another form when one was asked for. */
export const sendBytes = (call: Call, bytes: Uint8Array, { code = 200, encoding = 'json' }: Head = {}): void => {
  const body = encoded(call, bytes, encoding);
  setHead(call, encoding === 'yaml' ? 'application/yaml' : 'application/json');
  call.response.setHeader('Content-Length', body.byteLength);
  call.response.writeHead(code);
  call.response.end(call.method === 'HEAD' ? undefined : body);
};

export const sendObject = (call: Call, object: unknown, head: Head = {}): void =>
  sendBytes(call, Buffer.from(JSON.stringify(object)), head);

/** Bytes under a media type of their own. */
export const sendTyped = (call: Call, type: string, bytes: Uint8Array): void => {
  setHead(call, type);
  call.response.setHeader('Content-Length', bytes.byteLength);
  call.response.writeHead(200);
  call.response.end(call.method === 'HEAD' ? undefined : bytes);
};

export const sendText = (call: Call, code: number, text: string): void => {
  setHead(call, 'text/plain; charset=utf-8');
  call.response.setHeader('X-Content-Type-Options', 'nosniff');
  call.response.setHeader('Content-Length', Buffer.byteLength(text));
  call.response.writeHead(code);
  call.response.end(call.method === 'HEAD' ? undefined : text);
};

/** A Status as Kubernetes writes it: members in its order, no reason when there is none. */
export const statusOf = (error: unknown): Status => {
  const { kind, apiVersion, metadata, status, message, reason, details, code } = toStatus(error);
  return {
    kind,
    apiVersion,
    metadata,
    status,
    ...(message === undefined ? {} : { message }),
    ...(reason === undefined || reason === '' ? {} : { reason }),
    ...(details === undefined ? {} : { details }),
    code,
  };
};

/** Failures are told as a Status while nothing has been sent; afterwards the connection is cut. */
export const sendError = (call: Call, error: unknown): void => {
  if (call.response.headersSent) {
    call.response.destroy();
    return;
  }
  const status = statusOf(error);
  let encoding: Encoding = 'json';
  try {
    encoding = negotiate(call);
  } catch {
    // The answer that says so cannot be in the form asked for either.
  }
  if (status.details?.retryAfterSeconds !== undefined)
    call.response.setHeader('Retry-After', status.details.retryAfterSeconds);
  sendObject(call, status, { code: status.code, encoding });
};
