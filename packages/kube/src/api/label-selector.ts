/** Label selectors: text, API objects, and what both compile to. Source: apimachinery `labels`, `selection`. */
import { badRequest } from './errors.ts';
import { fieldErrorText, invalidField, joinedErrorText } from './field-errors.ts';
import type { FieldError } from './field-errors.ts';
import { labelValueProblems, qualifiedNameProblems } from './names.ts';

export type LabelOperator = '=' | '==' | '!=' | 'in' | 'notin' | 'exists' | '!' | 'gt' | 'lt';

export interface LabelRequirement {
  readonly key: string;
  readonly operator: LabelOperator;
  /** Sorted, each once. Empty for `exists` and `!`. */
  readonly values: readonly string[];
}

/** A compiled selector. All requirements must hold, so an index may serve any one of them and test the rest. */
export interface LabelMatcher {
  /** Sorted by key. Empty for a selector that takes everything and for one that takes nothing. */
  readonly requirements: readonly LabelRequirement[];
  /** True for the selector that takes nothing: a LabelSelector field that is absent. */
  readonly nothing: boolean;
  matches(labels: Readonly<Record<string, string>> | undefined): boolean;
}

/** The API object, as in `spec.selector` of a Deployment. */
export interface LabelSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}

const NONE: Readonly<Record<string, string>> = {};

const compile = (requirements: readonly LabelRequirement[]): LabelMatcher => {
  const sorted = [...requirements].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const tests = sorted.map(toTest);
  return {
    requirements: sorted,
    nothing: false,
    matches: (labels = NONE) => tests.every((test) => test(labels)),
  };
};

const lookup = (labels: Readonly<Record<string, string>>, key: string): string | undefined =>
  Object.hasOwn(labels, key) ? labels[key] : undefined;

const toTest = ({
  key,
  operator,
  values,
}: LabelRequirement): ((labels: Readonly<Record<string, string>>) => boolean) => {
  const [only = ''] = values;
  switch (operator) {
    case '=':
    case '==':
      return (labels) => lookup(labels, key) === only;
    case '!=':
      return (labels) => lookup(labels, key) !== only;
    case 'in':
      return (labels) => {
        const value = lookup(labels, key);
        return value !== undefined && values.includes(value);
      };
    case 'notin':
      return (labels) => {
        const value = lookup(labels, key);
        return value === undefined || !values.includes(value);
      };
    case 'exists':
      return (labels) => lookup(labels, key) !== undefined;
    case '!':
      return (labels) => lookup(labels, key) === undefined;
    case 'gt':
    case 'lt': {
      const bound = parseInt64(only);
      return (labels) => {
        const value = parseInt64(lookup(labels, key) ?? '');
        if (value === undefined || bound === undefined) return false;
        return operator === 'gt' ? value > bound : value < bound;
      };
    }
  }
};

const parseInt64 = (text: string): bigint | undefined => {
  if (!/^[+-]?[0-9]+$/.test(text)) return undefined;
  const value = BigInt(text.replace(/^\+/, ''));
  return value === BigInt.asIntN(64, value) ? value : undefined;
};

const keyProblems = (field: string, key: string): FieldError[] => {
  const problems = qualifiedNameProblems(key);
  return problems.length === 0 ? [] : [invalidField(field, key, problems.join('; '))];
};

/** Throws BadRequest with all that is wrong. */
const createRequirement = (key: string, operator: LabelOperator, raw: readonly string[]): LabelRequirement => {
  const values = [...new Set(raw)].sort();
  const problems = keyProblems('key', key);
  if ((operator === 'in' || operator === 'notin') && values.length === 0)
    problems.push(invalidField('values', [], "for 'in', 'notin' operators, values set can't be empty"));
  if ((operator === 'exists' || operator === '!') && values.length > 0)
    problems.push(invalidField('values', raw, 'values set must be empty for exists and does not exist'));
  if (operator === 'gt' || operator === 'lt')
    values.forEach((value, i) => {
      if (parseInt64(value) === undefined)
        problems.push(invalidField(`values[${i}]`, value, "for 'Gt', 'Lt' operators, the value must be an integer"));
    });
  values.forEach((value, i) => {
    const wrong = labelValueProblems(value);
    if (wrong.length > 0) problems.push(invalidField(`values[${i}][${key}]`, value, wrong.join('; ')));
  });
  if (problems.length > 0) throw badRequest(joinedErrorText(problems.map(fieldErrorText)));
  return { key, operator, values };
};

interface Token {
  type: 'word' | 'symbol' | 'end';
  text: string;
}

const tokenize = (text: string): Token[] => {
  const tokens: Token[] = [];
  for (const [, symbol, word] of text.matchAll(/(==|!=|[=!(),<>])|([^\s=!(),<>]+)/g))
    tokens.push(word === undefined ? { type: 'symbol', text: symbol ?? '' } : { type: 'word', text: word });
  return [...tokens, { type: 'end', text: '' }];
};

const BINARY: Readonly<Record<string, LabelOperator>> = {
  in: 'in',
  notin: 'notin',
  '=': '=',
  '==': '==',
  '!=': '!=',
  '>': 'gt',
  '<': 'lt',
};

/**
 * `app=cart,tier!=db,env in (prod,test),!legacy`: the text of a `labelSelector` parameter. Empty text takes everything.
 * Throws BadRequest with upstream's message.
 */
