import type { KubeObject } from '@binnacle/kube/api';
import { createManualClock, createRng, type ManualClock } from '@binnacle/kube/clock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createRegistry } from '../registry/index.ts';
import type { ControllerContext } from '../types.ts';
import { createEventRecorder, startEventExpiry } from './events.ts';
import { refs } from './objects.ts';

interface EventObject extends KubeObject {
  count?: number;
  message: string;
  firstTimestamp?: string | null;
  lastTimestamp?: string | null;
}

let clock: ManualClock;
let context: ControllerContext;
let about: KubeObject;
beforeEach(async () => {
  clock = createManualClock();
  const rng = createRng(1);
  context = { ...createRegistry({ clock, rng }), clock, rng };
  about = await context.client.create<KubeObject>(refs.configMaps, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'thing', namespace: 'default' },
  });
});

const events = () => context.client.list<EventObject>(refs.events, { namespace: 'default' });

describe('event recorder', () => {
  it('names events after their object and the moment, and says who saw what', async () => {
    createEventRecorder(context, { component: 'kubelet', host: 'node-1' }).record({
      about,
      reason: 'Seen',
      message: 'hello',
    });
    await clock.settle();
    expect(events()).toHaveLength(1);
    expect(events()[0]?.metadata.name).toMatch(/^thing\.[0-9a-f]{16}$/);
    expect(events()[0]).toMatchObject({
      involvedObject: {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        namespace: 'default',
        name: 'thing',
        uid: about.metadata.uid,
      },
      reason: 'Seen',
      message: 'hello',
      type: 'Normal',
      count: 1,
      source: { component: 'kubelet', host: 'node-1' },
      reportingComponent: 'kubelet',
      reportingInstance: 'node-1',
    });
  });

  it('counts repeats instead of writing them again', async () => {
    const recorder = createEventRecorder(context, { component: 'test' });
    for (let i = 0; i < 4; i++) {
      recorder.record({ about, reason: 'Seen', message: 'hello' });
      await clock.advance(1_000);
    }
    const [event] = events();
    expect(events()).toHaveLength(1);
    expect(event?.count).toBe(4);
    expect(Date.parse(event?.lastTimestamp ?? '') - Date.parse(event?.firstTimestamp ?? '')).toBe(3_000);
  });

  it('combines the tenth and later of one reason', async () => {
    const recorder = createEventRecorder(context, { component: 'test' });
    for (let i = 1; i <= 12; i++) recorder.record({ about, reason: 'Seen', message: `pod ${i}` });
    await clock.settle();
    expect(events()).toHaveLength(10);
    expect(events().at(-1)).toMatchObject({ count: 3, message: '(combined from similar events): pod 12' });
  });

  it('lets one object send 25 at once, then one per five minutes', async () => {
    const recorder = createEventRecorder(context, { component: 'test' });
    for (let i = 1; i <= 40; i++) recorder.record({ about, reason: `Reason${i}`, message: 'hello' });
    await clock.settle();
    expect(events()).toHaveLength(25);
    await clock.advance(300_000);
    recorder.record({ about, reason: 'Later', message: 'hello' });
    recorder.record({ about, reason: 'TooSoon', message: 'hello' });
    await clock.settle();
    expect(events()).toHaveLength(26);
  });

  it('expires events an hour after their last change', async () => {
    const stop = startEventExpiry(context);
    const recorder = createEventRecorder(context, { component: 'test' });
    recorder.record({ about, reason: 'Once', message: 'hello' });
    recorder.record({ about, reason: 'Again', message: 'hello' });
    await clock.advance(1_800_000);
    recorder.record({ about, reason: 'Again', message: 'hello' });
    await clock.advance(1_800_000);
    expect(events().map(({ count }) => count)).toEqual([2]);
    await clock.advance(1_800_000);
    expect(events()).toEqual([]);
    stop();
  });
});
