import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { namespaceKind } from '@binnacle/kube/api';
import { createClient, type KubeClient } from '@binnacle/kube/client';
import { runExchange } from '@binnacle/server/testing/golden';
import { goldenObjects, plainExchanges } from '@binnacle/server/testing/kubegale-kinds';
import { type RunningServer, startServer } from '../fixtures/server.ts';

const base = '/api/v1/kubernetes';
const golden = new URL('../../packages/server/src/dialects/kubegale/golden/kinds/', import.meta.url);

/** What the simulator's run has written down, word for word. */
describe('golden exchanges of contract 001 on a real control plane', () => {
  let client: KubeClient;
  let server: RunningServer;
  beforeAll(async () => {
    const { admin } = inject('target');
    client = createClient(admin);
    server = await startServer([admin]);
    await client.create(namespaceKind, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
  });
  afterAll(async () => {
    await server.close();
    await client.delete(namespaceKind, { name: 'shop' });
    await client.close();
  });

  test.each(goldenObjects)(
    '$plural',
    async (object) => {
      let text = '';
      for (const exchange of plainExchanges(object)) {
        const { method = 'GET', path, body } = exchange;
        text += await runExchange(exchange, async () => {
          const { status, headers, body: json } = await server.call(method, `${base}${path}`, body);
          return { status, headers, text: '', json };
        });
      }
      expect(text).toBe(await readFile(new URL(`${object.plural}.golden.json`, golden), 'utf8'));
    },
    180_000,
  );
});
