import { expect } from 'vitest';
import { refusal } from './harness/api.ts';
import { conformance, eventually } from './harness/conformance.ts';
import { at, failure, read } from './harness/objects.ts';

const aggregated = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

conformance('discovery', 'the version names Kubernetes 1.34', async ({ api }) => {
  const version = await api.get<Record<string, string>>('/version');
  expect(version).toMatchObject({ major: '1', minor: '34' });
  expect(version['gitVersion']).toMatch(/^v1\.34\.\d+/);
});

conformance('discovery', 'health endpoints answer ok as plain text', async ({ api }) => {
  for (const path of ['/healthz', '/readyz', '/livez']) {
    const reply = await api.raw({ method: 'GET', path });
    expect([path, reply.status, reply.text]).toEqual([path, 200, 'ok']);
    expect(reply.headers['content-type']).toBe('text/plain; charset=utf-8');
  }
});

conformance('discovery', '/api names the core version', async ({ api }) => {
  expect(await api.get('/api')).toMatchObject({ kind: 'APIVersions', versions: ['v1'] });
});

conformance('discovery', '/apis names groups with their preferred versions', async ({ api }) => {
  const groups = await api.get<{ kind: string; apiVersion: string; groups: { name: string }[] }>('/apis');
  expect([groups.kind, groups.apiVersion]).toEqual(['APIGroupList', 'v1']);
  expect(groups.groups.find((group) => group.name === 'apps')).toEqual({
    name: 'apps',
    versions: [{ groupVersion: 'apps/v1', version: 'v1' }],
    preferredVersion: { groupVersion: 'apps/v1', version: 'v1' },
  });
});

conformance('discovery', 'a group answers for itself', async ({ api }) => {
  expect(await api.get('/apis/apps')).toEqual({
    kind: 'APIGroup',
    apiVersion: 'v1',
    name: 'apps',
    versions: [{ groupVersion: 'apps/v1', version: 'v1' }],
    preferredVersion: { groupVersion: 'apps/v1', version: 'v1' },
  });
});

conformance('discovery', 'core resources say verbs, short names and categories', async ({ api }) => {
  const list = await api.get<{ kind: string; groupVersion: string; resources: { name: string }[] }>('/api/v1');
  expect([list.kind, list.groupVersion]).toEqual(['APIResourceList', 'v1']);
  const of = (name: string) => list.resources.find((resource) => resource.name === name);
  expect(of('pods')).toMatchObject({
    name: 'pods',
    singularName: 'pod',
    namespaced: true,
    kind: 'Pod',
    verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
    shortNames: ['po'],
    categories: ['all'],
  });
  expect(of('pods/log')).toEqual({ name: 'pods/log', singularName: '', namespaced: true, kind: 'Pod', verbs: ['get'] });
  expect(of('pods/eviction')).toEqual({
    name: 'pods/eviction',
    singularName: '',
    namespaced: true,
    group: 'policy',
    version: 'v1',
    kind: 'Eviction',
    verbs: ['create'],
  });
  expect(of('namespaces')).toMatchObject({ namespaced: false, shortNames: ['ns'], singularName: 'namespace' });
});

conformance('discovery', 'scale belongs to autoscaling', async ({ api }) => {
  const list = await api.get<{ resources: { name: string }[] }>('/apis/apps/v1');
  expect(list.resources.find((resource) => resource.name === 'deployments/scale')).toEqual({
    name: 'deployments/scale',
    singularName: '',
    namespaced: true,
    group: 'autoscaling',
    version: 'v1',
    kind: 'Scale',
    verbs: ['get', 'patch', 'update'],
  });
});

conformance('discovery', 'aggregated discovery lists every group in one answer', async ({ api }) => {
  const reply = await api.raw({ method: 'GET', path: '/apis', headers: { accept: aggregated } });
  expect(reply.status).toBe(200);
  expect(reply.headers['content-type']).toBe(aggregated);
  const body = JSON.parse(reply.text) as { kind: string; apiVersion: string; items: unknown[] };
  expect([body.kind, body.apiVersion]).toEqual(['APIGroupDiscoveryList', 'apidiscovery.k8s.io/v2']);
  const apps = body.items.find((item) => read(item, 'metadata.name') === 'apps');
  const deployments = (read(apps, 'versions.0.resources') as unknown[]).find(
    (r) => read(r, 'resource') === 'deployments',
  );
  expect(deployments).toEqual({
    resource: 'deployments',
    responseKind: { group: '', version: '', kind: 'Deployment' },
    scope: 'Namespaced',
    singularResource: 'deployment',
    verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
    shortNames: ['deploy'],
    categories: ['all'],
    subresources: [
      {
        subresource: 'scale',
        responseKind: { group: 'autoscaling', version: 'v1', kind: 'Scale' },
        verbs: ['get', 'patch', 'update'],
      },
      {
        subresource: 'status',
        responseKind: { group: '', version: '', kind: 'Deployment' },
        verbs: ['get', 'patch', 'update'],
      },
    ],
  });
});

