/**
 * Objects as clients may send them: Kubernetes' protobuf form, which kubectl uses for what it makes itself (`kubectl
 * create namespace x`). Answers are JSON. Source: apimachinery `runtime/serializer/protobuf`.
 */
import { toTime } from '@binnacle/kube/api';
import { definitionNameOf, definitions, resolveDefinition, wireFieldsOf } from '../registry/index.ts';
import type { Definition, WireField } from '../registry/index.ts';

type Json = Record<string, unknown>;

/** The bytes are no message. */
export class ProtobufError extends Error {}

interface RawField {
  number: number;
  /** A varint or fixed number, or bytes. */
  value: bigint | Buffer;
}

const MAGIC = Buffer.from('k8s\0');
const MAX_DEPTH = 100;

/** Splits a message into its fields. */
const readFields = (bytes: Buffer): RawField[] => {
  const fields: RawField[] = [];
  let at = 0;
  const varint = (): bigint => {
    let result = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[at];
      if (byte === undefined) throw new ProtobufError('unexpected EOF');
      at += 1;
      result |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, result);
    }
    throw new ProtobufError('proto: integer overflow');
  };
  const take = (length: number): Buffer => {
    if (length < 0 || at + length > bytes.length) throw new ProtobufError('unexpected EOF');
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const tag = varint();
    const number = Number(tag >> 3n);
    switch (Number(tag & 7n)) {
      case 0:
        fields.push({ number, value: varint() });
        break;
      case 1:
        fields.push({ number, value: take(8) });
        break;
      case 2:
        fields.push({ number, value: take(Number(varint())) });
        break;
      case 5:
        fields.push({ number, value: take(4) });
        break;
      default:
        throw new ProtobufError(`proto: illegal wireType ${Number(tag & 7n)}`);
    }
  }
  return fields;
};

const bytesOf = (value: bigint | Buffer): Buffer => {
  if (Buffer.isBuffer(value)) return value;
  throw new ProtobufError('proto: wrong wireType');
};
const numberOf = (value: bigint | Buffer): number => {
  if (Buffer.isBuffer(value)) return value.length === 8 ? value.readDoubleLE() : value.readFloatLE();
  return Number(BigInt.asIntN(64, value));
};
const textOf = (value: bigint | Buffer): string => bytesOf(value).toString('utf8');
const pick = (fields: readonly RawField[], number: number): bigint | Buffer | undefined =>
  fields.findLast((field) => field.number === number)?.value;

const readTime = (bytes: Buffer, micro: boolean): string | undefined => {
  const fields = readFields(bytes);
  const seconds = numberOf(pick(fields, 1) ?? 0n);
  const nanos = numberOf(pick(fields, 2) ?? 0n);
  if (bytes.length === 0 || (seconds === 0 && nanos === 0) || Math.abs(seconds) > 8e12) return undefined;
  const text = toTime(seconds * 1000);
  return micro ? `${text.slice(0, -1)}.${String(Math.floor(nanos / 1000)).padStart(6, '0')}Z` : text;
};

const readJson = (bytes: Buffer): unknown => {
  const raw = bytesOf(pick(readFields(bytes), 1) ?? Buffer.alloc(0));
  if (raw.length === 0) return undefined;
  try {
    return JSON.parse(raw.toString('utf8')) as unknown;
  } catch {
    throw new ProtobufError('proto: embedded value is no JSON');
  }
};

/** Types with a message of their own that JSON writes as one value. */
const special: Readonly<Record<string, (bytes: Buffer) => unknown>> = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': (bytes) => textOf(pick(readFields(bytes), 1) ?? Buffer.alloc(0)),
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': (bytes) => {
    const fields = readFields(bytes);
    return numberOf(pick(fields, 1) ?? 0n) === 0
      ? numberOf(pick(fields, 2) ?? 0n)
      : textOf(pick(fields, 3) ?? Buffer.alloc(0));
  },
  'io.k8s.apimachinery.pkg.apis.meta.v1.Time': (bytes) => readTime(bytes, false),
  'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime': (bytes) => readTime(bytes, true),
  'io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1': readJson,
  'io.k8s.apimachinery.pkg.runtime.RawExtension': readJson,
};