export const parseLabelSelector = (text: string): LabelMatcher => {
  const tokens = tokenize(text);
  let at = 0;
  const peek = (): Token => tokens[at] as Token;
  const next = (): Token => tokens[Math.min(at++, tokens.length - 1)] as Token;
  const isSymbol = (token: Token, symbol: string): boolean => token.type === 'symbol' && token.text === symbol;
  const starts = (token: Token): boolean => token.type === 'word' || isSymbol(token, '!');

  const parseSet = (): string[] => {
    const open = next();
    if (!isSymbol(open, '(')) throw badRequest(`found '${open.text}' expected: '('`);
    const first = peek();
    if (isSymbol(first, ')')) return next() && [''];
    if (first.type !== 'word' && !isSymbol(first, ','))
      throw badRequest(`found '${first.text}', expected: ',', ')' or identifier`);
    const values: string[] = [];
    for (;;) {
      const token = next();
      if (token.type === 'word') {
        values.push(token.text);
        const after = peek();
        if (isSymbol(after, ')')) break;
        if (!isSymbol(after, ',')) throw badRequest(`found '${after.text}', expected: ',' or ')'`);
      } else if (isSymbol(token, ',')) {
        if (values.length === 0) values.push('');
        if (isSymbol(peek(), ')')) {
          values.push('');
          break;
        }
        if (isSymbol(peek(), ',')) {
          next();
          values.push('');
        }
      } else throw badRequest(`found '${token.text}', expected: ',', or identifier`);
    }
    next();
    return values;
  };

  const parseOne = (): string => {
    const token = peek();
    if (token.type === 'end' || isSymbol(token, ',')) return '';
    if (token.type !== 'word') throw badRequest(`found '${token.text}', expected: identifier`);
    return next().text;
  };

  const parseRequirement = (): LabelRequirement => {
    const negated = isSymbol(peek(), '!');
    if (negated) next();
    const key = next();
    if (key.type !== 'word') throw badRequest(`found '${key.text}', expected: identifier`);
    const [wrong] = keyProblems('<nil>', key.text);
    if (wrong !== undefined) throw badRequest(fieldErrorText(wrong));
    if (negated) return createRequirement(key.text, '!', []);
    if (peek().type === 'end' || isSymbol(peek(), ',')) return createRequirement(key.text, 'exists', []);
    const operator = next();
    const known = BINARY[operator.text];
    if (known === undefined) throw badRequest(`found '${operator.text}', expected: in, notin, =, ==, !=, gt, lt`);
    return createRequirement(key.text, known, known === 'in' || known === 'notin' ? parseSet() : [parseOne()]);
  };

  const requirements: LabelRequirement[] = [];
  while (peek().type !== 'end') {
    if (!starts(peek())) throw badRequest(`found '${peek().text}', expected: !, identifier, or 'end of string'`);
    try {
      requirements.push(parseRequirement());
    } catch (error) {
      throw badRequest(`unable to parse requirement: ${error instanceof Error ? error.message : String(error)}`);
    }
    const separator = next();
    if (separator.type === 'end') break;
    if (!isSymbol(separator, ',')) throw badRequest(`found '${separator.text}', expected: ',' or 'end of string'`);
    if (!starts(peek())) throw badRequest(`found '${peek().text}', expected: identifier after ','`);
  }
  return compile(requirements);
};

const EXPRESSION_OPERATORS: Readonly<Record<string, LabelOperator>> = {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: '!',
};

/** An absent selector takes nothing, an empty one everything. Throws BadRequest for a malformed one. */
export const fromLabelSelector = (selector: LabelSelector | null | undefined): LabelMatcher => {
  if (selector === null || selector === undefined) return { requirements: [], nothing: true, matches: () => false };
  return compile([
    ...Object.entries(selector.matchLabels ?? {}).map(([key, value]) => createRequirement(key, '=', [value])),
    ...(selector.matchExpressions ?? []).map(({ key, operator, values }) => {
      const known = Object.hasOwn(EXPRESSION_OPERATORS, operator) ? EXPRESSION_OPERATORS[operator] : undefined;
      if (known === undefined) throw badRequest(`${JSON.stringify(operator)} is not a valid label selector operator`);
      return createRequirement(key, known, values ?? []);
    }),
  ]);
};

/** A plain map of labels that must all be there, as in `spec.selector` of a Service. */
export const fromLabels = (labels: Readonly<Record<string, string>>): LabelMatcher =>
  compile(Object.entries(labels).map(([key, value]) => ({ key, operator: '=', values: [value] })));

/** Canonical text; parses back to the same requirements. */
export const toLabelSelectorText = (matcher: Pick<LabelMatcher, 'requirements'>): string =>
  matcher.requirements.map(requirementText).join(',');

const requirementText = ({ key, operator, values }: LabelRequirement): string => {
  switch (operator) {
    case 'exists':
      return key;
    case '!':
      return `!${key}`;
    case 'in':
    case 'notin':
      return `${key} ${operator} (${values.join(',')})`;
    case 'gt':
      return `${key}>${values.join(',')}`;
    case 'lt':
      return `${key}<${values.join(',')}`;
    default:
      return `${key}${operator}${values.join(',')}`;
  }
};
