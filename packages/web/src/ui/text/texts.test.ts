import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { en as first } from './en.ts';
import { more } from './en-more.ts';
import { zh as firstZh } from './zh.ts';
import { more as moreZh } from './zh-more.ts';

const en = { ...first, ...more };
const zh = { ...firstZh, ...moreZh };

const sources = join(import.meta.dirname, '../..');
const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter(
  (file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file) && !/ui\/text\/(en|zh)\//.test(file),
);
const code = files.map((file) => readFileSync(join(sources, file), 'utf8')).join('\n');

const stem = (key: string): string => key.replace(/_(one|other)$/, '');
const stems = (texts: Record<string, string>): string[] => [...new Set(Object.keys(texts).map(stem))].sort();
const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '').sort();

describe('texts', () => {
  it('are in one place each', () => {
    expect(Object.keys(first).filter((key) => key in more)).toEqual([]);
    expect(Object.keys(firstZh).filter((key) => key in moreZh)).toEqual([]);
  });

  it('have the same keys in both languages', () => {
    expect(stems(zh)).toEqual(stems(en));
  });

  it('have the plural forms that each language needs', () => {
    const forms = (texts: Record<string, string>): string[] => Object.keys(texts).filter((key) => key !== stem(key));
    expect(forms(en).filter((key) => !(`${stem(key)}_one` in en && `${stem(key)}_other` in en))).toEqual([]);
    expect(forms(zh).filter((key) => !key.endsWith('_other'))).toEqual([]);
  });

  it('use the same placeholders in both languages', () => {
    const chinese: Record<string, string> = zh;
    for (const [key, text] of Object.entries(en)) {
      const other = chinese[key] ?? chinese[`${stem(key)}_other`] ?? '';
      expect({ key, placeholders: placeholders(other) }).toEqual({ key, placeholders: placeholders(text) });
    }
  });

  it('are all used, as whole literals', () => {
    expect(stems(en).filter((key) => !code.includes(`'${key}'`))).toEqual([]);
  });

  it('are all there', () => {
    const known = new Set(stems(en));
    const used = [...code.matchAll(/\bt\(\s*'([^']+)'/g)].map((match) => match[1] ?? '');
    expect(used.length).toBeGreaterThan(100);
    expect(used.filter((key) => !known.has(key))).toEqual([]);
  });

  it('say something', () => {
    expect([...Object.entries(en), ...Object.entries(zh)].filter(([, text]) => text.trim() === '')).toEqual([]);
  });
});
