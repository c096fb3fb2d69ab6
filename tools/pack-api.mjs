/**
 * `npm run pack:api [FOLDER]`: packages/api as a package of its own, JavaScript and types, ready for `npm publish FOLDER`.
 * `dist/api` unless a folder is named.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const root = path.resolve(import.meta.dirname, '..');
const source = path.join(root, 'packages/api');

/** Where the compiler puts what a source exports. */
const compiled = (file) => {
  const stem = file.replace(/^\.\/src\//, './lib/').replace(/\.ts$/, '');
  return { types: `${stem}.d.ts`, default: `${stem}.js` };
};

/** Writes the package into a folder, which is made when it is not there. */
export const packApi = (folder) => {
  mkdirSync(folder, { recursive: true });
  const compiler = path.join(root, 'node_modules/typescript/bin/tsc');
  const project = path.join(source, 'tsconfig.package.json');
  execFileSync(process.execPath, [compiler, '-p', project, '--outDir', path.join(folder, 'lib')], { stdio: 'inherit' });
  const {
    private: _private,
    exports,
    ...manifest
  } = JSON.parse(readFileSync(path.join(source, 'package.json'), 'utf8'));
  const { engines } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const published = {
    ...manifest,
    engines,
    sideEffects: false,
    exports: Object.fromEntries(Object.entries(exports).map(([name, file]) => [name, compiled(file)])),
    files: ['lib'],
  };
  writeFileSync(path.join(folder, 'package.json'), `${JSON.stringify(published, null, 2)}\n`);
  copyFileSync(path.join(source, 'README.md'), path.join(folder, 'README.md'));
  copyFileSync(path.join(root, 'LICENSE'), path.join(folder, 'LICENSE'));
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  packApi(path.resolve(process.argv[2] ?? path.join(root, 'dist/api')));
