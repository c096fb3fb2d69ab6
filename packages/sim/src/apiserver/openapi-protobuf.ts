/**
 * The definitions of an OpenAPI v2 document as protobuf, the only form in which kubectl reads them: it checks the items of
 * Lists by them. Source: gnostic `openapiv2/OpenAPIv2.proto`. Paths are left out: they are in the JSON form.
 */

type Json = Record<string, unknown>;

const varint = (value: number): Buffer => {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
};

/** A field that holds a length and then its bytes. */
const field = (number: number, content: Buffer | string): Buffer => {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
};

const message = (...parts: (Buffer | undefined)[]): Buffer =>
  Buffer.concat(parts.filter((part): part is Buffer => part !== undefined));

const optional = (number: number, value: unknown): Buffer | undefined =>
  typeof value === 'string' ? field(number, value) : undefined;

/** Free JSON, carried as YAML text: JSON is YAML. */
const any = (value: unknown): Buffer => message(field(2, JSON.stringify(value)));

const named = (entries: Json, encode: (value: unknown) => Buffer): Buffer[] =>
  Object.entries(entries).map(([name, value]) => field(1, message(field(1, name), field(2, encode(value)))));

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;

const schemaMessage = (value: unknown): Buffer => {
  const schema = value as Json;
  const { required, type, items, additionalProperties, properties } = schema;
  const extensions = Object.entries(schema).filter(([name]) => name.startsWith('x-'));
  return message(
    optional(1, schema.$ref),
    optional(2, schema.format),
    schema.default === undefined ? undefined : field(5, any(schema.default)),
    ...(Array.isArray(required) ? required : []).map((name) => field(19, String(name))),
    ...(Array.isArray(schema.enum) ? schema.enum : []).map((each) => field(20, any(each))),
    isObject(additionalProperties) ? field(21, field(1, schemaMessage(additionalProperties))) : undefined,
    typeof type === 'string' ? field(22, field(1, type)) : undefined,
    isObject(items) ? field(23, field(1, schemaMessage(items))) : undefined,
    isObject(properties) ? field(25, message(...named(properties, schemaMessage))) : undefined,
    ...extensions.map(([name, extension]) => field(31, message(field(1, name), field(2, any(extension))))),
  );
};

/** `document` is the JSON form. */
export const openApiProtobuf = (document: {
  swagger: string;
  info: { title: string; version: string };
  definitions: Json;
}): Buffer => {
  const { swagger, info, definitions } = document;
  return message(
    field(1, swagger),
    field(2, message(field(1, info.title), field(2, info.version))),
    field(8, Buffer.alloc(0)),
    field(9, message(...named(definitions, schemaMessage))),
  );
};
