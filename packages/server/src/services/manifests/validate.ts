import { targetOf, type KindSchema, type OpenApiSchema } from './schema.ts';

export interface SchemaProblem {
  path: (string | number)[];
  message: string;
}

/** Problems told at once; a manifest of another kind has them in every field. */
const mostProblems = 50;

/** What of an object does not fit its schema: unknown fields, missing ones, wrong types and values. */
export const validateObject = (object: unknown, { schema, definitions }: KindSchema): SchemaProblem[] => {
  const problems: SchemaProblem[] = [];
  const report = (path: SchemaProblem['path'], message: string): void => {
    if (problems.length < mostProblems) problems.push({ path, message });
  };

  const resolve = (given: OpenApiSchema): OpenApiSchema => {
    if (given.$ref !== undefined) return resolve(definitions[targetOf(given.$ref)] ?? {});
    const [only] = given.allOf ?? [];
    // Kubernetes writes a reference that has a default or a description of its own as the one part of `allOf`.
    return given.allOf?.length === 1 && only !== undefined ? resolve(only) : given;
  };

  const visit = (value: unknown, given: OpenApiSchema, path: SchemaProblem['path']): void => {
    const own = resolve(given);
    // Null means absent to an API server.
    if (value === null || value === undefined) return;
    const wanted = typeOf(own);
    if (wanted !== undefined && !fits(value, wanted))
      return report(path, `must be ${articles[wanted]}, is ${shown(value)}`);
    if (own.enum !== undefined && !own.enum.includes(value))
      report(path, `must be one of ${own.enum.map((item) => JSON.stringify(item)).join(', ')}, is ${shown(value)}`);
    if (Array.isArray(value)) {
      const { items } = own;
      if (items !== undefined) value.forEach((item, index) => visit(item, items, [...path, index]));
    } else if (typeof value === 'object') visitObject(value as Record<string, unknown>, own, path);
  };

  const visitObject = (value: Record<string, unknown>, own: OpenApiSchema, path: SchemaProblem['path']): void => {
    for (const name of own.required ?? [])
      if (value[name] === undefined || value[name] === null) report([...path, name], 'is required');
    const { properties, additionalProperties } = own;
    for (const [name, child] of Object.entries(value)) {
      const known = properties?.[name];
      if (known !== undefined) visit(child, known, [...path, name]);
      else if (typeof additionalProperties === 'object') visit(child, additionalProperties, [...path, name]);
      else if (properties !== undefined && additionalProperties !== true && !isOpen(own) && !isEmbedded(path, name))
        report([...path, name], 'is not a field of the schema');
    }
  };

  visit(object, schema, []);
  return problems;
};

const isOpen = (schema: OpenApiSchema): boolean => schema['x-kubernetes-preserve-unknown-fields'] === true;

/** Definitions of custom resources may leave out what every object has. */
const isEmbedded = (path: readonly unknown[], name: string): boolean =>
  path.length === 0 && ['apiVersion', 'kind', 'metadata'].includes(name);

type Wanted = 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean' | 'intOrString';

const articles: Record<Wanted, string> = {
  object: 'an object',
  array: 'a list',
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  intOrString: 'a whole number or a text',
};

/** Source: OpenAPI v3 of kube-apiserver, where IntOrString and Quantity are `oneOf` with no type of their own. */
const typeOf = (schema: OpenApiSchema): Wanted | undefined => {
  if (schema['x-kubernetes-int-or-string'] === true) return 'intOrString';
  const choices = schema.oneOf?.map(({ type }) => type);
  if (choices?.includes('string') === true) return 'intOrString';
  return schema.type !== undefined && schema.type in articles ? (schema.type as Wanted) : undefined;
};

const fits = (value: unknown, wanted: Wanted): boolean => {
  switch (wanted) {
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && !Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    case 'intOrString':
      return typeof value === 'number' || typeof value === 'string';
    default:
      return typeof value === wanted;
  }
};

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? '';
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};
