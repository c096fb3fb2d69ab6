import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WireLogLine } from '@binnacle/api';
import { podKind, type UnstructuredObject } from '@binnacle/kube/api';
import { startTestApp, type TestApp } from '../testing/app.ts';
import { openEvents, type OpenEvents } from '../testing/events.ts';
import { eventually } from '../testing/shop.ts';
import { opened, openSocket } from '../testing/web-socket.ts';

const logs = '/api/console/v1/clusters/1/logs';

/** Writes what it is told and then stays. */
const writer = (name: string, words: string[], labels: Record<string, string> = {}): UnstructuredObject =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'shop', labels: { app: 'writer', ...labels } },
    spec: {
      containers: words.map((word, index) => ({
        name: `c${index}`,
        image: 'busybox:1.37',
        command: ['sh', '-c', `echo ${word} one; sleep 1; echo ${word} two; sleep 3600`],
      })),
    },
  }) as unknown as UnstructuredObject;

describe('live logs', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
    await app.create(
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
      writer('first', ['red', 'green']),
      writer('second', ['blue']),
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'cart', namespace: 'shop' },
        spec: {
          replicas: 1,
          selector: { matchLabels: { app: 'cart' } },
          template: {
            metadata: { labels: { app: 'cart' } },
            spec: {
              containers: [{ name: 'main', image: 'busybox:1.37', command: ['sh', '-c', 'echo cart; sleep 3600'] }],
            },
          },
        },
      } as unknown as UnstructuredObject,
    );
  });
  afterAll(() => app.close());

  const linesOf = (stream: OpenEvents) => (stream.of('lines') as WireLogLine[][]).flat();
  const textsOf = (stream: OpenEvents) =>
    linesOf(stream).map(({ pod, container, text }) => `${pod}/${container} ${text}`);
  const until = (stream: OpenEvents, count: number) => eventually(() => linesOf(stream).length >= count);

  it('are of all containers of a Pod, labelled and in time order', async () => {
    const stream = await openEvents(app, `${logs}/stream?namespace=shop&pod=first`);
    await until(stream, 4);
    stream.close();
    expect(textsOf(stream).sort()).toEqual([
      'first/c0 red one',
      'first/c0 red two',
      'first/c1 green one',
      'first/c1 green two',
    ]);
    for (const container of ['c0', 'c1'])
      expect(
        linesOf(stream)
          .filter((line) => line.container === container)
          .map(({ text }) => text.slice(-3)),
      ).toEqual(['one', 'two']);
  });

  it('take in Pods that come while they are followed', async () => {
    const stream = await openEvents(app, `${logs}/stream?namespace=shop&labelSelector=group%3Dlate`);
    await app.create(writer('late', ['late'], { group: 'late' }));
    await until(stream, 2);
    expect(textsOf(stream)).toEqual(['late/c0 late one', 'late/c0 late two']);
    await app.direct.delete(podKind, { namespace: 'shop', name: 'late' }, { gracePeriodSeconds: 0 });
    stream.close();
  });

  it('are those of a workload', async () => {
    const stream = await openEvents(app, `${logs}/stream?namespace=shop&kind=Deployment&name=cart`);
    await until(stream, 1);
    stream.close();
    expect(textsOf(stream)).toEqual([expect.stringMatching(/^cart-[a-z0-9]+-[a-z0-9]+\/main cart$/)]);
  });

  it('go on behind the line that was seen last', async () => {
    const whole = await openEvents(app, `${logs}/stream?namespace=shop&pod=second`);
    await until(whole, 2);
    whole.close();
    const [one, two] = linesOf(whole);
    expect([one?.text, two?.text]).toEqual(['blue one', 'blue two']);
    const resume = encodeURIComponent(`second/c0@${one!.time},1`);
    const rest = await openEvents(app, `${logs}/stream?namespace=shop&pod=second&resume=${resume}`);
    await until(rest, 1);
    rest.close();
    expect(textsOf(rest)).toEqual(['second/c0 blue two']);
  });

  it('are searched on the server, and downloaded', async () => {
    const query = 'namespace=shop&labelSelector=app%3Dwriter';
    await eventually(async () => (await app.call('GET', `${logs}/download?${query}`)).text.split('\n').length === 7);
    const file = await app.call('GET', `${logs}/download?${query}&search=TWO`);
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="logs.log"');
    expect(
      file.text
        .trimEnd()
        .split('\n')
        .map((line) => line.replace(/^\S+Z /, ''))
        .sort(),
    ).toEqual(['first/c0 red two', 'first/c1 green two', 'second/c0 blue two']);
    const times = (await app.call('GET', `${logs}/download?${query}`)).text
      .trimEnd()
      .split('\n')
      .map((line) => line.split(' ')[0]!);
    expect(times.map((time) => Date.parse(time))).toEqual(times.map((time) => Date.parse(time)).sort((a, b) => a - b));
  });

  it('come over a WebSocket too', async () => {
    const terminal = await opened(
      openSocket(`${app.url}${logs}/stream?namespace=shop&pod=second`, { token: app.token }),
    );
    await eventually(() => /blue two/.test(terminal.text()));
    const said = terminal.messages.map((data) => JSON.parse(data.toString()) as { event: string });
    expect(new Set(said.map(({ event }) => event))).toEqual(new Set(['sources', 'lines']));
    terminal.socket.close();
  });

  it.each([
    ['namespace=shop', 400, 'say which Pods are meant'],
    ['namespace=shop&pod=first&labelSelector=a', 400, 'say which Pods are meant'],
    ['pod=first', 400, 'namespace is required'],
    ['namespace=shop&pod=nobody', 404, 'pods "nobody" not found'],
    ['namespace=shop&pod=first&container=nobody', 404, 'container "nobody" not found'],
    ['namespace=shop&kind=Secret&name=x', 400, 'kind names no kind that has Pods'],
    ['namespace=shop&kind=Deployment&name=nobody', 404, 'deployments.apps "nobody" not found'],
    ['namespace=shop&labelSelector=a%20in%20(', 400, ''],
    ['namespace=shop&pod=first&resume=x', 400, 'resume must be'],
    ['namespace=shop&pod=first&tailLines=many', 400, 'tailLines must be'],
  ])('refuse %s with %i', async (query, status, message) => {
    const reply = await app.call('GET', `${logs}/stream?${query}`, { headers: { accept: 'text/event-stream' } });
    expect([reply.status, reply.text]).toEqual([status, expect.stringContaining(message.replaceAll('"', '\\"'))]);
  });
});
