/** Makes a checkout ready to run with Node alone: installs from the lockfile and builds, each only when stale. */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { fingerprint, whenStale } from './fingerprint.mjs';

export const root = path.resolve(import.meta.dirname, '..');

const say = (text) => process.stderr.write(`binnacle: ${text}\n`);

/** Runs a command to its end; on failure prints what it said and leaves with exit code 1. */
const run = (what, command, args) => {
  const result = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    env: { ...process.env, npm_config_loglevel: 'error' },
  });
  if (result.status === 0) return;
  process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}`);
  say(`${what} failed (${result.error?.message ?? `exit code ${result.status}`}).`);
  process.exit(1);
};

const manifests = [
  'package-lock.json',
  'package.json',
  '.npmrc',
  ...['api', 'cli', 'kube', 'rollouts', 'server', 'sim', 'web'].map((p) => `packages/${p}/package.json`),
];

export const install = () => {
  const stamp = path.join(root, 'node_modules/.binnacle-install');
  whenStale(stamp, fingerprint(root, manifests), () => {
    say('installing packages from the lockfile…');
    run('npm ci', 'npm', ['ci', '--no-audit', '--no-fund']);
  });
};

export const build = () => {
  const dist = path.join(root, 'dist');
  whenStale(
    path.join(dist, '.binnacle-build'),
    fingerprint(root, [...manifests, 'packages', 'tools/build.mjs']),
    () => {
      say('building…');
      rmSync(dist, { recursive: true, force: true });
      run('the build', process.execPath, ['tools/build.mjs']);
    },
  );
};

/** Installs and builds when stale. */
export const prepare = () => {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    say(`Node ${process.versions.node} is too old: Binnacle needs Node 20.19 or newer.`);
    process.exit(1);
  }
  install();
  build();
};
