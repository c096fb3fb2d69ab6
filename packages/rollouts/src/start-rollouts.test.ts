import { expect, it } from 'vitest';
import { createClient, toResponse } from '@binnacle/kube/client';
import type { Interceptor } from '@binnacle/kube/client';
import { startRollouts } from './start-rollouts.ts';

it('leaves nothing at work when it cannot start', async () => {
  let watched = (_signal: AbortSignal) => {};
  const watch = new Promise<AbortSignal>((resolve) => (watched = resolve));
  const interceptor: Interceptor = async ({ path, query, signal }) => {
    const plural = path.split('/').at(-1) ?? '';
    if (plural === 'batchreleases') await watch;
    if (plural === 'batchreleases')
      return toResponse(403, { kind: 'Status', reason: 'Forbidden', message: 'not yours' });
    if (query?.['sendInitialEvents'] !== undefined) return toResponse(422, { kind: 'Status', reason: 'Invalid' });
    if (query?.['watch'] === undefined)
      return toResponse(200, { kind: 'RolloutList', metadata: { resourceVersion: '9' }, items: [] });
    watched(signal!);
    return {
      ...toResponse(200, ''),
      // eslint-disable-next-line require-yield
      stream: async function* () {
        await new Promise((resolve) => signal?.addEventListener('abort', resolve));
      },
    };
  };
  const client = createClient({ name: 'it', server: 'https://127.0.0.1:1', credentials: { type: 'none' } } as never, {
    interceptor,
  });
  await expect(startRollouts({ client })).rejects.toThrow('not yours');
  expect((await watch).aborted).toBe(true);
  await client.close();
});
