import { defineConfig } from 'vitest/config';
import { ConformanceReporter } from './harness/reporter.ts';

/** The conformance bodies on the simulator, and the product where both clusters must show it; `npm run test:cluster` runs the same bodies on a real control plane. */
export default defineConfig({
  test: {
    include: ['tests/conformance/**/*.test.ts', 'tests/product/**/*.test.ts'],
    globalSetup: ['tests/conformance/harness/simulator.ts'],
    testTimeout: 40_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    maxConcurrency: 4,
    reporters: [
      new ConformanceReporter('simulator'),
      ['json', { outputFile: '.cache/reports/conformance-simulator.json' }],
    ],
  },
});
