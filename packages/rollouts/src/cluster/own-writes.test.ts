import { describe, expect, it } from 'vitest';
import type { KubeObject } from '@binnacle/kube/api';
import { createOwnWrites } from './own-writes.ts';

const object = (version: number, more: Partial<KubeObject['metadata']> = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { namespace: 'shop', name: 'echo', uid: 'u1', resourceVersion: String(version), ...more },
});
const key = 'shop/echo';
const start = (watched?: number) => {
  let seen = watched === undefined ? undefined : { uid: 'u1', resourceVersion: String(watched) };
  const own = createOwnWrites(() => seen);
  const shown = (version: number, gone = false) => {
    seen = gone ? undefined : { uid: 'u1', resourceVersion: String(version) };
    own.shown({ key, uid: 'u1', resourceVersion: String(version), gone });
  };
  return { own, shown };
};

describe('own writes', () => {
  it('are read until the watch has them', () => {
    const { own, shown } = start(1);
    own.wrote(object(3));
    shown(2);
    expect(own.get(key)?.object).toEqual(object(3));
    shown(3);
    expect(own.get(key)).toBeUndefined();
  });

  it('do not take the place of what the watch already has', () => {
    const { own } = start(5);
    own.wrote(object(4));
    expect(own.get(key)).toBeUndefined();
  });

  it('hide what was deleted until the watch says so', () => {
    const { own, shown } = start(1);
    own.deleted({ namespace: 'shop', name: 'echo', uid: 'u1' });
    expect(own.get(key)).toMatchObject({ object: undefined });
    shown(2, true);
    expect(own.get(key)).toBeUndefined();
  });

  it('take the last finalizer for the end', () => {
    const { own, shown } = start(1);
    own.wrote(object(2, { deletionTimestamp: '2026-01-05T09:00:00Z', finalizers: ['a'] }));
    expect(own.get(key)?.object?.metadata.finalizers).toEqual(['a']);
    own.wrote(object(3, { deletionTimestamp: '2026-01-05T09:00:00Z', finalizers: [] }));
    expect(own.get(key)).toMatchObject({ object: undefined });
    shown(3, true);
    expect(own.get(key)).toBeUndefined();
  });

  it('do not bring back what the watch has seen end', () => {
    const { own, shown } = start(1);
    shown(3, true);
    own.wrote(object(2));
    expect(own.get(key)).toBeUndefined();
    own.wrote(object(9, { uid: 'u2' }));
    expect(own.get(key)?.object?.metadata.uid).toBe('u2');
  });
});
