import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export type Language = 'en' | 'zh-CN';

const folder = path.resolve(import.meta.dirname, '../../packages/web/src/ui/text');
const line = /^ {2}'([\w.]+)':\s+(['"])(.*)\2,$/gm;

const readTexts = (name: 'en' | 'zh'): ReadonlyMap<string, string> => {
  const sources = readdirSync(path.join(folder, name)).map((file) =>
    readFileSync(path.join(folder, name, file), 'utf8'),
  );
  return new Map(sources.flatMap((source) => [...source.matchAll(line)].map(([, key, , text]) => [key!, text!])));
};

const tables: Readonly<Record<Language, ReadonlyMap<string, string>>> = {
  en: readTexts('en'),
  'zh-CN': readTexts('zh'),
};

/** What the console says for a key, as its tables have it. */
export const textOf = (language: Language, key: string): string => {
  const text = tables[language].get(key);
  if (text === undefined) throw new Error(`no text has the key ${key}`);
  return text;
};

/** English sentences and the like; a word alone may as well be the cluster's own. */
const english: ReadonlySet<string> = new Set(
  [...tables.en]
    .filter(([key, text]) => /\w \w/.test(text) && text !== tables['zh-CN'].get(key))
    .map(([, text]) => text),
);

/** Of what a page says, all that is no text of its language: keys without a text, and sentences of the other one. */
export const foreignTexts = (language: Language, said: readonly string[]): string[] =>
  said.filter((text) => tables.en.has(text) || (language === 'en' ? /\p{Script=Han}/u.test(text) : english.has(text)));
