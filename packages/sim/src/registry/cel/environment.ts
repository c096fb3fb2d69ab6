/**
 * Expressions as Kubernetes knows them: CEL with Kubernetes' libraries. Source: Kubernetes docs, "Common Expression
 * Language in Kubernetes".
 */
import { Environment } from '@marcbachmann/cel-js';
import {
  addQuantities,
  compareQuantities,
  isQuantity,
  parseQuantity,
  quantityToNumber,
  subtractQuantities,
} from '@binnacle/kube/api';
import type { Quantity as Amount } from '@binnacle/kube/api';
import { compilePattern } from '../custom/compile-schema.ts';

/** A value of type `kubernetes.Quantity`. */
class Quantity {
  readonly amount: Amount;
  constructor(amount: Amount) {
    this.amount = amount;
  }
}

/** A value of type `kubernetes.URL`. */
class Url {
  readonly url: URL;
  /** As written: default ports are told too. */
  readonly host: string;
  constructor(url: URL, host: string) {
    this.url = url;
    this.host = host;
  }
}

const QUANTITY = 'kubernetes.Quantity';
const URL_TYPE = 'kubernetes.URL';

const readQuantity = (text: string): Quantity => {
  if (!isQuantity(text))
    throw new Error("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
  return new Quantity(parseQuantity(text));
};

/** Absolute, or a path. */
const readUrl = (text: string): Url | undefined => {
  if (text.startsWith('/')) return new Url(new URL(text, 'relative://'), '');
  const [, host = ''] = /^[^:]+:\/\/(?:[^/?#]*@)?([^/?#]*)/.exec(text) ?? [];
  return URL.canParse(text) ? new Url(new URL(text), host) : undefined;
};

const registerQuantities = (env: Environment): Environment => {
  const compare = (a: Quantity, b: Quantity) => compareQuantities(a.amount, b.amount);
  return env
    .registerType(QUANTITY, { ctor: Quantity, fields: {} })
    .registerFunction(`quantity(string): ${QUANTITY}`, readQuantity)
    .registerFunction('isQuantity(string): bool', isQuantity)
    .registerFunction(`${QUANTITY}.isGreaterThan(${QUANTITY}): bool`, (a: Quantity, b: Quantity) => compare(a, b) > 0)
    .registerFunction(`${QUANTITY}.isLessThan(${QUANTITY}): bool`, (a: Quantity, b: Quantity) => compare(a, b) < 0)
    .registerFunction(`${QUANTITY}.compareTo(${QUANTITY}): int`, (a: Quantity, b: Quantity) => BigInt(compare(a, b)))
    .registerFunction(`${QUANTITY}.sign(): int`, ({ amount }: Quantity) => BigInt(compareQuantities(amount, '0')))
    .registerFunction(`${QUANTITY}.isInteger(): bool`, ({ amount }: Quantity) =>
      Number.isInteger(quantityToNumber(amount)),
    )
    .registerFunction(`${QUANTITY}.asInteger(): int`, ({ amount }: Quantity) => BigInt(quantityToNumber(amount)))
    .registerFunction(`${QUANTITY}.asApproximateFloat(): double`, ({ amount }: Quantity) => quantityToNumber(amount))
    .registerFunction(
      `${QUANTITY}.add(${QUANTITY}): ${QUANTITY}`,
      (a: Quantity, b: Quantity) => new Quantity(addQuantities(a.amount, b.amount)),
    )
    .registerFunction(
      `${QUANTITY}.sub(${QUANTITY}): ${QUANTITY}`,
      (a: Quantity, b: Quantity) => new Quantity(subtractQuantities(a.amount, b.amount)),
    );
};

const registerUrls = (env: Environment): Environment => {
  const part = (name: string, read: (url: Url) => string) =>
    env.registerFunction(`${URL_TYPE}.${name}(): string`, read);
  env
    .registerType(URL_TYPE, { ctor: Url, fields: {} })
    .registerFunction(`url(string): ${URL_TYPE}`, (text: string) => {
      const url = readUrl(text);
      if (url === undefined) throw new Error(`URL parse error during conversion from string: ${text}`);
      return url;
    })
    .registerFunction('isURL(string): bool', (text: string) => readUrl(text) !== undefined);
  const own = (text: string) => (text === 'relative:' ? '' : text);
  part('getScheme', ({ url }) => own(url.protocol).replace(/:$/, ''));
  part('getHost', ({ host }) => host);
  part('getHostname', ({ url }) => url.hostname.replace(/^\[(.*)\]$/, '$1'));
  part('getPort', ({ host }) => /:(\d+)$/.exec(host)?.[1] ?? '');
  part('getEscapedPath', ({ url }) => url.pathname);
  return env;
};

const pattern = (text: string): RegExp => {
  const compiled = compilePattern(text);
  if (compiled === undefined) throw new Error(`error parsing regexp: ${text}`);
  return compiled;
};

const registerTexts = (env: Environment): Environment =>
  env
    .registerFunction('string.replace(string, string): string', (text: string, from: string, to: string) =>
      text.replaceAll(from, () => to),
    )
    .registerFunction('string.charAt(int): string', (text: string, at: bigint) => [...text][Number(at)] ?? '')
    .registerFunction(
      'string.find(string): string',
      (text: string, regex: string) => pattern(regex).exec(text)?.[0] ?? '',
    )
    .registerFunction('string.findAll(string): list<string>', (text: string, regex: string) => [
      ...(text.match(new RegExp(pattern(regex), 'gu')) ?? []),
    ]);

type Ordered = bigint | number | string | boolean;

const registerLists = (env: Environment): Environment => {
  const best = (list: readonly Ordered[], better: (a: Ordered, b: Ordered) => boolean): Ordered => {
    if (list.length === 0) throw new Error('min/max called on empty list');
    return list.reduce((chosen, item) => (better(item, chosen) ? item : chosen));
  };
  return env
    .registerFunction('list.isSorted(): bool', (list: readonly Ordered[]) =>
      list.every((item, i) => i === 0 || list[i - 1]! <= item),
    )
    .registerFunction('list.min(): dyn', (list: readonly Ordered[]) => best(list, (a, b) => a < b))
    .registerFunction('list.max(): dyn', (list: readonly Ordered[]) => best(list, (a, b) => a > b))
    .registerFunction('list.sum(): dyn', (list: readonly (bigint | number)[]) =>
      list.length === 0 ? 0n : list.reduce((sum, item) => ((sum as number) + (item as number)) as bigint | number),
    )
    .registerFunction('list.indexOf(dyn): int', (list: readonly unknown[], item: unknown) => BigInt(list.indexOf(item)))
    .registerFunction('list.lastIndexOf(dyn): int', (list: readonly unknown[], item: unknown) =>
      BigInt(list.lastIndexOf(item)),
    );
};

const base = [registerQuantities, registerUrls, registerTexts, registerLists].reduce(
  (env, register) => register(env),
  new Environment({ enableOptionalTypes: true, homogeneousAggregateLiterals: false }),
);

/** An environment with variables of the types given; `dyn` is any type. */
export const createCelEnvironment = (variables: Readonly<Record<string, string>>): Environment => {
  const env = base.clone();
  for (const [name, type] of Object.entries(variables)) env.registerVariable(name, type);
  return env;
};

/** The names of all functions there are. */
export const celFunctions: ReadonlySet<string> = new Set(base.getDefinitions().functions.map(({ name }) => name));

/** The first line of what went wrong, as upstream says it. */
export const celFailure = (error: unknown): string => {
  const text = error instanceof Error ? error.message.split('\n', 1)[0]! : String(error);
  return text.replace(/^No such key/, 'no such key');
};
