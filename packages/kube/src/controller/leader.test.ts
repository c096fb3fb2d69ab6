import { describe, expect, it } from 'vitest';
import type { Lease } from '../api/index.ts';
import { conflict, leaseKind, notFound } from '../api/index.ts';
import type { KubeClient } from '../client/index.ts';
import { createManualClock } from '../clock/index.ts';
import { becomeLeader } from './leader.ts';

const at = { namespace: 'kube-system', name: 'it' };

/** One Lease as an API server keeps it. */
const createServer = () => {
  let stored: Lease | undefined;
  let version = 0;
  let down = false;
  const check = () => {
    if (down) throw new Error('the server is gone');
  };
  const put = (lease: Lease): Lease => {
    version += 1;
    stored = { ...lease, metadata: { ...lease.metadata, resourceVersion: String(version) } };
    return stored;
  };
  const client = {
    get: async () => {
      check();
      if (stored === undefined) throw notFound(leaseKind, at.name);
      return stored;
    },
    create: async (_kind: unknown, lease: Lease) => {
      check();
      return put(lease);
    },
    update: async (_kind: unknown, lease: Lease) => {
      check();
      if (lease.metadata.resourceVersion !== stored?.metadata.resourceVersion)
        throw conflict(leaseKind, at.name, 'changed');
      return put(lease);
    },
  } as unknown as KubeClient;
  return {
    client,
    holder: () => stored?.spec?.holderIdentity,
    transitions: () => stored?.spec?.leaseTransitions,
    setDown: (is: boolean) => void (down = is),
  };
};

const setUp = () => {
  const clock = createManualClock(Date.UTC(2026, 0, 5));
  const server = createServer();
  const stop = new AbortController();
  const join = (identity: string) =>
    becomeLeader({ client: server.client, clock, lease: at, identity, signal: stop.signal });
  return { clock, server, join, stop };
};

describe('leader election', () => {
  it('gives the work to one, and to the next when it gives it away', async () => {
    const { clock, server, join } = setUp();
    const first = await join('a');
    const second = join('b');
    await clock.advance(60_000);
    expect(server.holder()).toBe('a');
    const giving = first.release();
    await clock.advance(3_000);
    await giving;
    await clock.advance(3_000);
    await second;
    expect([server.holder(), server.transitions()]).toEqual(['b', 1]);
    await (await second).release();
  });

  it('takes over from one that has died, after its time', async () => {
    const { clock, server, join } = setUp();
    const first = await join('a');
    const second = join('b');
    await clock.advance(4_000);
    server.setDown(true);
    await clock.advance(13_000);
    // The first knows before anybody else may lead.
    expect(first.lost.aborted).toBe(true);
    expect(server.holder()).toBe('a');
    server.setDown(false);
    await clock.advance(20_000);
    await second;
    expect(server.holder()).toBe('b');
    await (await second).release();
  });

  it('can be given up while waiting', async () => {
    const { clock, join, stop } = setUp();
    const first = await join('a');
    const second = expect(join('b')).rejects.toThrow('enough');
    stop.abort(new Error('enough'));
    await clock.advance(3_000);
    await second;
    await first.release();
  });
});
