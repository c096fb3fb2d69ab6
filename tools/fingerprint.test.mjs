import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fingerprint, whenStale } from './fingerprint.mjs';

let root;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'fingerprint-'));
  mkdirSync(path.join(root, 'src/node_modules'), { recursive: true });
  writeFileSync(path.join(root, '.npmrc'), 'a=b\n');
  writeFileSync(path.join(root, 'src/x.ts'), 'one');
});
afterEach(() => rmSync(root, { recursive: true }));

const now = () => fingerprint(root, ['.npmrc', 'src', 'absent']);

describe('fingerprint', () => {
  it('changes with a file that counts, whatever its name looks like', () => {
    const before = now();
    writeFileSync(path.join(root, '.npmrc'), 'a=c\n');
    const after = now();
    expect(after).not.toBe(before);
    writeFileSync(path.join(root, 'src/x.ts'), 'two');
    expect(now()).not.toBe(after);
  });

  it('does not change with tests and with what was installed', () => {
    const before = now();
    writeFileSync(path.join(root, 'src/x.test.ts'), 'test');
    writeFileSync(path.join(root, 'src/node_modules/y.js'), 'installed');
    expect(now()).toBe(before);
  });
});

describe('whenStale', () => {
  it('works once per fingerprint, and again after a failure', () => {
    const stamp = path.join(root, 'dist/stamp');
    expect(() =>
      whenStale(stamp, 'f1', () => {
        throw new Error('the build failed');
      }),
    ).toThrow('the build failed');
    let runs = 0;
    expect(whenStale(stamp, 'f1', () => runs++)).toBe(true);
    expect(whenStale(stamp, 'f1', () => runs++)).toBe(false);
    expect(whenStale(stamp, 'f2', () => runs++)).toBe(true);
    expect([runs, readFileSync(stamp, 'utf8')]).toEqual([2, 'f2']);
  });
});
