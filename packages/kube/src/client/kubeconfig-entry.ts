import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import type { Fields } from './fields.ts';
import { KubeconfigError } from './kubeconfig-error.ts';

export interface KubeconfigOptions {
  /** Users with an exec plugin are refused when false: a kubeconfig from elsewhere must not start programs here. Default true. */
  allowExec?: boolean;
  /** References to files are refused when false. Default true. */
  allowFiles?: boolean;
  /** A context whose user is missing or has no credentials is refused when true. Default false: some clusters ask for none. */
  requireUser?: boolean;
}

/** One source of kubeconfig text. */
export interface KubeconfigFile {
  text: string;
  /** The file's path: named in messages, and what relative paths inside are resolved against. */
  path?: string;
}

/** What a reader of one entry needs besides its fields. */
export interface EntrySource {
  fields: Fields;
  /** `<field> must …`, with the file's name when there are several. */
  fail: (field: string, problem: string) => never;
  /** PEM or other text from `name-data` (base64) or the file that `name` refers to. */
  material: (name: string) => string | undefined;
  /** The absolute path a field refers to. */
  file: (name: string) => string | undefined;
  allowExec: boolean;
  directory: string | undefined;
}

/** Reads one cluster or user of a kubeconfig file. */
export const toEntrySource = (fields: Fields, file: KubeconfigFile, options: KubeconfigOptions): EntrySource => {
  const directory = file.path === undefined ? undefined : dirname(resolve(file.path));
  const fail = (field: string, problem: string): never => {
    throw new KubeconfigError(`${file.path === undefined ? '' : `${file.path}: `}${fields.path}.${field} ${problem}`);
  };
  const path = (name: string): string | undefined => {
    const given = fields.text(name);
    if (given === undefined) return undefined;
    if (options.allowFiles === false)
      return fail(name, `refers to a file, which is not allowed here; use ${name}-data`);
    if (isAbsolute(given)) return given;
    return directory === undefined ? resolve(given) : resolve(directory, given);
  };
  return {
    fields,
    fail,
    directory,
    allowExec: options.allowExec !== false,
    file: path,
    material: (name) => {
      const data = fields.text(`${name}-data`);
      if (data !== undefined) return toPem(data, (problem) => fail(`${name}-data`, problem));
      const from = path(name);
      if (from === undefined) return undefined;
      try {
        return readFileSync(from, 'utf8');
      } catch (error) {
        return fail(name, `names the file ${from}, which cannot be read (${(error as NodeJS.ErrnoException).code})`);
      }
    },
  };
};

const toPem = (base64: string, fail: (problem: string) => never): string => {
  const text = Buffer.from(base64, 'base64').toString('utf8');
  return text.includes('-----BEGIN ') ? text : fail('must be base64 of a PEM block');
};
