/**
 * Writes packages/api/src/client/operations.gen.ts: every endpoint of every contract as a row, with the type of its input,
 * from the tables that serve them. With --check writes nothing and fails when the file differs from what it would write.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { describeDialects } from '@binnacle/server/routes';

const file = new URL('../packages/api/src/client/operations.gen.ts', import.meta.url);

type Dialect = ReturnType<typeof describeDialects>[number];
type Row = Dialect['rows'][number];

/** What every path of a contract begins with; names of functions say what follows. */
const bases: Readonly<Record<string, string>> = {
  console: '/api/console/v1',
  kubegale: '/api/v1/kubernetes',
  kite: '/api/v1/k8s',
  'kruise-dashboard': '/api/v1',
};

interface Schema {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  allOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  patternProperties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
}

const spelled: Readonly<Record<string, string>> = {
  string: 'string',
  number: 'number',
  integer: 'number',
  boolean: 'boolean',
  null: 'null',
};

/** A schema as a TypeScript type. */
const toType = (schema: Schema): string => {
  if ('const' in schema) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.anyOf !== undefined) return `(${schema.anyOf.map(toType).join(' | ')})`;
  if (schema.allOf !== undefined) return `(${schema.allOf.map(toType).join(' & ')})`;
  if (schema.type === 'array') return `readonly ${schema.items === undefined ? 'unknown' : bracketed(schema.items)}[]`;
  if (schema.type !== 'object') return spelled[schema.type ?? ''] ?? 'unknown';
  const [values] = Object.values(schema.patternProperties ?? {});
  if (values !== undefined) return `Readonly<Record<string, ${toType(values)}>>`;
  const { properties = {}, required = [] } = schema;
  const fields = Object.entries(properties).map(([name, of]) => fieldOf(name, of, required.includes(name)));
  return fields.length === 0 ? 'Readonly<Record<string, unknown>>' : `{ ${fields.join(' ')} }`;
};
const bracketed = (schema: Schema): string => {
  const type = toType(schema);
  return type.includes('|') && !type.startsWith('(') ? `(${type})` : type;
};
const fieldOf = (name: string, schema: Schema, isRequired: boolean): string =>
  `${JSON.stringify(name)}${isRequired ? '' : '?'}: ${toType(schema)};`;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const joined = (text: string): string =>
  text
    .split(/[^A-Za-z0-9]+/)
    .map(capital)
    .join('');

/** `GET /clusters/:id/pods` → `getClustersByIdPods` */
const nameOf = (dialect: string, { method, path }: Row): string => {
  const segments = path
    .slice((bases[dialect] ?? '').length)
    .split('/')
    .filter(Boolean);
  const parts = segments.map((part) => (part.startsWith(':') ? `By${joined(part.slice(1))}` : joined(part)));
  return method.toLowerCase() + parts.join('');
};

/** Path parameters and query side by side, `body` beside them. Rows that share an address are one function. */
const inputOf = (rows: readonly Row[]): string => {
  const inPath = [...rows[0]!.path.matchAll(/:(\w+)/g)].map(([, name]) => name!);
  const queries = rows.map(({ query }) => (query ?? {}) as Schema);
  const names = new Set(queries.flatMap(({ properties = {} }) => Object.keys(properties)));
  const fields = inPath.map((name) => `${JSON.stringify(name)}: string | number;`);
  for (const name of names) {
    if (inPath.includes(name)) continue;
    const [schema] = queries.flatMap(({ properties }) => properties?.[name] ?? []);
    const isRequired = queries.every(({ required = [] }) => required.includes(name));
    fields.push(fieldOf(name, schema!, isRequired));
  }
  const bodies = rows.map(({ body, bodyStream }) => (bodyStream ? 'Bytes' : body && toType(body)));
  const known = [...new Set(bodies.filter((body) => body !== undefined))];
  if (known.length > 0)
    fields.push(`body${bodies.every((body) => body !== undefined) ? '' : '?'}: ${known.join(' | ')};`);
  return fields.length === 0 ? 'Nothing' : `{ ${fields.join(' ')} }`;
};

const summaryOf = ({ operation, kind, section }: Row): string =>
  `${kind === undefined ? operation.summary : `${operation.summary} (${kind.kind})`}. Source: ${section}.`;

const write = (dialects: readonly Dialect[]): string => {
  const table: string[] = [];
  const types: string[] = [];
  for (const { name: dialect, rows } of dialects) {
    const addresses = new Map<string, Row[]>();
    for (const row of rows) {
      const address = `${row.method} ${row.path.replace(/:(\w+)/g, '{$1}')}`;
      addresses.set(address, [...(addresses.get(address) ?? []), row]);
    }
    const named = [...addresses].map(([address, at]) => ({ name: nameOf(dialect, at[0]!), address, at }));
    const names = named.map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw new Error(`${dialect}: two endpoints would be called ${twice}`);
    const key = JSON.stringify(dialect);
    table.push(`${key}: { ${named.map(({ name, address }) => `${name}: '${address}',`).join('\n')} },`);
    const typed = named.map(({ name, at }) => `/** ${summaryOf(at[0]!)} */\n${name}: ${inputOf(at)};`);
    types.push(`${key}: { ${typed.join('\n')} };`);
  }
  return `// Generated from the tables of packages/server by \`npm run gen\`: do not edit.

/** Bytes to send as they are. */
export type Bytes = Blob | ArrayBuffer | ArrayBufferView;
type Nothing = Readonly<Record<string, never>>;

/** Method and path of every endpoint, by contract and function. */
export const operationTable = { ${table.join('\n')} } as const;

/** What each takes: parameters of the path and of the query side by side, and \`body\`. */
export interface OperationInputs { ${types.join('\n')} }
`;
};

const options = await resolveConfig(file);
const text = await format(write(describeDialects()), { ...options, parser: 'typescript' });
const read = (): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
};
if (read() !== text) {
  if (process.argv.includes('--check')) {
    process.stderr.write('operations.gen.ts differs from the tables: run npm run gen and commit the result.\n');
    process.exitCode = 1;
  } else writeFileSync(file, text);
}
