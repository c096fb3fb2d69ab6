import { expect } from 'vitest';
import { conformance, eventually } from './harness/conformance.ts';
import { failure, read } from './harness/objects.ts';

const rbac = '/apis/rbac.authorization.k8s.io/v1';

/** A header that takes the harness' own credentials away. */
const nobody = { authorization: '' };

conformance('access', 'who has no credentials is anonymous, and may read what is public', async ({ api, ns }) => {
  for (const path of ['/version', '/healthz', '/livez', '/readyz'])
    expect([path, (await api.raw({ method: 'GET', path, headers: nobody })).status]).toEqual([path, 200]);
  const reply = await api.raw({ method: 'GET', path: `/api/v1/namespaces/${ns}/pods`, headers: nobody });
  expect([reply.status, JSON.parse(reply.text)]).toEqual([
    403,
    failure(403, 'Forbidden', {
      message: `pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" in the namespace "${ns}"`,
      details: { kind: 'pods' },
    }),
  ]);
  const root = await api.raw({ method: 'GET', path: '/apis', headers: nobody });
  expect(JSON.parse(root.text)).toMatchObject({
    message: 'forbidden: User "system:anonymous" cannot get path "/apis"',
    reason: 'Forbidden',
    details: {},
  });
});

conformance('access', 'credentials that are not good are refused, also where anybody may read', async ({ api }) => {
  for (const authorization of ['Bearer x', 'Bearer a.b.c', 'Basic eDp5']) {
    const reply = await api.raw({ method: 'GET', path: '/version', headers: { authorization } });
    const expected = authorization.startsWith('Basic') ? 200 : 401;
    expect([authorization, reply.status]).toEqual([authorization, expected]);
  }
});

conformance('access', 'a role is made of those that carry its label, and follows them', async ({ api, ns }) => {
  const role = (name: string, resource: string) => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: `${ns}-${name}`, labels: { [ns]: 'yes' } },
    rules: [{ apiGroups: [''], resources: [resource], verbs: ['get'] }],
  });
  const rulesAre = (resources: string[]) =>
    eventually(async () => {
      const whole = await api.get(`${rbac}/clusterroles/${ns}-whole`);
      expect((read(whole, 'rules') as { resources: string[] }[] | null)?.flatMap((rule) => rule.resources)).toEqual(
        resources,
      );
    });
  try {
    await api.post(`${rbac}/clusterroles`, role('b', 'pods'));
    await api.post(`${rbac}/clusterroles`, {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: `${ns}-whole` },
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: { [ns]: 'yes' } }] },
      rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['*'] }],
    });
    await rulesAre(['pods']);
    await api.post(`${rbac}/clusterroles`, role('a', 'services'));
    await rulesAre(['services', 'pods']);
    await api.delete(`${rbac}/clusterroles/${ns}-b`);
    await rulesAre(['services']);
  } finally {
    for (const name of ['a', 'b', 'whole']) await api.delete(`${rbac}/clusterroles/${ns}-${name}`).catch(() => {});
  }
});

conformance('access', 'the stock role view grows with what is labelled for it', async ({ api, ns }) => {
  const label = 'rbac.authorization.k8s.io/aggregate-to-view';
  const rule = { apiGroups: [`${ns}.example.com`], resources: ['things'], verbs: ['get'] };
  await api.post(`${rbac}/clusterroles`, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: ns, labels: { [label]: 'true' } },
    rules: [rule],
  });
  try {
    await eventually(async () =>
      expect(read(await api.get(`${rbac}/clusterroles/view`), 'rules')).toContainEqual(rule),
    );
  } finally {
    await api.delete(`${rbac}/clusterroles/${ns}`);
  }
  await eventually(async () =>
    expect(read(await api.get(`${rbac}/clusterroles/view`), 'rules')).not.toContainEqual(rule),
  );
});

conformance('access', 'each address of a Service is an IPAddress', async ({ api, ns }) => {
  const service = await api.post(`/api/v1/namespaces/${ns}/services`, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'a' },
    spec: { ports: [{ port: 80 }] },
  });
  const path = `/apis/networking.k8s.io/v1/ipaddresses/${String(read(service, 'spec.clusterIP'))}`;
  await eventually(async () =>
    expect(read(await api.get(path), 'spec.parentRef')).toEqual({ resource: 'services', namespace: ns, name: 'a' }),
  );
  await api.delete(`/api/v1/namespaces/${ns}/services/a`);
  await eventually(async () => expect((await api.raw({ method: 'GET', path })).status).toBe(404));
});
