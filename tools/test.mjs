/** `npm test`: the checks, every suite that needs Node alone, and the browser suite. */
import path from 'node:path';
import { check } from './check.mjs';
import { root } from './prepare.mjs';
import { runSteps } from './steps.mjs';

const browser = {
  name: 'browser',
  command: [
    process.execPath,
    path.join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--config',
    'tests/e2e/vitest.config.ts',
  ],
  loud: true,
};

const failed = [...(await check()), ...(await runSteps([browser]))];
process.stdout.write(failed.length > 0 ? `failed: ${failed.join(', ')}\n` : 'all checks and tests passed\n');
process.exitCode = failed.length > 0 ? 1 : 0;
