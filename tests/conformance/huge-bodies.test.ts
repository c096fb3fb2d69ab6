import { expect } from 'vitest';
import { refusal } from './harness/api.ts';
import { conformance } from './harness/conformance.ts';
import { at, configMap, failure } from './harness/objects.ts';

const limit = 3 * 1024 * 1024;

/** A little more than is read. */
const huge = (name: string) => JSON.stringify(configMap(name, { k: 'x'.repeat(limit) }));

const tooLarge = failure(413, 'RequestEntityTooLarge', { message: `Request entity too large: limit is ${limit}` });

const types: Readonly<Record<string, string>> = { PATCH: 'application/merge-patch+json' };

for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
  conformance('objects', `a huge body is not read: ${method}`, async ({ api, ns }) => {
    await api.post(at('configmaps', ns), configMap('a'));
    const reply = await api.raw({
      method,
      path: method === 'POST' ? at('configmaps', ns) : at('configmaps', ns, 'a'),
      headers: { 'content-type': types[method] ?? 'application/json' },
      body: huge('a'),
    });
    expect([reply.status, JSON.parse(reply.text)]).toEqual([413, tooLarge]);
    expect((await api.get(at('configmaps', ns, 'a'))).data).toBe(undefined);
  });

conformance('objects', 'a ConfigMap holds a mebibyte', async ({ api, ns }) => {
  const most = 1024 * 1024;
  await api.post(at('configmaps', ns), configMap('a', { k: 'x'.repeat(most) }), { dryRun: 'All' });
  const refused = await refusal(api.post(at('configmaps', ns), configMap('a', { k: 'x'.repeat(most + 1) })));
  const message = `Too long: may not be more than ${most} bytes`;
  expect([refused.code, refused.details?.causes]).toEqual([
    422,
    [{ reason: 'FieldValueTooLong', message, field: '[]' }],
  ]);
});
