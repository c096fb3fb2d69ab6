import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../testing/app.ts';
import { createLog, createLogFile } from './log.ts';

describe('the audit', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'binnacle-log-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const line = {
    method: 'DELETE',
    route: '/pods/:name',
    op: 'resources.delete',
    caller: 'ada',
    cluster: 'east',
    status: 200,
    ms: 1,
    trace_id: 't',
    target: { kind: 'pods', namespace: 'shop', name: 'cart' },
  };

  it('is on the disk when the call returns, so that a crash loses none of it, after all that came before', () => {
    const path = join(folder, 'log');
    const log = createLog('info', createLogFile(openSync(path, 'w')));
    log.info({ first: true }, 'request');
    expect(readFileSync(path, 'utf8')).toBe('');
    log.audit(line);
    const written = readFileSync(path, 'utf8').trim().split('\n');
    expect(written.map((text) => JSON.parse(text))).toEqual([
      { level: 'info', time: expect.any(String), first: true, msg: 'request' },
      { level: 'info', time: expect.any(String), ...line, msg: 'audit' },
    ]);
  });

  it.each(['warn', 'error', 'silent'])('is written at level %s as well', (level) => {
    const path = join(folder, level);
    const log = createLog(level, createLogFile(openSync(path, 'w')));
    log.info({}, 'request');
    log.audit(line);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ msg: 'audit', caller: 'ada' });
  });
});

describe('a server that logs nothing', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ env: { BINNACLE_LOG_LEVEL: 'silent' } });
  });
  afterAll(() => app.close());

  it('writes down who changed what, and who read a Secret', async () => {
    const secret = '/api/console/v1/clusters/1/resources/core/v1/secrets/key?namespace=default&reveal=1';
    await app.call('GET', '/api/v1/kubernetes/pods');
    await app.call('GET', secret);
    await app.call('DELETE', '/api/v1/kubernetes/pods/ghost?namespace=default');
    expect(app.log().map(({ msg, op, target, status }) => ({ msg, op, target, status }))).toEqual([
      { msg: 'audit', op: 'auth.login', target: { name: 'admin' }, status: 200 },
      {
        msg: 'audit',
        op: 'resources.get',
        target: { kind: 'secrets', namespace: 'default', name: 'key' },
        status: 404,
      },
      {
        msg: 'audit',
        op: 'resources.delete',
        target: { kind: 'pods', namespace: 'default', name: 'ghost' },
        status: 404,
      },
    ]);
  });
});
