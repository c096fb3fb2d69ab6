import { expect, test } from 'vitest';
import type { UnstructuredObject } from '@binnacle/kube/api';
import type { Resource } from './resources.ts';
import { ChangedMeanwhile, runWriting } from './writing.ts';
import type { Admission, AdmissionRequest, Writing } from './writing.ts';

const request: AdmissionRequest = {
  phase: 'mutate',
  operation: 'CREATE',
  resource: {} as Resource,
  key: { name: 'a' },
  object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } },
  dryRun: false,
};
const requester = { user: { name: 'me', groups: [] }, warn: () => {} };
const other = { ...request.object, data: {} } as UnstructuredObject;

const writing = (overtaken = 0) => {
  let starts = 0;
  const start = function* (): Writing<{ object: UnstructuredObject | undefined; starts: number }> {
    starts += 1;
    const object = yield request;
    if (starts <= overtaken) throw new ChangedMeanwhile();
    return { object, starts };
  };
  return start;
};

const asking = (concerns: boolean): Admission => ({ concerns: () => concerns, ask: () => Promise.resolve(other) });

test('a write that concerns nobody is done at once', () => {
  const outcome = runWriting(writing(), { admission: asking(false), requester });
  expect(outcome).toEqual({ object: request.object, starts: 1 });
});

test('a write that concerns somebody goes on with what they answer', async () => {
  const outcome = runWriting(writing(), { admission: asking(true), requester });
  expect(outcome).toBeInstanceOf(Promise);
  expect(await outcome).toEqual({ object: other, starts: 1 });
});

test('a write that was overtaken begins again, but not for ever', async () => {
  const admission = asking(true);
  expect(await runWriting(writing(4), { admission, requester })).toEqual({ object: other, starts: 5 });
  await expect(runWriting(writing(5), { admission, requester })).rejects.toBeInstanceOf(ChangedMeanwhile);
});
