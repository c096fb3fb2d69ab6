/** JSON as values of expressions, typed by a schema. Source: Kubernetes docs, "Type checking" of validation rules. */
import { isJsonObject } from '../json.ts';
import { propertySchema } from '../custom/structural-schema.ts';
import type { StructuralSchema } from '../custom/structural-schema.ts';

/** Words that CEL keeps for itself. */
const reserved = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);

export const isReserved = (name: string): boolean => reserved.has(name);

/** A field's name as expressions write it: `a.b` is `a__dot__b`, `namespace` is `__namespace__`. */
export const escapeName = (name: string): string =>
  isReserved(name)
    ? `__${name}__`
    : name
        .replaceAll('__', '__underscores__')
        .replaceAll('.', '__dot__')
        .replaceAll('-', '__dash__')
        .replaceAll('/', '__slash__');

const fromText = (text: string, format: string | undefined): unknown => {
  switch (format) {
    case 'date-time':
    case 'date':
      return new Date(text);
    case 'byte':
      return new Uint8Array(Buffer.from(text, 'base64'));
    default:
      return text;
  }
};

/** Whole numbers are ints, except where the schema says `number`; declared fields have escaped names. */
export const toCelValue = (value: unknown, schema?: StructuralSchema): unknown => {
  if (Array.isArray(value)) return value.map((item) => toCelValue(item, schema?.items));
  if (typeof value === 'number') return schema?.type !== 'number' && Number.isInteger(value) ? BigInt(value) : value;
  if (typeof value === 'string') return fromText(value, schema?.format);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [
      schema?.properties?.[name] === undefined ? name : escapeName(name),
      toCelValue(part, propertySchema(schema, name)),
    ]),
  );
};
