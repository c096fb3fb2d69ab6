import { BoundedMap } from '@binnacle/kube/watch';

const compiled = new BoundedMap<string, RegExp>(10_000);

const toRegExp = (pattern: string): RegExp => {
  const known = compiled.get(pattern);
  if (known) return known;
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  const made = new RegExp(`^${parts.join('.*')}$`);
  compiled.set(pattern, made);
  return made;
};

const matches = (pattern: string, value: string): boolean =>
  pattern === '*' || pattern === value || (pattern.includes('*') && toRegExp(pattern).test(value));

/** True when one of the patterns covers the value. */
export const covers = (patterns: readonly string[], value: string): boolean =>
  patterns.some((pattern) => matches(pattern, value));

/** True when the patterns cover whatever there may be. */
export const coversAll = (patterns: readonly string[]): boolean => patterns.includes('*');

const own = 'binnacle/';

/** `*` stands for every Kubernetes resource; the product's own things are named. */
export const coversResource = (patterns: readonly string[], resource: string): boolean =>
  resource.startsWith(own)
    ? patterns.some((pattern) => pattern.startsWith(own) && matches(pattern, resource))
    : patterns.some((pattern) => !pattern.startsWith(own) && matches(pattern, resource));
