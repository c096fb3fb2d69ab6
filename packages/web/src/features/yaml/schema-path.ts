import type { SchemaReply } from '@binnacle/api';

/** As far as an editor reads it. Source: OpenAPI 3, Schema Object. */
export interface FieldSchema {
  type?: string;
  description?: string;
  $ref?: string;
  allOf?: readonly FieldSchema[];
  properties?: Readonly<Record<string, FieldSchema>>;
  additionalProperties?: FieldSchema | boolean;
  items?: FieldSchema;
  required?: readonly string[];
  enum?: readonly unknown[];
}

/** One line of block YAML: where its first dash and its key stand. */
interface Line {
  /** Columns before the first dash; undefined without one. */
  dash: number | undefined;
  /** Columns before the key. */
  indent: number;
  /** Empty when there is none yet. */
  key: string;
}

const linePattern = /^(\s*)((?:- +)*)(?:"([^"]*)"|'([^']*)'|([\w./$-]+))?(\s*:)?/;

const readLine = (text: string): Line | undefined => {
  if (/^\s*(#|$)/.test(text)) return undefined;
  const [, spaces = '', dashes = '', doubled, single, plain = '', colon] = linePattern.exec(text) ?? [];
  const key = colon === undefined ? '' : (doubled ?? single ?? plain);
  return { dash: dashes === '' ? undefined : spaces.length, indent: spaces.length + dashes.length, key };
};

/** The keys above a line of block YAML, outermost first, and the line's own; lists add nothing. Lines count from 0. */
export const pathAt = (lines: readonly string[], at: number): { parents: string[]; key: string } => {
  const text = lines[at] ?? '';
  const own = readLine(text) ?? { dash: undefined, indent: text.length - text.trimStart().length, key: '' };
  const parents: string[] = [];
  // The next parent stands left of `limit`, or at it where a list stands at its key's own column.
  let limit = own.dash ?? own.indent;
  let inclusive = own.dash !== undefined;
  for (let index = at - 1; index >= 0 && !(lines[index] ?? '').startsWith('---'); index -= 1) {
    const line = readLine(lines[index] ?? '');
    if (line === undefined) continue;
    const { dash, indent, key } = line;
    if (dash !== undefined) {
      if (dash >= limit) continue;
      if (indent < limit && key !== '') parents.unshift(key);
      limit = dash;
      inclusive = true;
    } else if (indent < limit || (inclusive && indent === limit)) {
      if (key !== '') parents.unshift(key);
      limit = indent;
      inclusive = false;
    }
  }
  return { parents, key: own.key };
};

/** The schema with its references followed; properties of all its parts together. */
const resolve = (schema: FieldSchema | undefined, definitions: SchemaReply['components']['schemas']): FieldSchema => {
  let found = schema ?? {};
  for (let depth = 0; depth < 8 && (found.$ref !== undefined || found.allOf?.length === 1); depth += 1) {
    const { description } = found;
    const name = found.$ref?.slice('#/components/schemas/'.length);
    const next = name === undefined ? found.allOf?.[0] : (definitions[name] as FieldSchema | undefined);
    found = { ...next, ...(description === undefined ? {} : { description }) };
  }
  return found;
};

/** The schema of the field at a path of keys; items of lists are passed through. Undefined where it says nothing. */
export const schemaAt = ({ schema, components }: SchemaReply, path: readonly string[]): FieldSchema | undefined => {
  const definitions = components.schemas;
  let found = resolve(schema, definitions);
  for (const key of path) {
    while (found.items !== undefined) found = resolve(found.items, definitions);
    const { additionalProperties } = found;
    const next =
      found.properties?.[key] ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined);
    if (next === undefined) return undefined;
    found = resolve(next, definitions);
  }
  return found;
};

/** What can stand below a path: the fields of the object, or of the items of the list, that is there. */
export const fieldsBelow = (reply: SchemaReply, path: readonly string[]): [string, FieldSchema][] => {
  let found = schemaAt(reply, path);
  while (found?.items !== undefined) found = resolve(found.items, reply.components.schemas);
  return Object.entries(found?.properties ?? {}).map(([name, field]) => [
    name,
    resolve(field, reply.components.schemas),
  ]);
};
