/** Field selectors over any scalar path of an object. Source: apimachinery `fields`. */
import { badRequest } from './errors.ts';
import type { UnstructuredObject } from './object.ts';

export interface FieldRequirement {
  /** As written: `metadata.name`, `status.phase`. */
  readonly path: string;
  readonly operator: '=' | '!=';
  readonly value: string;
}

export interface FieldMatcher {
  /** In the order of the text's terms, sorted. */
  readonly requirements: readonly FieldRequirement[];
  matches(object: UnstructuredObject): boolean;
}

/** Selectable names that differ from the field's place in the object. */
const ALIASES: Readonly<Record<string, string>> = {
  source: 'source.component',
  'status.successful': 'status.succeeded',
};

/** `metadata.name=a,status.phase!=Running`; `\`, `,` and `=` in values are escaped by `\`. Throws BadRequest. */
export const parseFieldSelector = (text: string): FieldMatcher => {
  const requirements = splitTerms(text)
    .sort()
    .filter((term) => term !== '')
    .map((term) => {
      const found = /!=|==?/.exec(term);
      if (found === null) throw badRequest(`invalid selector: '${text}'; can't understand '${term}'`);
      const value = unescapeValue(term.slice(found.index + found[0].length));
      return { path: term.slice(0, found.index), operator: found[0] === '!=' ? '!=' : '=', value } as const;
    });
  return compile(requirements.filter(({ path, value }) => path !== '' || value !== ''));
};

const compile = (requirements: readonly FieldRequirement[]): FieldMatcher => {
  const tests = requirements.map((requirement) => {
    const segments = fieldSegments(requirement.path);
    const wanted = requirement.operator === '=';
    return (object: UnstructuredObject): boolean =>
      fieldEquals(readPath(object, segments), requirement.value) === wanted;
  });
  return { requirements, matches: (object) => tests.every((test) => test(object)) };
};

/** Where the field a requirement names is in the object. */
export const fieldSegments = (path: string): string[] => (ALIASES[path] ?? path).split('.');

/** Absent equals the zero value, because objects are sent without fields that are empty, false or 0. */
export const fieldEquals = (actual: unknown, value: string): boolean =>
  actual === undefined || actual === null
    ? value === '' || value === 'false' || value === '0'
    : typeof actual !== 'object' && String(actual) === value;

const readPath = (object: unknown, segments: readonly string[]): unknown => {
  let at = object;
  for (const segment of segments) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, segment)) return undefined;
    at = (at as Record<string, unknown>)[segment];
  }
  return at;
};

const splitTerms = (text: string): string[] => {
  const terms = [''];
  for (const [part] of text.matchAll(/\\.?|[^\\]/gsu)) {
    if (part === ',') terms.push('');
    else terms[terms.length - 1] += part;
  }
  return terms;
};

const unescapeValue = (text: string): string =>
  text.replace(/\\(.?)|[,=]/gsu, (found, escaped: string | undefined) => {
    if (escaped === undefined)
      throw badRequest(`invalid field selector: unescaped character in value: ${found.codePointAt(0)}`);
    if (escaped === '' || !'\\,='.includes(escaped))
      throw badRequest(`invalid field selector: invalid escape sequence: ${found}`);
    return escaped;
  });

/** Text that parses back to the same requirements. */
export const toFieldSelectorText = (matcher: Pick<FieldMatcher, 'requirements'>): string =>
  matcher.requirements.map((r) => `${r.path}${r.operator}${r.value.replace(/[\\,=]/g, '\\$&')}`).join(',');
