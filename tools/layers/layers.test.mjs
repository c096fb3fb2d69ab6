import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { areaOf, areas } from './areas.mjs';
import { cycles, importGraph, sources } from './graph.mjs';
import { violation } from './rule.mjs';

const root = path.resolve(import.meta.dirname, '../..');

describe('import law', () => {
  it('allows what its rows allow', () => {
    expect(violation('packages/sim/src/registry/x.ts', '@binnacle/kube/patch')).toBeUndefined();
    expect(violation('packages/kube/src/watch/x.ts', '../client/index.ts')).toBeUndefined();
  });

  it('lets a test beside its source use its whole package', () => {
    expect(violation('packages/server/src/services/auth/x.test.ts', '../../store/index.ts')).toBeUndefined();
    expect(violation('packages/server/src/services/auth/x.ts', '../../store/index.ts')).toContain(
      'may not import server/store',
    );
  });

  it.each([
    ['packages/server/src/services/pods/x.ts', '@binnacle/sim', 'services/pods may not import sim'],
    ['packages/server/src/services/pods/x.ts', '../../http/dispatcher.ts', 'services/pods may not import server/http'],
    ['packages/kube/src/api/x.ts', '../client/index.ts', 'kube/api may not import kube/client'],
    ['packages/kube/src/api/x.ts', 'node:fs', "kube/api may not import 'node:fs'"],
    ['packages/web/src/x.ts', 'node:fs', "web may not import 'node:fs'"],
    ['packages/web/src/x.ts', '@binnacle/server', 'web may not import server'],
    ['tests/conformance/x.test.ts', '@binnacle/sim', 'conformance may not import sim'],
    ['packages/kube/src/unknown/x.ts', './y.ts', 'lies in no area'],
    ['packages/sim/src/index.ts', '@binnacle/kube/src/api/x.ts', 'leads to no known area'],
  ])('refuses %s importing %s', (file, source, message) => {
    expect(violation(file, source)).toContain(message);
  });

  it('names only areas that exist', () => {
    const names = new Set(areas.map((a) => a.area));
    expect(areas.flatMap((a) => a.may).filter((name) => !names.has(name))).toEqual([]);
  });

  it('covers every source file', () => {
    const files = ['packages', 'tests', 'bench', 'tools'].flatMap((dir) => sources(path.join(root, dir)));
    expect(files.length).toBeGreaterThan(50);
    expect(files.map((f) => path.relative(root, f)).filter((f) => !areaOf(f))).toEqual([]);
  });
});

describe('value-import cycles', () => {
  it('finds a cycle when there is one', () => {
    const dir = mkdtempSync(path.join(tmpdir(), 'cycle-'));
    writeFileSync(path.join(dir, 'a.ts'), "import { b } from './b.ts';\nexport const a = () => b;\n");
    writeFileSync(path.join(dir, 'b.ts'), "export { a as b } from './a.ts';\n");
    writeFileSync(path.join(dir, 'c.ts'), "import type { a } from './a.ts';\nimport { type A } from './c.ts';\n");
    expect(cycles(importGraph(sources(dir))).map((g) => g.map((f) => path.basename(f)).sort())).toEqual([
      ['a.ts', 'b.ts'],
    ]);
    rmSync(dir, { recursive: true });
  });

  it('has none in the product', () => {
    const found = cycles(importGraph(sources(path.join(root, 'packages'))));
    expect(found.map((group) => group.map((file) => path.relative(root, file)))).toEqual([]);
  });
});
