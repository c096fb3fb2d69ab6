import path from 'node:path';
import { areaOf, entries } from './areas.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const fromRoot = (file) => path.relative(root, file).split(path.sep).join('/');
const isTest = (file) => /\.test\.[cm]?[jt]sx?$/.test(file);

const resolved = (file, source) => fromRoot(path.resolve(root, path.dirname(file), source));
const packageOf = (file) => /^packages\/[^/]+/.exec(file)?.[0];

/** Why `file` may not import `source`, or undefined when it may. */
export const violation = (file, source) => {
  const here = areaOf(file);
  if (!here) return `${file} lies in no area of tools/layers/areas.mjs: add a row, or put the file where one is.`;
  if (isTest(file) && source.startsWith('.') && packageOf(resolved(file, source)) === packageOf(file)) return undefined;
  if (source.startsWith('@binnacle/')) return crossing(here, entries[source], source);
  if (source.startsWith('.')) {
    const there = areaOf(fromRoot(path.resolve(root, path.dirname(file), source)))?.area;
    return isTest(file) && there === 'server/testing' ? undefined : crossing(here, there, source);
  }
  if (isTest(file)) return undefined;
  if (here.platform === 'pure' && (source.startsWith('node:') || here.area === 'api' || here.area === 'kube/api'))
    return `${here.area} may not import '${source}': ${here.because}.`;
  if (here.platform === 'browser' && source.startsWith('node:') && file.includes('/src/'))
    return `${here.area} may not import '${source}': ${here.because}.`;
  return undefined;
};

const crossing = (here, there, source) => {
  if (!there) return `'${source}' leads to no known area or package entry (tools/layers/areas.mjs).`;
  if (there === here.area || here.may.includes(there)) return undefined;
  return `${here.area} may not import ${there} ('${source}'): ${here.because}.`;
};

/** ESLint rule: the import law of docs/architecture.md. */
export const layers = {
  meta: { type: 'problem', docs: { description: 'the import law' }, schema: [] },
  create(context) {
    const file = fromRoot(context.filename);
    const check = (node) => {
      const source = node.source?.value;
      if (typeof source !== 'string') return;
      const message = violation(file, source);
      if (message) context.report({ node: node.source, message });
    };
    return {
      Program(node) {
        if (!areaOf(file)) context.report({ node, message: violation(file, '') });
      },
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
    };
  },
};
