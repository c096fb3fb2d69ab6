import { spawn } from 'node:child_process';
import path from 'node:path';
import { root } from './prepare.mjs';

/**
 * Runs named steps, two at a time, each to its end; prints a step's output when it fails (always, when `loud`).
 * A step is `{name, command: string[], loud?}`. Returns the names of the steps that failed.
 */
export const runSteps = async (steps) => {
  const failed = [];
  const queue = [...steps];
  const worker = async () => {
    for (let step = queue.shift(); step; step = queue.shift()) {
      const started = performance.now();
      const { code, output } = await runOne(step);
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      if (code !== 0) failed.push(step.name);
      if (code !== 0 && !step.loud) process.stdout.write(output);
      process.stdout.write(`${code === 0 ? 'ok    ' : 'FAILED'} ${step.name} (${seconds} s)\n`);
    }
  };
  await Promise.all([worker(), worker()]);
  return failed;
};

const runOne = ({ command: [program, ...args], loud }) =>
  new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: root,
      stdio: ['ignore', loud ? 'inherit' : 'pipe', loud ? 'inherit' : 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ code: 1, output: `${error.message}\n` }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });

/** A step that runs one suite of tests; see suite.mjs for what its `report` is. */
export const suite = ({ name, report, config, args = [] }) => ({
  name,
  command: [process.execPath, path.join(root, 'tools/suite.mjs'), report, config, ...args],
  loud: true,
});
