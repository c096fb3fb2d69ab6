import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { configMapKind, findKind, namespaceKind, type KubeObject } from '@binnacle/kube/api';
import { createClient, type KubeClient } from '@binnacle/kube/client';
import { configMap, read } from '../conformance/harness/objects.ts';
import { type RunningServer, startServer } from '../fixtures/server.ts';
import { type ControlPlane, startControlPlane } from './control-plane.ts';

const base = '/api/console/v1';
const lists = `${base}/clusters/1/resources/core/v1`;
const rbac = 'rbac.authorization.k8s.io';
const password = 'a password for tests';
const until = <T>(check: () => T) => vi.waitFor(check, { timeout: 120_000, interval: 100 });

/** A cluster used in its readers' names: what its own RBAC lets each list is what each sees, though one watch serves all. */
describe('impersonation on a real control plane', () => {
  let plane: ControlPlane;
  let client: KubeClient;
  let server: RunningServer;

  const create = (plural: string, group: string, object: object) =>
    client.create(findKind({ group, plural })!, object as KubeObject);
  const bind = async (namespace: string, subject: { kind: string; name: string }): Promise<void> => {
    const metadata = { name: 'reader', namespace };
    const rules = [{ apiGroups: [''], resources: ['configmaps', 'namespaces'], verbs: ['get', 'list'] }];
    await create('roles', rbac, { apiVersion: `${rbac}/v1`, kind: 'Role', metadata, rules });
    const roleRef = { apiGroup: rbac, kind: 'Role', name: 'reader' };
    const subjects = [{ apiGroup: rbac, ...subject }];
    await create('rolebindings', rbac, {
      apiVersion: `${rbac}/v1`,
      kind: 'RoleBinding',
      metadata,
      roleRef,
      subjects,
    });
  };

  beforeAll(async () => {
    plane = await startControlPlane();
    client = createClient(plane.admin);
    server = await startServer([plane.admin]);
    for (const name of ['shop', 'bank']) {
      await client.create(namespaceKind, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
      await client.create(configMapKind, configMap(`${name}-note`, {}, { namespace: name }));
    }
    await bind('shop', { kind: 'User', name: 'ada' });
    await bind('bank', { kind: 'Group', name: 'bankers' });
    await server.call('PATCH', `${base}/clusters/1`, { identity: 'impersonate' });
  }, 300_000);
  afterAll(async () => {
    await server?.close();
    await client?.close();
    await plane?.stop();
  });

  /** By Binnacle's own rules they may do everything: what is missing is missing by the cluster's. Returns the header. */
  const signIn = async (username: string, groups: string[]): Promise<{ authorization: string }> => {
    const body = { username, password, temporary: false, roles: ['admin'], groups };
    expect((await server.call('POST', `${base}/users`, body)).status).toBe(201);
    const reply = await fetch(`${server.url}${base}/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password }),
    });
    return { authorization: `Bearer ${String(read(await reply.json(), 'token'))}` };
  };
  const get = (path: string, headers: Record<string, string>) => fetch(`${server.url}${path}`, { headers });
  const notes = async (plural: string, headers: Record<string, string>) => {
    const reply = await get(`${lists}/${plural}?limit=1000`, headers);
    const list = await reply.json();
    const names = (read(list, 'rows') as { name: string }[]).map(({ name }) => name);
    expect([reply.status, read(list, 'total')]).toEqual([200, names.length]);
    return names.filter((name) => !name.startsWith('kube-')).sort();
  };

  test('shows each reader what the cluster lets them list, now and as it changes', async () => {
    const ada = await signIn('ada', []);
    const grace = await signIn('grace', ['bankers']);
    const mallory = await signIn('mallory', ['system:masters']);
    expect(await notes('configmaps', ada)).toEqual(['shop-note']);
    expect(await notes('configmaps', grace)).toEqual(['bank-note']);
    expect(await notes('configmaps', ada)).toEqual(['shop-note']);
    expect(await notes('namespaces', ada)).toEqual(['shop']);
    expect(await notes('configmaps', mallory)).toEqual([]);
    const nodes = await get(`${lists}/nodes`, ada);
    expect(nodes.status).toBe(403);
    const one = await get(`${lists}/configmaps/bank-note?namespace=bank`, ada);
    expect(one.status).toBe(403);
    expect(await one.text()).toContain('User \\"ada\\" cannot get resource \\"configmaps\\"');

    const leave = new AbortController();
    const stream = await fetch(`${server.url}${lists}/configmaps?sortBy=name`, {
      headers: { ...ada, accept: 'text/event-stream' },
      signal: leave.signal,
    });
    let told = '';
    const reading = (async () => {
      for await (const text of stream.body!.pipeThrough(new TextDecoderStream())) told += text;
    })().catch(() => undefined);
    await until(() => expect(told).toContain('shop-note'));
    // One watch brings both, in this order: once the second is told, the first was passed over.
    await client.create(configMapKind, configMap('hidden-note', {}, { namespace: 'bank' }));
    await client.create(configMapKind, configMap('shown-note', {}, { namespace: 'shop' }));
    await until(() => expect(told).toContain('shown-note'));
    expect(told).not.toContain('hidden-note');
    expect(told).not.toContain('bank-note');
    leave.abort();
    await reading;
    expect(await notes('configmaps', ada)).toEqual(['shop-note', 'shown-note']);
    expect(await notes('configmaps', grace)).toEqual(['bank-note', 'hidden-note']);
  }, 300_000);
});
