/** `npm test`: the checks, every suite that needs Node alone, and the browser suite. */
import { check } from './check.mjs';
import { runSteps, suite } from './steps.mjs';

const failed = [
  ...(await check()),
  ...(await runSteps([suite({ name: 'browser', report: 'e2e', config: 'tests/e2e/vitest.config.ts' })])),
];
process.stdout.write(failed.length > 0 ? `failed: ${failed.join(', ')}\n` : 'all checks and tests passed\n');
process.exitCode = failed.length > 0 ? 1 : 0;
