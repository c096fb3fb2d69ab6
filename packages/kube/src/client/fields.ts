import { KubeconfigError } from './kubeconfig-error.ts';

/** A mapping of a kubeconfig, with the path that error messages name it by. Values are checked as they are read. */
export interface Fields {
  readonly path: string;
  has(name: string): boolean;
  /** Undefined when absent, null or empty. Throws when it is not text. */
  text(name: string): string | undefined;
  requiredText(name: string): string;
  flag(name: string): boolean;
  texts(name: string): string[] | undefined;
  /** Undefined when absent or null. */
  object(name: string): Fields | undefined;
  objects(name: string): Fields[];
  keys(): string[];
}

const describe = (value: unknown): string =>
  value === null
    ? 'null'
    : Array.isArray(value)
      ? 'a list'
      : typeof value === 'object'
        ? 'a mapping'
        : `a ${typeof value}`;

/** Throws KubeconfigError unless `value` is a mapping. */
export const toFields = (value: unknown, path: string, file: string | undefined): Fields => {
  const fail = (at: string, problem: string): never => {
    throw new KubeconfigError(`${file === undefined ? '' : `${file}: `}${at} ${problem}`);
  };
  const at = (name: string) => (path === '' ? name : `${path}.${name}`);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return fail(path === '' ? 'the kubeconfig' : path, `must be a mapping, not ${describe(value)}`);
  }
  const record = value as Record<string, unknown>;
  const present = (name: string): unknown => (Object.hasOwn(record, name) ? (record[name] ?? undefined) : undefined);
  const list = (name: string): unknown[] => {
    const found = present(name) ?? [];
    return Array.isArray(found) ? found : fail(at(name), `must be a list, not ${describe(found)}`);
  };
  const text = (name: string): string | undefined => {
    const found = present(name);
    if (found === undefined || found === '') return undefined;
    // YAML reads an unquoted user name such as 1234 as a number.
    if (typeof found === 'number') return String(found);
    return typeof found === 'string' ? found : fail(at(name), `must be text, not ${describe(found)}`);
  };
  return {
    path,
    has: (name) => present(name) !== undefined,
    text,
    requiredText: (name) => text(name) ?? fail(at(name), 'is missing'),
    flag: (name) => {
      const found = present(name) ?? false;
      return typeof found === 'boolean' ? found : fail(at(name), `must be true or false, not ${describe(found)}`);
    },
    texts: (name) => {
      if (present(name) === undefined) return undefined;
      return list(name).map((item, index) =>
        typeof item === 'string' ? item : fail(`${at(name)}[${index}]`, `must be text, not ${describe(item)}`),
      );
    },
    object: (name) => (present(name) === undefined ? undefined : toFields(present(name), at(name), file)),
    objects: (name) => list(name).map((item, index) => toFields(item, `${at(name)}[${index}]`, file)),
    keys: () => Object.keys(record),
  };
};
