import { defineConfig } from 'vitest/config';
import { ConformanceReporter } from '../conformance/harness/reporter.ts';

/** Releases from end to end on the simulator; `npm run test:cluster` runs the same bodies on a real control plane. */
export default defineConfig({
  test: {
    include: ['tests/rollouts/**/*.test.ts'],
    globalSetup: ['tests/conformance/harness/simulator.ts', 'tests/rollouts/harness/controller.ts'],
    testTimeout: 900_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    maxConcurrency: 6,
    reporters: [
      new ConformanceReporter('simulator, releases'),
      ['json', { outputFile: '.cache/reports/rollouts-simulator.json' }],
    ],
  },
});
