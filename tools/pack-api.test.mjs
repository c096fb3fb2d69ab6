/** The typed client as others have it: packed, installed into an empty folder, typed, and run. */
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { packApi } from './pack-api.mjs';

const root = path.resolve(import.meta.dirname, '..');
const limitMs = 240_000;

let folder;
const inFolder = (file) => path.join(folder, file);
const npm = (args, cwd) => execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: 'pipe', timeout: limitMs });

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'binnacle-api-'));
  packApi(inFolder('package'));
  npm(['pack', '--pack-destination', folder], inFolder('package'));
  const tarball = readdirSync(folder).find((file) => file.endsWith('.tgz'));
  writeFileSync(inFolder('package.json'), '{"name":"consumer","private":true,"type":"module"}');
  npm(['install', '--offline', '--no-audit', '--no-fund', `./${tarball}`], folder);
}, limitMs);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('brings nothing along', () => {
  expect(readdirSync(inFolder('node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['@binnacle']);
  const {
    dependencies,
    private: isPrivate,
    exports,
  } = JSON.parse(readFileSync(inFolder('node_modules/@binnacle/api/package.json'), 'utf8'));
  expect(dependencies).toBeUndefined();
  expect(isPrivate).toBeUndefined();
  expect(exports['./client']).toEqual({ types: './lib/client/index.d.ts', default: './lib/client/index.js' });
  expect(readdirSync(inFolder('node_modules/@binnacle/api')).sort()).toEqual([
    'LICENSE',
    'README.md',
    'lib',
    'package.json',
  ]);
});

it(
  'is typed: a right program compiles, a wrong one does not',
  () => {
    const compile = (file, lines) => {
      writeFileSync(inFolder(file), lines.join('\n'));
      const compiler = path.join(root, 'node_modules/typescript/bin/tsc');
      const options = '--strict --noEmit --module nodenext --target es2023 --lib es2023,dom,dom.iterable'.split(' ');
      try {
        const args = [compiler, ...options, file];
        return execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8', timeout: limitMs });
      } catch (error) {
        return error.stdout;
      }
    };
    const head = [
      `import { createRolloutClient } from '@binnacle/api/client';`,
      `import type { RolloutAnalysis } from '@binnacle/api';`,
      `const client = createRolloutClient({ baseUrl: 'http://127.0.0.1:1' });`,
    ];
    expect(
      compile('right.ts', [
        ...head,
        `export const told: Promise<RolloutAnalysis> = client.getRolloutAnalysis('shop', 'cart');`,
      ]),
    ).toBe('');
    expect(compile('wrong.ts', [...head, `export const told = client.promoteRollout('shop', 5);`])).toContain('TS2345');
  },
  limitMs,
);

it(
  'runs on Node alone',
  async () => {
    const asked = [];
    const server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.setHeader('content-type', 'application/json').end('{"data":{"message":"step 1 of 3 was confirmed"}}');
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const baseUrl = `http://127.0.0.1:${server.address().port}`;
      writeFileSync(
        inFolder('run.js'),
        `import { createRolloutClient } from '@binnacle/api/client';
const client = createRolloutClient({ baseUrl: '${baseUrl}' });
console.log((await client.promoteRollout('shop', 'cart')).message);`,
      );
      const { stdout } = await promisify(execFile)(process.execPath, ['run.js'], { cwd: folder, timeout: limitMs });
      expect(stdout).toBe('step 1 of 3 was confirmed\n');
      expect(asked).toEqual(['POST /api/v1/rollout/promote/shop/cart']);
    } finally {
      server.close();
    }
  },
  limitMs,
);