const readValue = (schema: Definition, value: bigint | Buffer, depth: number): unknown => {
  const own = schema.$ref === undefined ? undefined : special[schema.$ref];
  if (own !== undefined) return own(bytesOf(value));
  const target = resolveDefinition(schema);
  switch (target.type) {
    case 'boolean':
      return numberOf(value) !== 0;
    case 'integer':
    case 'number':
      return numberOf(value);
    case 'string':
      return target.format === 'byte' ? bytesOf(value).toString('base64') : textOf(value);
    case 'array':
      // A list inside a map: a message whose first field repeats.
      return readFields(bytesOf(value)).map((field) => readValue(target.items ?? {}, field.value, depth));
    default:
      return schema.$ref === undefined ? undefined : readMessage(schema.$ref, bytesOf(value), depth + 1);
  }
};

/** Zero is what Go writes for fields that are not set; only a pointer's zero was meant. */
const isUnset = (value: unknown, field: WireField): boolean =>
  value === undefined || (!field.pointer && (value === '' || value === 0 || value === false));

const readInto = (
  result: Json,
  { struct, properties, depth }: { struct: string; properties: Readonly<Record<string, Definition>>; depth: number },
  bytes: Buffer,
): void => {
  if (depth > MAX_DEPTH) throw new ProtobufError('proto: message is nested too deeply');
  const byNumber = new Map(wireFieldsOf(struct).map((field) => [field.number, field]));
  for (const { number, value } of readFields(bytes)) {
    const field = byNumber.get(number);
    if (field === undefined) continue;
    if (field.embedded) {
      readInto(result, { struct: field.name, properties, depth: depth + 1 }, bytesOf(value));
      continue;
    }
    const schema = properties[field.name];
    if (schema === undefined) continue;
    const target = resolveDefinition(schema);
    if (target.type === 'array') {
      const list = (result[field.name] ??= []) as unknown[];
      list.push(readValue(target.items ?? {}, value, depth));
    } else if (
      target.type === 'object' &&
      target.properties === undefined &&
      target.additionalProperties !== undefined
    ) {
      const entry = readFields(bytesOf(value));
      const key = textOf(pick(entry, 1) ?? Buffer.alloc(0));
      const map = (result[field.name] ??= {}) as Json;
      if (key !== '__proto__')
        map[key] = readValue(target.additionalProperties, pick(entry, 2) ?? Buffer.alloc(0), depth);
    } else {
      const read = readValue(schema, value, depth);
      if (!isUnset(read, field)) result[field.name] = read;
    }
  }
};

const readMessage = (definition: string, bytes: Buffer, depth: number): Json => {
  const result: Json = {};
  readInto(result, { struct: definition, properties: definitions[definition]?.properties ?? {}, depth }, bytes);
  return result;
};

/** The object in a message with Kubernetes' envelope. Throws ProtobufError. */
export const parseProtobuf = (body: Buffer, fallback: { apiVersion: string; kind: string }): Json => {
  if (!body.subarray(0, 4).equals(MAGIC))
    throw new ProtobufError('provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]');
  const envelope = readFields(body.subarray(4));
  const type = readFields(bytesOf(pick(envelope, 1) ?? Buffer.alloc(0)));
  const apiVersion = textOf(pick(type, 1) ?? Buffer.alloc(0)) || fallback.apiVersion;
  const kind = textOf(pick(type, 2) ?? Buffer.alloc(0)) || fallback.kind;
  const [group, version] = apiVersion.includes('/') ? (apiVersion.split('/', 2) as [string, string]) : ['', apiVersion];
  const definition = definitionNameOf({ group, version, kind });
  const raw = bytesOf(pick(envelope, 2) ?? Buffer.alloc(0));
  return { apiVersion, kind, ...(definition === undefined ? {} : readMessage(definition, raw, 0)) };
};
