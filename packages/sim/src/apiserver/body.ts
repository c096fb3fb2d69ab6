import type { IncomingMessage } from 'node:http';
import { apiVersionOf, badRequest, tooLarge, unsupportedMediaType } from '@binnacle/kube/api';
import type { ApiError } from '@binnacle/kube/api';
import { parse as parseYaml, YAMLParseError } from 'yaml';
import { scanJson } from './json-scan.ts';
import { parseProtobuf, ProtobufError } from './protobuf.ts';

/** As kube-apiserver: 3 MiB. */
export const BODY_LIMIT = 3 * 1024 * 1024;

export const PROTOBUF = 'application/vnd.kubernetes.protobuf';
const accepted = ['application/json', 'application/yaml', PROTOBUF];

/** The body, whole. Throws RequestEntityTooLarge. */
export const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const declared = Number(request.headers['content-length'] ?? 0);
  const refuse = () => tooLarge(`limit is ${BODY_LIMIT}`);
  if (declared > BODY_LIMIT) throw refuse();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_LIMIT) throw refuse();
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
};

/** `application/json; charset=utf-8` → `application/json`. */
export const mediaTypeOf = (header: string | undefined): string =>
  (header ?? '').split(';', 1)[0]!.trim().toLowerCase();

/** The start of a text, as errors quote it; Go writes it in hex when it is not printable, we only when it is not JSON. */
const quoted = (text: string): string => (text === '' ? '<empty>' : Buffer.from(text).toString('hex').slice(0, 60));

const shortJson = (text: string): string => (text.length > 29 ? `${text.slice(0, 29)} ...` : text);

export interface ParsedBody {
  value: unknown;
  /** Paths of fields that occur twice. */
  duplicates: ReadonlySet<string>;
}

/** Throws BadRequest with Go's words for JSON that cannot be read. `lead` comes before them. */
export const parseJsonText = (text: string, toError: (why: string) => ApiError): ParsedBody => {
  const { error, duplicates } = scanJson(text);
  if (error !== undefined) throw toError(error);
  return { value: JSON.parse(text) as unknown, duplicates };
};

export const parseYamlText = (text: string): unknown => {
  try {
    return parseYaml(text, { maxAliasCount: 100, merge: true }) as unknown;
  } catch (error) {
    if (error instanceof YAMLParseError)
      throw badRequest(
        `yaml: line ${error.linePos?.[0].line ?? 1}: ${error.message.split('\n')[0]!.replace(/ at line.*$/, '')}`,
      );
    throw badRequest(`yaml: ${error instanceof Error ? error.message : String(error)}`);
  }
};

/** The object that a POST or PUT carries; `target` is what it should be. */
export const parseObjectBody = (
  body: Buffer,
  contentType: string | undefined,
  target: { group: string; version: string; kind: string; custom?: unknown },
): ParsedBody => {
  const { kind } = target;
  const type = mediaTypeOf(contentType);
  const unrecognized = (why: string) =>
    badRequest(`the object provided is unrecognized (must be of type ${kind}): ${why}`);
  if (type === PROTOBUF) {
    // kube-apiserver breaks the connection over these.
    if (target.custom !== undefined) throw unsupportedMediaType(['application/json', 'application/yaml']);
    try {
      return { value: parseProtobuf(body, { apiVersion: apiVersionOf(target), kind }), duplicates: new Set() };
    } catch (error) {
      if (!(error instanceof ProtobufError)) throw error;
      throw unrecognized(`${error.message} (${body.toString('hex').slice(0, 60)})`);
    }
  }
  const text = body.toString('utf8');
  if (type === 'application/yaml') {
    let value: unknown;
    try {
      value = parseYamlText(text);
    } catch (error) {
      throw unrecognized(`${error instanceof Error ? error.message : ''} (${quoted(text)})`);
    }
    return { value: asObject(value, text, unrecognized), duplicates: new Set() };
  }
  if (type !== '' && type !== 'application/json') throw unsupportedMediaType(accepted);
  const shown = text === '' ? quoted(text) : text.trimStart().startsWith('{') ? shortJson(text) : quoted(text);
  const parsed = parseJsonText(text, (why) =>
    unrecognized(`couldn't get version/kind; json parse error: ${why} (${shown})`),
  );
  if (parsed.value === null && target.custom !== undefined)
    throw unrecognized(`Object 'Kind' is missing in '${text}' (${quoted(text)})`);
  return { ...parsed, value: asObject(parsed.value, text, unrecognized) };
};

const asObject = (value: unknown, text: string, unrecognized: (why: string) => ApiError): unknown => {
  if (value === null) return {};
  if (typeof value === 'object' && !Array.isArray(value)) return value;
  const type = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
  throw unrecognized(
    `couldn't get version/kind; json parse error: json: cannot unmarshal ${type} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" } (${quoted(text)})`,
  );
};
