import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FilesReply } from '@binnacle/api';
import { podKind, type KubeObject, type Pod } from '@binnacle/kube/api';
import { startTestApp, type TestApp } from '../testing/app.ts';
import { eventually, fillShop } from '../testing/shop.ts';

const files = '/api/console/v1/clusters/1/pods/solo/files';
const at = (path: string, more = '') => `${files}?namespace=shop&path=${encodeURIComponent(path)}${more}`;
const odd = ['plain', 'with space', '-rf', 'new\nline', '中文', 'quote\'"$(x)', '..dots', '*'];

describe('files of a container', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
    await fillShop(app);
  });
  afterAll(() => app.close());

  const put = (path: string, body: Buffer) =>
    app.call('PUT', at(path), { body, headers: { 'content-type': 'application/octet-stream' } });
  const bytesOf = async (path: string, as = app.token) => {
    const reply = await fetch(`${app.url}${at(path, '&download=1')}`, { headers: { authorization: `Bearer ${as}` } });
    return { status: reply.status, headers: reply.headers, bytes: Buffer.from(await reply.arrayBuffer()) };
  };
  const list = async (path: string) => (await app.call('GET', at(path))).json as FilesReply;

  it.each(odd)('go in and out unchanged under the name %j', async (name) => {
    const bytes = randomBytes(2_000);
    expect((await put(`/tmp/${name}`, bytes)).json).toEqual({ path: `/tmp/${name}`, size: 2_000 });
    expect((await bytesOf(`/tmp/${name}`)).bytes.equals(bytes)).toBe(true);
    const { items } = await list('/tmp');
    expect(items.find((entry) => entry.name === name)).toMatchObject({ type: 'file', size: 2_000 });
    expect((await app.call('DELETE', at(`/tmp/${name}`))).status).toBe(200);
    expect((await bytesOf(`/tmp/${name}`)).status).toBe(404);
  });

  it('are large ones too, and empty ones', async () => {
    const bytes = randomBytes(3_000_000);
    expect((await put('/tmp/large', bytes)).status).toBe(200);
    expect((await bytesOf('/tmp/large')).bytes.equals(bytes)).toBe(true);
    await put('/tmp/large', Buffer.alloc(0));
    expect((await bytesOf('/tmp/large')).bytes.length).toBe(0);
  });

  it('are renamed, never over others', async () => {
    await put('/tmp/a', Buffer.from('a'));
    await put('/tmp/b', Buffer.from('b'));
    const rename = (from: string, to: string) =>
      app.call('POST', at(from, `&to=${encodeURIComponent(to)}`).replace('/files?', '/files/rename?'));
    expect((await rename('/tmp/a', '/tmp/b')).status).toBe(409);
    expect((await rename('/tmp/a', '/tmp/c')).json).toEqual({ path: '/tmp/c' });
    expect((await bytesOf('/tmp/c')).bytes.toString()).toBe('a');
  });

  it('are a folder as an archive', async () => {
    await put('/tmp/archived', Buffer.from('content'));
    const { headers, bytes } = await bytesOf('/tmp');
    expect(headers.get('content-type')).toBe('application/x-tar');
    expect(headers.get('content-disposition')).toContain('filename="tmp.tar"');
    expect(bytes.includes('archived')).toBe(true);
  });

  it('stay where they are: paths lead nowhere else', async () => {
    expect((await list('/tmp/../../..')).path).toBe('/');
    for (const path of ['/', '/tmp/..', '//', '/./']) {
      expect([path, (await app.call('DELETE', at(path, '&recursive=1'))).status]).toEqual([path, 400]);
      expect([path, (await put(path, Buffer.from('x'))).status]).toEqual([path, 400]);
    }
    expect((await app.call('GET', at('tmp'))).status).toBe(400);
  });

  it('say what is wrong', async () => {
    expect((await app.call('GET', at('/nowhere'))).status).toBe(404);
    expect((await put('/nowhere/x', Buffer.from('x'))).status).toBe(404);
    expect((await put('/tmp', Buffer.from('x'))).status).toBe(400);
    expect((await app.call('GET', at('/etc/passwd'))).status).toBe(400);
    expect((await app.call('PUT', at('/tmp/x'), { body: { a: 1 } })).status).toBe(415);
    expect((await app.call('GET', at('/tmp').replace('solo', 'nobody'))).status).toBe(404);
  });

  it('are not written where the file system is read-only, and are where a volume is not', async () => {
    await app.create({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'sealed', namespace: 'shop' },
      spec: {
        containers: [
          {
            name: 'main',
            image: 'registry.example.com/shop/cart:1.0',
            securityContext: { readOnlyRootFilesystem: true },
            volumeMounts: [{ name: 'scratch', mountPath: '/tmp' }],
          },
        ],
        volumes: [{ name: 'scratch', emptyDir: {} }],
      },
    } as KubeObject);
    await eventually(async () => {
      const { status } = await app.direct.get<Pod>(podKind, { namespace: 'shop', name: 'sealed' });
      return status?.phase === 'Running';
    });
    const write = (path: string) =>
      app.call('PUT', at(path).replace('solo', 'sealed'), {
        body: Buffer.from('x'),
        headers: { 'content-type': 'application/octet-stream' },
      });
    expect(await write('/etc/x')).toMatchObject({
      status: 403,
      json: { error: { message: '/etc/x: the file system is read-only' } },
    });
    expect((await write('/tmp/x')).status).toBe(200);
  });

  it('are read by operators, and each that is taken is in the audit', async () => {
    const viewer = await app.signInAs('vera', 'viewer');
    expect((await app.call('GET', at('/tmp'), { as: viewer })).status).toBe(403);
    const operator = await app.signInAs('otto', 'operator');
    expect((await bytesOf('/etc/hosts', operator)).status).toBe(200);
    const { json } = await app.call('GET', '/api/console/v1/audit?user=otto&operation=files.read');
    expect((json as { items: object[] }).items).toMatchObject([{ name: 'solo', result: 'ok' }]);
  });
});