conformance('discovery', 'OpenAPI v3 has a document per group version', async ({ api }) => {
  const index = await api.get<{ paths: Record<string, { serverRelativeURL: string }> }>('/openapi/v3');
  const url = index.paths['apis/apps/v1']?.serverRelativeURL;
  expect(url).toMatch(/^\/openapi\/v3\/apis\/apps\/v1\?hash=[0-9A-F]+$/);
  const document = await api.get(url!);
  const schema = read(document, 'components.schemas');
  const deployment = (schema as Record<string, unknown>)['io.k8s.api.apps.v1.Deployment'];
  expect(read(deployment, 'x-kubernetes-group-version-kind')).toEqual([
    { group: 'apps', kind: 'Deployment', version: 'v1' },
  ]);
});

conformance('discovery', 'OpenAPI v2 has definitions for kubectl', async ({ api }) => {
  const document = await api.get<{ swagger: string; definitions: Record<string, unknown> }>('/openapi/v2');
  expect(document.swagger).toBe('2.0');
  expect(read(document.definitions['io.k8s.api.core.v1.Pod'], 'properties.spec')).toMatchObject({
    $ref: '#/definitions/io.k8s.api.core.v1.PodSpec',
  });
});

conformance('discovery', 'an unknown path is 404 as plain text', async ({ api }) => {
  const reply = await api.raw({ method: 'GET', path: '/apis/nothing.example.com/v1/things' });
  expect([reply.status, reply.text]).toEqual([404, '404 page not found\n']);
});

conformance('discovery', 'an unknown resource of a known version is 404 as plain text', async ({ api, ns }) => {
  const reply = await api.raw({ method: 'GET', path: `/api/v1/namespaces/${ns}/things` });
  expect(reply.status).toBe(404);
  expect(JSON.parse(reply.text)).toEqual(
    failure(404, 'NotFound', { message: 'the server could not find the requested resource', details: {} }),
  );
});

conformance('discovery', 'a media type nobody speaks is 406', async ({ api, ns }) => {
  const reply = await api.raw({
    method: 'GET',
    path: `/api/v1/namespaces/${ns}/pods`,
    headers: { accept: 'image/png' },
  });
  expect(reply.status).toBe(406);
  expect(JSON.parse(reply.text)).toEqual(
    failure(406, 'NotAcceptable', {
      message:
        '406: Not Acceptable\n\nAvailable representations: application/json, application/yaml, application/vnd.kubernetes.protobuf, application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch',
      details: {},
    }),
  );
});

conformance('discovery', 'both forms of discovery tell of the same resources, verbs and names', async ({ api }) => {
  interface Told {
    resource: string;
    singularResource: string;
    verbs: string[];
    shortNames?: string[];
    categories?: string[];
    subresources?: { subresource: string; verbs: string[] }[];
  }
  for (const root of ['/api', '/apis']) {
    const reply = await api.raw({ method: 'GET', path: root, headers: { accept: aggregated } });
    const { items } = JSON.parse(reply.text) as {
      items: { metadata: { name?: string }; versions: { version: string; resources: Told[] }[] }[];
    };
    // Groups made by other bodies may be gone before they are asked for.
    for (const { metadata, versions } of items.filter((item) => !item.metadata.name?.includes('example')))
      for (const { version, resources } of versions) {
        const list = await api.get<{ resources: { name: string }[] }>(
          [root, metadata.name, version].filter((part) => part !== undefined && part !== '').join('/'),
        );
        const old = list.resources.map((r) => [r.name, read(r, 'verbs'), read(r, 'shortNames'), read(r, 'categories')]);
        const told = resources.flatMap((r) => [
          [r.resource, r.verbs, r.shortNames, r.categories],
          ...(r.subresources ?? []).map((sub) => [`${r.resource}/${sub.subresource}`, sub.verbs, undefined, undefined]),
        ]);
        const byName = (a: unknown[], b: unknown[]) => (String(a[0]) < String(b[0]) ? -1 : 1);
        expect(told.sort(byName)).toEqual(old.sort(byName));
      }
  }
});

conformance('discovery', 'the server counts what it is asked', async ({ api, viewer, ns }) => {
  await api.get(at('configmaps', ns));
  await api.watch(at('configmaps', ns));
  await eventually(async () => {
    const { status, headers, text } = await api.raw({ method: 'GET', path: '/metrics' });
    expect([status, headers['content-type']]).toEqual([
      200,
      'text/plain; version=0.0.4; charset=utf-8; escaping=underscores',
    ]);
    for (const [name, type] of [
      ['apiserver_current_inflight_requests', 'gauge'],
      ['apiserver_longrunning_requests', 'gauge'],
      ['apiserver_request_duration_seconds', 'histogram'],
      ['apiserver_request_total', 'counter'],
      ['process_resident_memory_bytes', 'gauge'],
    ])
      expect(text).toContain(`# TYPE ${name} ${type}\n`);
    expect(text).toMatch(
      /^apiserver_longrunning_requests\{component="apiserver",group="",resource="configmaps",scope="namespace",subresource="",verb="WATCH",version="v1"\} [1-9]/m,
    );
    expect(text).toMatch(
      /^apiserver_request_total\{code="200",component="apiserver",dry_run="",group="",resource="configmaps",scope="namespace",subresource="",verb="LIST",version="v1"\} [1-9]/m,
    );
    expect(text).toMatch(
      /^apiserver_request_duration_seconds_count\{component="apiserver",(dry_run="",)?group="",resource="configmaps",scope="namespace",subresource="",verb="LIST",version="v1"\} [1-9]/m,
    );
  });
  const { message } = await refusal(viewer.get('/metrics'));
  expect(message).toBe('forbidden: User "viewer" cannot get path "/metrics"');
});
