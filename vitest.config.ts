import { defineConfig } from 'vitest/config';

/** What `npm run check` runs: everything beside the sources, the conformance bodies on the simulator, the dialects. */
export default defineConfig({
  test: {
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default', ['json', { outputFile: '.cache/reports/unit.json' }]],
    include: [
      'packages/**/*.test.{ts,tsx}',
      'tools/**/*.test.mjs',
      'tests/dialects/**/*.test.ts',
      'bench/**/*.test.ts',
    ],
  },
});
