import { defineConfig } from 'vitest/config';
import { ConformanceReporter } from '../conformance/harness/reporter.ts';

/** `npm run test:cluster`: the conformance bodies and the slice's own tests on a real control plane. */
export default defineConfig({
  test: {
    include: ['tests/conformance/**/*.test.ts', 'tests/product/**/*.test.ts', 'tests/cluster/**/*.test.ts'],
    globalSetup: ['tests/cluster/global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    maxConcurrency: 4,
    reporters: [new ConformanceReporter('real control plane'), ['json', { outputFile: '.cache/reports/cluster.json' }]],
  },
});
