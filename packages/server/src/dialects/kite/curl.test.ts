/** The examples of contract 003, as the document writes them: only host, token and the shortened kubeconfig are filled in. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../../testing/app.ts';

const run = promisify(execFile);

const examples: readonly [section: string, command: string, code: number][] = [
  [
    'C1',
    `curl -X GET http://localhost:12306/api/v1/k8s/clusters \\
  -H "Authorization: Bearer <token>"`,
    200,
  ],
  [
    'C2',
    `curl -X GET http://localhost:12306/api/v1/k8s/clusters/1 \\
  -H "Authorization: Bearer <token>"`,
    200,
  ],
  [
    'C3',
    `curl -X POST http://localhost:12306/api/v1/k8s/clusters \\
  -H "Authorization: Bearer <token>" \\
  -H "Content-Type: application/json" \\
  -d '{
    "name": "development",
    "kubeconfig": "YXBpVmVyc2lvbjog...",
    "is_default": false,
    "enabled": true
  }'`,
    201,
  ],
  [
    'C6',
    `curl -X POST http://localhost:12306/api/v1/k8s/clusters/1/test-connection \\
  -H "Authorization: Bearer <token>"`,
    200,
  ],
  [
    'C7',
    `curl -X POST http://localhost:12306/api/v1/k8s/clusters/1/prometheus/rediscover \\
  -H "Authorization: Bearer <token>"`,
    202,
  ],
  [
    'C5',
    `curl -X DELETE http://localhost:12306/api/v1/k8s/clusters/3 \\
  -H "Authorization: Bearer <token>"`,
    200,
  ],
];

const isMissing = await run('curl', ['--version']).then(
  () => false,
  () => true,
);

describe.skipIf(isMissing)(isMissing ? 'curl is not installed here' : 'the examples of contract 003', () => {
  let app: TestApp;
  beforeAll(async () => {
    // As the document's, it has two clusters before a third is made.
    app = await startTestApp({ limited: true, env: { BINNACLE_PROMETHEUS_DISCOVERY: 'manual' } });
  });
  afterAll(() => app.close());

  it.each(examples)('%s', async (...[, command, code]) => {
    const filled = command
      .replace('http://localhost:12306', app.url)
      .replace('<token>', app.token)
      .replace('YXBpVmVyc2lvbjog...', Buffer.from(app.kubeconfig()).toString('base64'));
    const { stdout } = await run('bash', ['-c', filled]);
    expect(JSON.parse(stdout)).toMatchObject({ code });
  });
});
