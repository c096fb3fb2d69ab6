/**
 * `node tools/suite.mjs NAME CONFIG [vitest arguments]`: one suite, its report left in .cache/reports/NAME.json.
 * A few files that failed get one more run alone, what passes then is not counted as failed but named by
 * `ci-totals.mjs` as unsteady, to be mended; NAME.first.json keeps what the whole suite reported (docs/decisions/0031-second-run.md).
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { root } from './prepare.mjs';

/** More failed files than this are no accident of a slow machine. */
const MOST_AGAIN = 3;

const [name, config, ...rest] = process.argv.slice(2);
const report = path.join(root, '.cache/reports', `${name}.json`);
const first = path.join(root, '.cache/reports', `${name}.first.json`);

const vitest = (...args) =>
  spawnSync(process.execPath, [path.join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--config', config, ...args], {
    cwd: root,
    stdio: 'inherit',
  }).status ?? 1;

const failedFiles = () =>
  existsSync(report)
    ? JSON.parse(readFileSync(report, 'utf8'))
        .testResults.filter((file) => file.status === 'failed')
        .map((file) => path.relative(root, file.name))
    : [];

rmSync(report, { force: true });
rmSync(first, { force: true });
let code = vitest(...rest);
if (code !== 0) {
  const files = failedFiles();
  if (files.length > 0 && files.length <= MOST_AGAIN) {
    console.log(`${name}: once more, alone: ${files.join(', ')}`);
    renameSync(report, first);
    code = vitest(...files);
  }
}
process.exitCode = code;
