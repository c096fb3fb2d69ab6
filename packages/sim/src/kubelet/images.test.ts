import { describe, expect, it } from 'vitest';
import { behaviourOf, canonicalImage, pullError, repositoryOf } from './images.ts';

describe('behaviourOf', () => {
  const plain = {
    pull: 'ok',
    readyAfterMs: 400,
    unhealthyAfterMs: Infinity,
    errorPercent: 0,
    delayMs: 0,
    takesConfiguration: true,
  };

  it.each([
    'nginx',
    'nginx:1.27',
    'registry.example:5000/team/crash-reporter:2.0.0',
    'ghcr.io/acme/missing-items:1.0',
    'simulator:latest',
    'app:simple',
    'app:sim',
    'app:simcrash',
    'app:v1.sim-crash-handler.2',
    'app:sim-unknown',
    'nginx@sha256:6965a10c15290ad0b29ca7fd1866de1850408b3cb15fb11a3bbbbc2fddb158bd',
    'sim-crash/app:1.0',
    'sim-crash',
  ])('%s just runs', (image) => {
    expect(behaviourOf(image)).toEqual(plain);
  });

  it.each([
    ['app:sim-crash', { exit: { afterMs: 2000, code: 1 } }],
    ['app:1.4.0-sim-crash-20s', { exit: { afterMs: 20_000, code: 1 } }],
    ['app:sim-crash-3-20s', { exit: { afterMs: 20_000, code: 3 } }],
    ['app:sim-exit', { exit: { afterMs: 1000, code: 0 } }],
    ['app:sim-exit-1', { exit: { afterMs: 1000, code: 1 } }],
    ['app:sim-exit-0-30s', { exit: { afterMs: 30_000, code: 0 } }],
    ['app:sim-oom', { exit: { afterMs: 5000, code: 137, reason: 'OOMKilled' } }],
    ['app:sim-missing', { pull: 'missing' }],
    ['app:sim-denied', { pull: 'denied' }],
    ['app:sim-unready', { readyAfterMs: Infinity }],
    ['app:sim-slow', { readyAfterMs: 30_000 }],
    ['app:sim-slow-3s', { readyAfterMs: 3000 }],
    ['app:sim-errors', { errorPercent: 5 }],
    ['app:3.0-sim-errors-40-2s', { errorPercent: 40, delayMs: 2000 }],
    ['app:sim-errors-400', { errorPercent: 100 }],
    ['app:sim-lag-3s', { delayMs: 3000 }],
    ['istio/proxyv2:1.24.2-sim-stale', { takesConfiguration: false }],
    ['app:sim-unhealthy', { unhealthyAfterMs: 20_000 }],
  ])('%s', (image, difference) => {
    expect(behaviourOf(image)).toEqual({ ...plain, ...difference });
  });
});

describe('image names', () => {
  it.each([
    ['nginx', 'docker.io/library/nginx:latest', 'docker.io/library/nginx'],
    ['grafana/grafana:12', 'docker.io/grafana/grafana:12', 'docker.io/grafana/grafana'],
    ['localhost:5000/app', 'localhost:5000/app:latest', 'localhost:5000/app'],
    ['quay.io/a/b@sha256:00', 'quay.io/a/b@sha256:00', 'quay.io/a/b'],
  ])('%s', (image, canonical, repository) => {
    expect([canonicalImage(image), repositoryOf(image)]).toEqual([canonical, repository]);
  });

  it('says why a pull failed in the runtime’s words', () => {
    expect(pullError('app:sim-missing', 'missing')).toBe(
      'rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/app:sim-missing": failed to resolve reference "docker.io/library/app:sim-missing": docker.io/library/app:sim-missing: not found',
    );
  });
});
