import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findKindByName, nodeKind, type KubeObject } from '@binnacle/kube/api';
import { createClient, renderKubeconfig, type ClusterTarget, type KubeClient } from '@binnacle/kube/client';
import { describeRoutes } from '@binnacle/server/routes';
import { runExchange, type Exchange } from '@binnacle/server/testing/golden';
import { containerExchanges } from '@binnacle/server/testing/kubegale-containers';
import { ownKubeconfig } from '@binnacle/server/testing/kubegale-clusters';
import { exchanges } from '@binnacle/server/testing/kubegale-exchanges';
import { goldenObjects, plainExchanges } from '@binnacle/server/testing/kubegale-kinds';
import { fillShop } from '@binnacle/server/testing/shop';
import { openSocket } from '@binnacle/server/testing/web-socket';
import { type RunningServer, startServer } from '../fixtures/server.ts';
import { type ControlPlane, startControlPlane } from './control-plane.ts';

const base = '/api/v1/kubernetes';
const shop = 'cluster_id=1&namespace=shop';
const golden = new URL('../../packages/server/src/dialects/kubegale/golden/', import.meta.url);

/**
 * What a control plane without kubelets and metrics-server answers otherwise than the simulator, and why. Their own files
 * are beside this one.
 */
const ownAnswers: Readonly<Record<string, string>> = {
  clusters: 'its version and where it is known from',
  cluster: 'its version and where it is known from',
  'files-unknown': 'kwok runs programs itself and tells no exit code',
  ...Object.fromEntries(
    ['metrics-cluster', 'metrics-nodes', 'nodes-metrics', 'metrics-pods', 'pods-metrics', 'metrics-stats'].map(
      (name) => [name, 'there is no metrics-server'],
    ),
  ),
};

/** What needs a kubelet that runs the programs of containers: kwok would run them on this machine. */
const needsContainers = new Set(containerExchanges.map(({ name }) => name));

/** Fields of an object come in another order, and ReplicaSets are named after another hash. */
const compared = (text: string): unknown =>
  JSON.parse(
    `[${text.replace(/"name": "(cart|golden-\w+)-[a-z0-9]{8,10}"/g, '"name": "$1-<hash>"').replace(/\n\}\n\{\n/g, '\n},\n{\n')}]`,
  );

/** Streams have no one answer: they are opened, and what they begin with is looked at. */
const streams: Readonly<Record<string, (server: RunningServer) => Promise<void>>> = {
  'GET /pods/:name/logs/stream (text/event-stream)': (server) => hearsEvents(server, `/pods/solo/logs/stream?${shop}`),
  'GET /pods/:name/logs/stream (websocket)': (server) => hearsMessages(server, `/pods/solo/logs/stream?${shop}`),
  'GET /logs/stream (text/event-stream)': (server) =>
    hearsEvents(server, `/logs/stream?${shop}&labelSelector=app%3Dsolo`),
  'GET /logs/stream (websocket)': (server) => hearsMessages(server, `/logs/stream?${shop}&labelSelector=app%3Dsolo`),
  'GET /pods/:name/terminal (websocket)': (server) => opensTerminal(server, `/pods/solo/terminal?${shop}`),
  'GET /nodes/:name/terminal (websocket)': async (server) => {
    const socket = await openSocket(`${server.url}${base}/nodes/worker-1/terminal?cluster_id=1&token=wrong`);
    expect(socket).toMatchObject({ status: 401, body: expect.stringContaining('"code":2001') });
  },
};

const hearsEvents = async (server: RunningServer, path: string) => {
  const leave = new AbortController();
  const reply = await server.fetch(`${base}${path}`, {
    headers: { accept: 'text/event-stream' },
    signal: leave.signal,
  });
  expect(reply.status).toBe(200);
  let heard = '';
  for await (const text of reply.body!.pipeThrough(new TextDecoderStream())) {
    heard += text;
    if (heard.includes('event: lines\n')) break;
  }
  expect(heard).toMatch(/^event: sources\ndata: \[\{"pod":"solo","container":"main","state":"open"\}\]\n\n/);
  leave.abort();
};

const openedSocket = async (server: RunningServer, url: string) => {
  const socket = await openSocket(url, { headers: { authorization: server.authorization } });
  if (!('socket' in socket)) throw new Error(`refused: ${socket.status} ${socket.body}`);
  return socket;
};

