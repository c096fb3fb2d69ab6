/**
 * Reads the JSON reports that each suite left in .cache/reports, prints every skip with its reason and every suite's
 * totals, and ends with `N passed, N failed`. A test that did not run and gives no reason has failed: so did its set-up.
 * Files that ran a second time (suite.mjs) count as they ended; what failed in their first run is named as unsteady.
 * Arguments: the reports that must be there; `--problem TEXT` counts one more failure.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const args = process.argv.slice(2);
const problems = [];
const names = [];
while (args.length > 0) {
  const arg = args.shift();
  if (arg === '--problem') problems.push(args.shift());
  else names.push(arg);
}

let passed = 0;
let failed = problems.length;
const skips = [];
const unsteady = [];
const read = (file) => JSON.parse(readFileSync(file, 'utf8'));

for (const name of names) {
  const file = path.join(root, '.cache/reports', `${name}.json`);
  if (!existsSync(file)) {
    failed += 1;
    problems.push(`${name}: the suite left no report`);
    continue;
  }
  const report = read(file);
  const results = new Map(report.testResults.map((suite) => [suite.name, suite]));
  const first = path.join(root, '.cache/reports', `${name}.first.json`);
  for (const suite of existsSync(first) ? read(first).testResults : []) {
    const second = results.get(suite.name);
    if (second === undefined) results.set(suite.name, suite);
    else if (second.status !== 'failed') {
      const tests = suite.assertionResults
        .filter((test) => test.status === 'failed')
        .map((test) => test.fullName.trim());
      unsteady.push(`${name}: ${tests.length > 0 ? tests.join('; ') : path.relative(root, suite.name)}`);
    }
  }
  const count = { passed: 0, failed: 0, skipped: 0 };
  for (const suite of results.values()) {
    for (const test of suite.assertionResults) {
      if (test.status === 'passed') count.passed += 1;
      else if (test.status !== 'failed' && test.meta?.skip !== undefined) {
        count.skipped += 1;
        skips.push(`${name}: ${test.fullName.trim()}: ${test.meta.skip}`);
      } else {
        count.failed += 1;
        problems.push(`${name}: ${test.fullName.trim()}`);
      }
    }
    // A file that could not be loaded, or whose set-up broke, has no failed test to be counted.
    if (suite.status === 'failed' && !suite.assertionResults.some((test) => test.status === 'failed')) {
      count.failed += 1;
      problems.push(`${name}: ${path.relative(root, suite.name)}: ${String(suite.message).split('\n')[0]}`);
    }
  }
  if (!report.success && count.failed === 0) {
    count.failed += 1;
    problems.push(`${name}: the run failed outside of its tests`);
  }
  passed += count.passed;
  failed += count.failed;
  console.log(`${name}: ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
}

if (skips.length > 0) console.log(`Skipped, and why:\n${skips.map((text) => `  ${text}`).join('\n')}`);
if (unsteady.length > 0)
  console.log(`Unsteady, ran twice, to be mended:\n${unsteady.map((text) => `  ${text}`).join('\n')}`);
if (problems.length > 0) console.log(`Failed:\n${problems.map((text) => `  ${text}`).join('\n')}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
