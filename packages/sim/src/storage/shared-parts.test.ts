import { describe, expect, it } from 'vitest';
import { freezeShared } from './shared-parts.ts';

const podOf = (name: string, image: string) => ({
  metadata: { name, labels: { app: 'shop' } },
  spec: { containers: [{ name: 'app', image, env: [{ name: 'A', value: 'b' }] }] },
  status: { conditions: [{ type: 'Ready', status: 'True' }] },
});

describe('shared parts', () => {
  it('are one value in all objects that say the same, and say it still', () => {
    const [first, second] = [freezeShared(podOf('a', 'one')), freezeShared(podOf('b', 'two'))];
    expect(second.metadata.labels).toBe(first.metadata.labels);
    expect(second.spec.containers[0]!.env).toBe(first.spec.containers[0]!.env);
    expect(second.status.conditions[0]).toBe(first.status.conditions[0]);
    expect(second).toEqual(podOf('b', 'two'));
  });

  it('are other values where anything differs, if only the order', () => {
    const first = freezeShared({ labels: { app: 'shop', tier: 'web' } });
    const second = freezeShared({ labels: { tier: 'web', app: 'shop' } });
    expect(second.labels).not.toBe(first.labels);
    expect(Object.keys(second.labels)).toEqual(['tier', 'app']);
  });

  it('are frozen with all that is in them', () => {
    const { spec } = freezeShared(podOf('c', 'three'));
    expect(() => {
      spec.containers[0]!.env[0]!.value = 'other';
    }).toThrow(TypeError);
  });

  it('are forgotten when too many others came, and nothing is lost', () => {
    const labels = freezeShared({ labels: { app: 'kept' } }).labels;
    for (let n = 0; n < 5_000; n += 1) freezeShared({ labels: { app: `other-${n}` } });
    const again = freezeShared({ labels: { app: 'kept' } }).labels;
    expect(again).not.toBe(labels);
    expect(again).toEqual({ app: 'kept' });
  });
});