const hearsMessages = async (server: RunningServer, path: string) => {
  const { socket, messages } = await openedSocket(server, `${server.url}${base}${path}`);
  await expect
    .poll(() => messages.map((data) => data.toString()).join(), { timeout: 60_000 })
    .toMatch(/"event":"lines"/);
  socket.close();
};

const opensTerminal = async (server: RunningServer, path: string) => {
  const offer = (await server.call('GET', `${base}${path}`)).body as { data: { terminal_url: string } };
  const { socket, text, closed } = await openedSocket(server, offer.data.terminal_url);
  socket.send(JSON.stringify({ type: 'stdin', data: 'echo $((40 + 2)) heard\r' }));
  await expect.poll(text, { timeout: 60_000 }).toMatch(/42 heard/);
  socket.close();
  await closed;
};

/** As the simulator names its nodes. */
const renameNodes = async (client: KubeClient): Promise<void> => {
  for (const { metadata, ...rest } of (await client.list(nodeKind)).items) {
    const name = metadata.name.replace('node-', 'worker-');
    await client.create(nodeKind, { ...rest, metadata: { name, labels: metadata.labels ?? {} } } as KubeObject);
    await client.delete(nodeKind, { name: metadata.name });
  }
};

/** What the simulator's run has written down, word for word. */
describe('golden exchanges of contract 001 on a real control plane', () => {
  let plane: ControlPlane;
  let target: ClusterTarget;
  let client: KubeClient;
  let server: RunningServer;
  beforeAll(async () => {
    plane = await startControlPlane();
    target = { ...plane.admin, name: 'east' };
    client = createClient(target);
    await renameNodes(client);
    server = await startServer([target]);
    await fillShop({
      direct: client,
      create: async (...objects) => {
        for (const object of objects) await client.create(findKindByName(object.apiVersion, object.kind)!, object);
      },
    });
  }, 180_000);
  afterAll(async () => {
    await server.close();
    await client.close();
    await plane.stop();
  });

  const exchanged = (exchange: Exchange): Promise<string> => {
    const { method = 'GET', path, body, as } = exchange;
    const sent =
      (body as { kubeconfig?: string } | undefined)?.kubeconfig === ownKubeconfig
        ? { ...(body as object), kubeconfig: renderKubeconfig(target) }
        : body;
    return runExchange(exchange, async () => {
      const reply = await fetch(`${server.url}${base}${path}`, {
        method,
        headers: {
          ...(as === null ? {} : { authorization: server.authorization }),
          ...(sent === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
      });
      const { status, headers } = reply;
      return { status, headers, ...bodyOf(await reply.text()) };
    });
  };

  test.each(exchanges.filter(({ name }) => !needsContainers.has(name)))(
    '$name',
    async (exchange) => {
      const text = await exchanged(exchange);
      if (ownAnswers[exchange.name] === undefined)
        expect(compared(text)).toEqual(
          compared(await readFile(new URL(`${exchange.name}.golden.json`, golden), 'utf8')),
        );
      else await expect(text).toMatchFileSnapshot(`golden/kubegale/${exchange.name}.golden.json`);
    },
    120_000,
  );

  test.each(goldenObjects)(
    '$plural',
    async (object) => {
      let text = '';
      for (const exchange of plainExchanges(object)) text += await exchanged(exchange);
      expect(compared(text)).toEqual(
        compared(await readFile(new URL(`kinds/${object.plural}.golden.json`, golden), 'utf8')),
      );
    },
    180_000,
  );

  test.each(Object.entries(streams))('%s', (_row, open) => open(server), 120_000);

  test('every row is driven', () => {
    const driven = new Set([
      ...[...exchanges, ...goldenObjects.flatMap(plainExchanges)].map(({ row }) => row),
      ...Object.keys(streams),
    ]);
    const rows = describeRoutes()
      .filter(({ dialect }) => dialect === 'kubegale')
      .map(
        ({ method, path, accept }) =>
          `${method} ${path.slice(base.length)}${accept === undefined ? '' : ` (${accept})`}`,
      );
    expect(rows.filter((row) => !driven.has(row))).toEqual([]);
  });
});

const bodyOf = (text: string): { text: string; json: unknown } => {
  try {
    return { text, json: JSON.parse(text) as unknown };
  } catch {
    return { text, json: undefined };
  }
};
