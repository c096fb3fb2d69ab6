import { describe, expect, it } from 'vitest';
import { containerUsage, nodeUsage, podUsage, usageWindowMs, type UsingPod } from './usage.ts';

const start = Date.parse('2026-01-01T00:00:00Z');
const later = start + 3_600_000;

const pod = (name: string, resources: UsingPod['spec']['containers'][number]['resources'] = {}): UsingPod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default', uid: `uid-${name}` },
  spec: { containers: [{ name: 'app', image: 'acme/cart:1', resources }] },
  status: { containerStatuses: [{ name: 'app', state: { running: { startedAt: '2026-01-01T00:00:00Z' } } }] },
});

const usageAt = (one: UsingPod, now: number) => containerUsage(one, one.spec.containers[0]!, now)!;

describe('usage', () => {
  it('is the same for the same moment and lies around what was asked for', () => {
    const asked = pod('a', { requests: { cpu: '200m', memory: '100Mi' } });
    expect(usageAt(asked, later)).toEqual(usageAt(asked, later + usageWindowMs - 1));
    for (let now = later; now < later + 86_400_000; now += 600_000) {
      const { milliCpu, memory } = usageAt(asked, now);
      expect(milliCpu).toBeGreaterThan(20);
      expect(milliCpu).toBeLessThan(240);
      expect(memory).toBeGreaterThan(50 * 2 ** 20);
      expect(memory).toBeLessThan(100 * 2 ** 20);
    }
  });

  it('comes and goes', () => {
    const asked = pod('a', { requests: { cpu: '1' } });
    const seen = Array.from({ length: 80 }, (_, i) => usageAt(asked, later + i * usageWindowMs).milliCpu);
    expect(Math.max(...seen)).toBeGreaterThan(Math.min(...seen) * 1.5);
  });

  it('never passes a limit', () => {
    const held = pod('a', { requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '50m', memory: '10Mi' } });
    expect(usageAt(held, later).milliCpu).toBeLessThanOrEqual(50);
    expect(usageAt(held, later).memory).toBeLessThan(10 * 2 ** 20);
  });

  it('is not known of what does not run, or has only just begun', () => {
    expect(podUsage(pod('a'), start - 1)).toBeUndefined();
    expect(podUsage({ ...pod('a'), status: {} }, later)).toBeUndefined();
    expect(podUsage(pod('a'), later)?.size).toBe(1);
  });

  it('adds up on a node', () => {
    const [a, b] = [pod('a'), pod('b')];
    const base = nodeUsage('node-1', [], later);
    const sum = usageAt(a, later).milliCpu + usageAt(b, later).milliCpu;
    expect(nodeUsage('node-1', [a, b], later).milliCpu).toBe(base.milliCpu + sum);
  });
});
