import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { rulesInChinese } from './rules-zh.ts';

it('says every rule of docs/findings.md in Chinese, and no other', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../../../docs/findings.md'), 'utf8');
  const codes = [...page.matchAll(/^## (\w+)$/gm)].map((match) => match[1]);
  expect(codes.length).toBeGreaterThan(30);
  expect(Object.keys(rulesInChinese).sort()).toEqual(codes.sort());
  for (const { title, recommendation } of Object.values(rulesInChinese))
    expect(`${title}${recommendation}`).toMatch(/^.*[\u4e00-\u9fff]/);
});
