import { expect, it, vi } from 'vitest';
import type { KubeObject } from '@binnacle/kube/api';
import { createClient, toResponse } from '@binnacle/kube/client';
import type { Interceptor } from '@binnacle/kube/client';
import { createManualClock } from '@binnacle/kube/clock';
import { createEventWriter } from './events.ts';

const about: KubeObject = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'one', namespace: 'shop' } };
const note = (message: string) => ({ type: 'Normal', reason: 'Testing', message }) as const;

it('tells of events in order without being waited for, and leaves out what nobody can take', async () => {
  let answer = () => {};
  const answered = new Promise<void>((resolve) => (answer = resolve));
  const told: string[] = [];
  const interceptor: Interceptor = async ({ body }) => {
    await answered;
    told.push((body as { message: string }).message);
    return toResponse(201, body);
  };
  const target = { name: 'it', server: 'https://127.0.0.1:1', credentials: { type: 'none' } } as never;
  const onError = vi.fn();
  const tell = createEventWriter(createClient(target, { interceptor }), createManualClock(), onError);
  for (let number = 0; number < 1_100; number += 1) tell(about, note(String(number)));
  expect(onError.mock.calls.length).toBeGreaterThan(0);
  const left = 1_100 - onError.mock.calls.length;
  answer();
  await vi.waitFor(() => expect(told).toHaveLength(left), { timeout: 30_000 });
  expect(told).toEqual(Array.from({ length: left }, (_, number) => String(number)));
});
