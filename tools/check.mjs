/** `npm run check`: all that CI runs short of the cluster and browser suites. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { prepare, root } from './prepare.mjs';
import { runSteps, suite } from './steps.mjs';

prepare();

const bin = (name, ...args) => [process.execPath, path.join(root, 'node_modules', name), ...args];
const tsc = (project) => ({ name: `types: ${project}`, command: bin('typescript/bin/tsc', '-p', project) });

const quick = [
  { name: 'lint', command: bin('eslint/bin/eslint.js', '.', '--max-warnings', '0') },
  { name: 'format', command: bin('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.') },
  ...[
    'packages/kube',
    'packages/kube/tsconfig.pure.json',
    'packages/api',
    'packages/sim',
    'packages/rollouts',
    'packages/server',
    'packages/cli',
    'packages/web',
    '.',
  ].map(tsc),
  { name: 'generated files', command: bin('tsx/dist/cli.mjs', 'tools/gen-dialects.ts', '--check') },
  { name: 'generated client', command: bin('tsx/dist/cli.mjs', 'tools/gen-client.ts', '--check') },
  { name: 'first screen size', command: [process.execPath, 'tools/check-size.mjs'] },
];
const suites = [
  suite({ name: 'unit and dialects', report: 'unit', config: 'vitest.config.ts' }),
  suite({
    name: 'conformance on the simulator',
    report: 'conformance-simulator',
    config: 'tests/conformance/vitest.config.ts',
  }),
];

/** Runs everything and returns the names of what failed. Suites run one after another: each uses both cores. */
export const check = async () => {
  const failed = await runSteps(quick);
  for (const suite of suites) failed.push(...(await runSteps([suite])));
  return failed;
};

if (process.argv[1] && existsSync(process.argv[1]) && path.resolve(process.argv[1]) === import.meta.filename) {
  const failed = await check();
  if (failed.length > 0) process.stdout.write(`failed: ${failed.join(', ')}\n`);
  process.exitCode = failed.length > 0 ? 1 : 0;
}
