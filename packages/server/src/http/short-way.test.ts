import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../testing/app.ts';

const pods = '/api/v1/kubernetes/pods';

describe('a request without a body to an address without parameters', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  interface Asked {
    path: string;
    method?: string;
    host?: string;
    token?: string | null;
    lines?: string[];
  }

  /** The whole answer but for what no two answers share. */
  const ask = ({ path, method = 'GET', host = 'localhost', token = app.token, lines = [] }: Asked): Promise<string> =>
    new Promise((resolve, reject) => {
      const head = [
        `${method} ${path} HTTP/1.1`,
        `Host: ${host}`,
        'Connection: close',
        ...(token === null ? [] : [`Authorization: Bearer ${token}`]),
        ...lines,
      ];
      const { hostname, port } = new URL(app.url);
      const socket = connect(Number(port), hostname, () => socket.write(`${head.join('\r\n')}\r\n\r\n`));
      let text = '';
      socket.on('data', (chunk) => (text += chunk.toString()));
      socket.on('end', () =>
        resolve(text.replace(/\r\nDate: [^\r]+/, '').replace(/[0-9a-f]{8}(-[0-9a-f]{4,12}){4}/g, 'ID')),
      );
      socket.on('error', reject);
    });

  it.each<[string, Asked, number]>([
    ['a page', { path: `${pods}?page=1&pageSize=2` }, 200],
    ['a page of the console', { path: '/api/console/v1/clusters/1/resources/core/v1/pods?limit=2' }, 200],
    ['no query', { path: pods }, 200],
    ['an empty query', { path: `${pods}?` }, 200],
    ['a query with escapes', { path: `${pods}?keyword=a%20b+c&labelSelector=app%3Dcart` }, 200],
    ['a query with a broken escape', { path: `${pods}?keyword=%zz` }, 200],
    ['a query with a number sign', { path: `${pods}?keyword=a#b` }, 200],
    ['a parameter twice', { path: `${pods}?page=1&page=2` }, 400],
    ['a parameter named like a property', { path: `${pods}?__proto__=1&constructor=2` }, 200],
    ['a wrong parameter', { path: `${pods}?page=0` }, 400],
    ['an unknown cluster', { path: `${pods}?cluster_id=77` }, 404],
    ['no credentials', { path: pods, token: null }, 401],
    ['a wrong token', { path: pods, token: 'wrong' }, 401],
    ['a foreign host', { path: pods, host: 'evil.example' }, 403],
    ['an escaped path', { path: pods.replace('pods', '%70ods') }, 200],
    ['an absolute address', { path: `http://localhost${pods}` }, 200],
    ['a slash too many', { path: `${pods}/` }, 400],
    ['another method', { path: pods, method: 'HEAD' }, 405],
  ])('is answered as through the router: %s', async (_name, asked, status) => {
    // A body's length, though there is none, sends it through the router.
    const routed = await ask({ ...asked, lines: ['Content-Length: 0'] });
    expect(Number(routed.split(' ')[1])).toBe(status);
    expect(await ask(asked)).toBe(routed);
  });

  it('is in the log as any other', async () => {
    const before = app.log().length;
    await ask({ path: `${pods}?page=1` });
    await ask({ path: `${pods}?page=1`, lines: ['Content-Length: 0'] });
    const [first, second] = app.log().slice(before);
    const changing = { time: expect.any(String), ms: expect.any(Number), trace_id: expect.any(String) };
    expect(first).toEqual({ ...second, ...changing });
    expect(first).toMatchObject({ method: 'GET', route: pods, op: 'resources.list', caller: 'admin', status: 200 });
  });
});
