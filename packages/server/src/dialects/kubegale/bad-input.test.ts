/** Contract 001: what each row answers to input that is missing, malformed, unknown or hostile. */
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kinds, qualifiedResource, type Capability } from '@binnacle/kube/api';
import { startTestApp, type TestApp } from '../../testing/app.ts';
import { fillShop } from '../../testing/shop.ts';
import { describeRoutes } from '../../http/routes.ts';

const base = '/api/v1/kubernetes';
const shop = 'namespace=shop';
/** Nobody listens on port 1. */
const gone = {
  name: 'west',
  server: 'https://127.0.0.1:1',
  credentials: { type: 'token', token: 'a-secret-token' },
} as const;

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ limited: true, clusters: [{ target: gone, source: 'kubeconfig' }] });
  await fillShop(app);
});
afterAll(() => app.close());

interface Outcome {
  status: number;
  code: unknown;
  msg: string;
}

interface Sent {
  body?: string | Buffer;
  type?: string;
}

/** Sends the path as it is written: fetch would resolve dots and encode what is not ASCII. */
const send = (method: string, path: string, { body, type = 'application/json' }: Sent = {}): Promise<Outcome> =>
  new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${app.token}`,
      ...(body === undefined ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(body) }),
    };
    const { hostname, port } = new URL(app.url);
    const call = httpRequest({ hostname, port, method, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const { code, msg } = JSON.parse(Buffer.concat(chunks).toString()) as { code: unknown; msg: string };
        resolve({ status: response.statusCode ?? 0, code, msg });
      });
    });
    call.on('error', reject);
    call.end(body);
  });

interface Target {
  method: string;
  path: string;
  /** As messages name it. */
  resource: string;
  /** The address of an object in `namespace` of `cluster`. */
  at: (options: { name?: string; namespace?: string; cluster?: string }) => Promise<Outcome>;
}

/** What a kind must be able to for an operation to look at the object at all. */
const needed: Readonly<Record<string, Capability>> = {
  'workloads.scale': 'scalable',
  'workloads.restart': 'restartable',
  'workloads.rollback': 'rollbackable',
  'workloads.revisions': 'rollbackable',
};

/** Every row that is about one object in a namespace. */
const targets: Target[] = describeRoutes()
  .filter(({ dialect, path }) => dialect === 'kubegale' && path.includes('/:name'))
  .flatMap((route) => {
    const plural = route.path.split('/')[4];
    const kind = kinds.find((known) => known.plural === plural && known.namespaced);
    const capability = needed[route.operation];
    if (kind === undefined || (capability !== undefined && !kind.capabilities.includes(capability))) return [];
    return [{ ...route, resource: qualifiedResource(kind) }];
  })
  .map(({ method, path, resource }) => ({
    resource,
    method,
    path,
    at: ({ name = path.includes('/pods/') ? 'solo' : 'cart', namespace, cluster }) => {
      const address = path.replace(':name', name);
      // Bodies of files are their bytes.
      const isFile = path.includes('/files');
      if ((method === 'POST' || method === 'PUT') && !isFile) {
        const body = { namespace, cluster_id: cluster, replicas: 1, revision: 0, content: {} };
        return send(method, address, { body: JSON.stringify(body) });
      }
      const query = new URLSearchParams(isFile ? { path: '/tmp/a', to: '/tmp/b' } : {});
      if (namespace !== undefined) query.set('namespace', namespace);
      if (cluster !== undefined) query.set('cluster_id', cluster);
      const bytes = method === 'PUT' ? { body: 'bytes', type: 'application/octet-stream' } : {};
      return send(method, `${address}?${query.toString()}`, bytes);
    },
  }));
const rows = targets.map((target) => [`${target.method} ${target.path}`, target] as const);

describe('every row about one object', () => {
  it('is in the table', () => expect(rows.length).toBeGreaterThan(70));

  it.each(rows)('%s: no namespace is 1001', async (_row, { at }) => {
    expect(await at({})).toEqual({ status: 400, code: 1001, msg: 'namespace is required' });
    expect(await at({ namespace: '' })).toEqual({ status: 400, code: 1001, msg: 'namespace is required' });
  });

  it.each(rows)('%s: an unknown cluster is 1002', async (_row, { at }) => {
    expect(await at({ namespace: 'shop', cluster: 'north' })).toEqual({
      status: 404,
      code: 1002,
      msg: 'cluster "north" not found',
    });
    expect(await at({ namespace: 'shop', cluster: '-1' })).toMatchObject({ status: 404, code: 1002 });
  });

  it.each(rows)('%s: an unknown namespace is 1003', async (_row, { at }) => {
    expect(await at({ namespace: 'nowhere' })).toEqual({
      status: 404,
      code: 1003,
      msg: 'namespaces "nowhere" not found',
    });
  });

  it.each(rows)('%s: an unknown name is 1004', async (_row, { at, resource }) => {
    expect(await at({ namespace: 'shop', name: 'ghost' })).toEqual({
      status: 404,
      code: 1004,
      msg: `${resource} "ghost" not found`,
    });
  });

  it.each(rows)('%s: a cluster that is down is 1006', async (_row, { at }) => {
    expect(await at({ namespace: 'shop', cluster: 'west' })).toEqual({
      status: 503,
      code: 1006,
      msg: 'cluster "west" (https://127.0.0.1:1) cannot be reached: the connection was refused',
    });
  });

  it.each(rows)('%s: what the cluster forbids is 1005, in its own words', async (_row, { at }) => {
    expect(await at({ namespace: 'shop', cluster: 'east-viewer' })).toEqual({
      status: 403,
      code: 1005,
      msg: expect.stringMatching(/ is forbidden: User "viewer" cannot \w+ resource "/),
    });
  });

  it.each(rows)('%s: names that are no names never reach another address', async (_row, { at }) => {
    for (const name of [
      '%2e%2e',
      '..%2F..%2Fsecrets',
      'a%2Fb',
      '%00',
      '%F0%9F%90%B3',
      'UPPER',
      '-',
      'a%20b',
      '%3Fx=1',
    ]) {
      const outcome = await at({ namespace: 'shop', name });
      expect([name, [400, 404].includes(outcome.status), [1001, 1004].includes(Number(outcome.code))]).toEqual([
        name,
        true,
        true,
      ]);
    }
    for (const namespace of ['..', 'a/b', '../..', '\u0000', 'x'.repeat(300)]) {
      const outcome = await at({ namespace });
      expect([namespace, [400, 404].includes(outcome.status)]).toEqual([namespace, true]);
    }
  });

  it.each(rows)('%s: names that are too long, and bytes that are no text, are 1001', async (_row, { at }) => {
    expect(await at({ namespace: 'shop', name: 'x'.repeat(254) })).toMatchObject({ status: 400, code: 1001 });
    expect(await at({ namespace: 'shop', name: 'x'.repeat(5_000) })).toMatchObject({ status: 400, code: 1001 });
    expect(await at({ namespace: 'shop', name: '%ff%fe' })).toMatchObject({ status: 400, code: 1001 });
    expect(await at({ namespace: 'shop', name: '%zz' })).toMatchObject({ status: 400, code: 1001 });
  });
});

const lists = ['/pods', '/deployments', '/namespaces'];

describe.each(lists)('GET %s', (list) => {
  it.each([
    ['page=0', 'page must be 1 or more'],
    ['page=-1', 'page must be 1 or more'],
    ['page=1e9', 'page must be a whole number'],
    ['page=text', 'page must be a whole number'],
    ['page=%201', 'page must be a whole number'],
    ['page=NaN', 'page must be a whole number'],
    ['page=1&page=2', 'page is given more than once'],
    ['page=99999999999999999999', 'page must be a whole number'],
    ['pageSize=0', 'pageSize must be from 1 to 20000'],
    ['pageSize=-1', 'pageSize must be from 1 to 20000'],
    ['pageSize=1000000000', 'pageSize must be from 1 to 20000'],
    ['pageSize=1e3', 'pageSize must be a whole number'],
    ['pageSize=0x10', 'pageSize must be a whole number'],
    ['pageSize=1&pageSize=1', 'pageSize is given more than once'],
    ['keyword=a&keyword=b', 'keyword is given more than once'],
    ['labelSelector=a&labelSelector=b', 'labelSelector is given more than once'],
    ['cluster_id=1&cluster_id=2', 'cluster_id is given more than once'],
    ['order=ASC', 'order must be asc or desc'],
    ['labelSelector=%3D%3D', expect.stringContaining('labelSelector')],
    ['labelSelector=a%20in%20(', expect.stringContaining('labelSelector')],
    ['labelSelector=-bad-%3Dx', expect.stringContaining('labelSelector')],
    ['fieldSelector=metadata.name', expect.stringContaining('fieldSelector')],
    ['fieldSelector=a%3Db%3Dc', expect.stringContaining('fieldSelector')],
    ['sortBy=__proto__', expect.stringContaining('sortBy')],
    ['sortBy=constructor', expect.stringContaining('sortBy')],
    [`keyword=${'k'.repeat(300)}`, expect.stringContaining('keyword')],
    [`labelSelector=${'a'.repeat(5_000)}`, expect.stringContaining('labelSelector')],
  ])('%s is 1001', async (query, msg) => {
    expect(await send('GET', `${base}${list}?${query}`)).toEqual({ status: 400, code: 1001, msg });
  });

  it.each(['page=', 'pageSize=', 'keyword=', 'labelSelector=', 'fieldSelector=', 'cluster_id=', 'order=', 'unknown=1'])(
    '%s counts as not given',
    async (query) => {
      expect(await send('GET', `${base}${list}?${query}`)).toMatchObject({ status: 200, code: 0 });
    },
  );

  it('takes hostile text for text', async () => {
    for (const text of ['%00', '%F0%9F%90%B3', '%ff', '.*', '%27%3B--', '__proto__', '%3Cscript%3E', 'a'.repeat(253)]) {
      expect([text, await send('GET', `${base}${list}?keyword=${text}`)]).toMatchObject([text, { status: 200 }]);
    }
  });

  it('asks the cluster that is meant', async () => {
    expect(await send('GET', `${base}${list}?cluster_id=west`)).toMatchObject({ status: 503, code: 1006 });
    for (const ref of ['0', '-1', '1.5', '1e9', '99999999999999999999', '%2e%2e', '__proto__', 'east%2F']) {
      expect([ref, await send('GET', `${base}${list}?cluster_id=${ref}`)]).toMatchObject([
        ref,
        { status: 404, code: 1002 },
      ]);
    }
  });

  it('that the cluster forbids is 1005', async () => {
    expect(await send('GET', `${base}${list}?cluster_id=east-viewer`)).toEqual({
      status: 403,
      code: 1005,
      msg: expect.stringMatching(/ is forbidden: User "viewer" cannot (list|watch) resource "/),
    });
  });

  it('has no other methods', async () => {
    for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      expect([method, await send(method, `${base}${list}`)]).toMatchObject([method, { status: 405, code: 1001 }]);
    }
  });
});

it('an unknown namespace of a list is 1003', async () => {
  for (const list of ['/pods', '/deployments']) {
    expect(await send('GET', `${base}${list}?namespace=nowhere`)).toMatchObject({ status: 404, code: 1003 });
    expect(await send('GET', `${base}${list}?namespace=..`)).toMatchObject({ code: expect.any(Number) });
  }
});

describe('logs', () => {
  it.each([
    ['tail_lines=-1', 'tail_lines must be 0 or more'],
    ['tail_lines=1e9', 'tail_lines must be a whole number'],
    ['tail_lines=all', 'tail_lines must be a whole number'],
    ['tail_lines=1&tail_lines=2', 'tail_lines is given more than once'],
    ['since_seconds=0', 'since_seconds must be 1 or more'],
    ['follow=1', 'follow must be true or false'],
    ['previous=yes', 'previous must be true or false'],
    ['timestamps=', undefined],
    ['tail_lines=0', undefined],
    ['tail_lines=1000000000', undefined],
  ])('%s', async (query, msg) => {
    const outcome = await send('GET', `${base}/pods/solo/logs?${shop}&${query}`);
    if (msg === undefined) expect(outcome).toMatchObject({ status: 200, code: 0 });
    else expect(outcome).toEqual({ status: 400, code: 1001, msg });
  });
});

describe('writes', () => {
  const scale = `${base}/deployments/cart/scale`;
  const nested = (depth: number) => `{"namespace":"shop","replicas":${'['.repeat(depth)}1${']'.repeat(depth)}}`;
  it.each<[string, string | Buffer, string, number, string | RegExp]>([
    ['no JSON', '{', 'application/json', 400, /^the body is not JSON: /],
    ['text', '"scale"', 'application/json', 400, 'body must be a JSON object'],
    [
      'a key twice',
      '{"replicas":1,\n "replicas":2}',
      'application/json',
      400,
      'the body has the key "replicas" twice (line 2, column 2)',
    ],
    ['a list', '[1]', 'application/json', 400, 'body must be a JSON object'],
    ['nested 10,000 deep', nested(10_000), 'application/json', 400, 'the body is nested deeper than 64 levels'],
    [
      '__proto__',
      '{"__proto__":{"replicas":1}}',
      'application/json',
      400,
      'the body has a key "__proto__", which is not allowed',
    ],
    ['constructor', '{"constructor":{"prototype":1},"replicas":1}', 'application/json', 400, 'namespace is required'],
    ['2 MB', `{"a":"${'x'.repeat(2 << 20)}"}`, 'application/json', 413, 'Request entity too large: limit is 1 MiB'],
    ['a form', 'replicas=1', 'application/x-www-form-urlencoded', 415, /application\/json$/],
    ['YAML', 'replicas: 1', 'application/yaml', 415, /application\/json$/],
    ['JSON with no type of its own', '{}', 'json', 415, /application\/json$/],
    [
      'no text',
      Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
      'application/json',
      400,
      'the body is not UTF-8 (byte 3)',
    ],
    ['nothing', '', 'application/json', 400, 'namespace is required'],
  ])('a body that is %s', async (...[, body, type, status, msg]) => {
    const outcome = await send('POST', scale, { body, type });
    expect(outcome).toEqual({ status, code: 1001, msg: typeof msg === 'string' ? msg : expect.stringMatching(msg) });
  });

  it.each(['-1', '1.5', '"3"', 'null', 'true', '[]', '{}', '1e400', '2147483648', '9007199254740993'])(
    'replicas %s is 1001 with the name of the field',
    async (replicas) => {
      const outcome = await send('POST', scale, { body: `{"namespace":"shop","replicas":${replicas}}` });
      expect(outcome).toEqual({ status: 400, code: 1001, msg: expect.stringMatching(/^replicas /) });
    },
  );
});
