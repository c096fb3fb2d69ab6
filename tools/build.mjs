/** Builds dist/: the program (binnacle.js, sim-worker.js) and the console (web/). Most packages from npm stay outside the bundle. */
import { cpSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { build as buildWeb } from 'vite';
import { externalPackages } from './external-packages.mjs';

const root = path.resolve(import.meta.dirname, '..');

mkdirSync(path.join(root, 'dist'), { recursive: true });
await Promise.all([
  esbuild.build({
    absWorkingDir: root,
    entryPoints: { binnacle: 'packages/cli/src/main.ts', 'sim-worker': 'packages/sim/src/worker.ts' },
    outdir: 'dist',
    bundle: true,
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    sourcemap: true,
    logLevel: 'warning',
    plugins: [externalPackages],
  }),
  buildWeb({ root: path.join(root, 'packages/web'), logLevel: 'warn' }).then(() =>
    cpSync(path.join(root, 'packages/web/dist'), path.join(root, 'dist/web'), { recursive: true }),
  ),
]);
