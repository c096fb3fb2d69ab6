import { rolloutKind, type Rollout } from '@binnacle/rollouts/api';
import { afterEach, describe, expect, it } from 'vitest';
import { createManualClock } from '@binnacle/kube/clock';
import { startTestApp, type TestApp, type TestAppOptions } from '../../testing/app.ts';
import { openEvents, type OpenEvents } from '../../testing/events.ts';
import { fillRelease, setStatus } from '../../testing/release.ts';
import { eventually } from '../../testing/shop.ts';

interface Told {
  type: string;
  namespace: string;
  name: string;
  resourceVersion: string;
  rollout: Rollout | null;
  ts: string;
  message?: string;
}

let app: TestApp;
let stream: OpenEvents | undefined;
const start = async (options: TestAppOptions = {}) => {
  app = await startTestApp(options);
  await fillRelease(app);
};
afterEach(async () => {
  stream?.close();
  stream = undefined;
  await app.close();
});

const open = async (path: string) => (stream = await openEvents(app, `/api/v1/rollout/watch${path}`));
const toldOf = (event: string) => stream!.of(event) as Told[];

describe('the watch of contract 000', () => {
  it.each(['', '/shop', '/shop/cart'])(
    'of %j begins with what is there and goes on with what changes',
    async (path) => {
      await start();
      await open(path);
      await eventually(() => toldOf('snapshot').length === 1);
      const [snapshot] = toldOf('snapshot');
      expect(snapshot).toMatchObject({ type: 'rollout', namespace: 'shop', name: 'cart' });
      expect(snapshot!.rollout!.status).toMatchObject({ phase: 'Progressing' });
      expect(snapshot!.resourceVersion).toBe(snapshot!.rollout!.metadata.resourceVersion);
      expect(snapshot!.ts).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);

      await setStatus(app, { phase: 'Healthy' });
      await eventually(() => toldOf('upsert').some(({ rollout }) => rollout?.status?.phase === 'Healthy'));
      await app.direct.delete(rolloutKind, { namespace: 'shop', name: 'cart' });
      await eventually(() => toldOf('delete').length === 1);
      expect(toldOf('delete')[0]).toMatchObject({ namespace: 'shop', name: 'cart' });
    },
  );

  it('of a Rollout that is not there stays open until it comes', async () => {
    await start();
    await open('/shop/later');
    expect(stream!.status).toBe(200);
    await app.direct.create(rolloutKind, {
      apiVersion: 'rollouts.kruise.io/v1beta1',
      kind: 'Rollout',
      metadata: { namespace: 'shop', name: 'later' },
      spec: { workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'later' }, strategy: { canary: {} } },
    } as unknown as Rollout);
    await eventually(() => toldOf('upsert').length === 1);
    expect(toldOf('upsert')[0]).toMatchObject({ name: 'later' });
    expect(toldOf('snapshot')).toEqual([]);
  });

  it('beats every 20 s', async () => {
    const clock = createManualClock(Date.parse('2026-11-21T00:00:00Z'));
    await start({ clock });
    await open('/shop');
    await eventually(() => toldOf('snapshot').length === 1);
    await clock.advance(20_000);
    await eventually(() => toldOf('heartbeat').length === 1);
    expect(toldOf('heartbeat')[0]).toEqual({
      type: 'rollout',
      namespace: 'shop',
      name: '',
      resourceVersion: '',
      rollout: null,
      ts: '2026-11-21T00:00:20Z',
    });
  });

  it('says when the cluster is lost sight of, and shows everything afresh when it is back', async () => {
    await start();
    await open('/shop');
    await eventually(() => toldOf('snapshot').length === 1);
    app.link.cut();
    await eventually(() => toldOf('error').length === 1);
    expect(toldOf('error')[0]).toMatchObject({ rollout: null, message: expect.stringContaining('east') as string });
    app.link.mend();
    await eventually(() => toldOf('snapshot').length === 2);
  });

  it('is 503 where Rollouts are not served', async () => {
    app = await startTestApp();
    const { status, json } = await app.call('GET', '/api/v1/rollout/watch/shop');
    expect([status, json]).toEqual([
      503,
      {
        trace_id: expect.any(String) as string,
        message: expect.any(String) as string,
        code: 'WATCH_STREAM_UNAVAILABLE',
      },
    ]);
  });
});
