import { expect } from 'vitest';
import { refusal } from './harness/api.ts';
import { conformance, eventually } from './harness/conformance.ts';
import { at, configMap, failure, names, read } from './harness/objects.ts';

const rbac = 'rbac.authorization.k8s.io';
const role = (rules: unknown[]) => ({ apiVersion: `${rbac}/v1`, kind: 'Role', metadata: { name: 'reader' }, rules });
const binding = (subject: Record<string, string>) => ({
  apiVersion: `${rbac}/v1`,
  kind: 'RoleBinding',
  metadata: { name: 'reader' },
  roleRef: { apiGroup: rbac, kind: 'Role', name: 'reader' },
  subjects: [subject],
});
const viewerUser = { apiGroup: rbac, kind: 'User', name: 'viewer' };

conformance('access', 'no credentials is Unauthorized', async ({ api, ns }) => {
  const reply = await api.raw({ method: 'GET', path: at('pods', ns), headers: { authorization: 'Bearer forged' } });
  expect([reply.status, JSON.parse(reply.text)]).toEqual([
    401,
    failure(401, 'Unauthorized', { message: 'Unauthorized' }),
  ]);
});

conformance('access', 'a user without rights is told what is missing', async ({ viewer, ns }) => {
  expect(await refusal(viewer.list(at('pods', ns)))).toEqual(
    failure(403, 'Forbidden', {
      message: `pods is forbidden: User "viewer" cannot list resource "pods" in API group "" in the namespace "${ns}"`,
      details: { kind: 'pods' },
    }),
  );
  expect(await refusal(viewer.get(at('deployments', ns, 'a')))).toEqual(
    failure(403, 'Forbidden', {
      message: `deployments.apps "a" is forbidden: User "viewer" cannot get resource "deployments" in API group "apps" in the namespace "${ns}"`,
      details: { name: 'a', group: 'apps', kind: 'deployments' },
    }),
  );
  expect(await refusal(viewer.list(at('nodes')))).toEqual(
    failure(403, 'Forbidden', {
      message: 'nodes is forbidden: User "viewer" cannot list resource "nodes" in API group "" at the cluster scope',
      details: { kind: 'nodes' },
    }),
  );
});

conformance('access', 'subresources are resources of their own', async ({ viewer, ns }) => {
  expect(await refusal(viewer.get(at('pods', ns, 'a/log')))).toEqual(
    failure(403, 'Forbidden', {
      message: `pods "a" is forbidden: User "viewer" cannot get resource "pods/log" in API group "" in the namespace "${ns}"`,
      details: { name: 'a', kind: 'pods' },
    }),
  );
});

conformance('access', 'paths outside of resources are guarded too', async ({ viewer }) => {
  expect(await viewer.get('/version')).toMatchObject({ major: '1' });
  expect(await refusal(viewer.get('/metrics'))).toEqual(
    failure(403, 'Forbidden', { message: 'forbidden: User "viewer" cannot get path "/metrics"', details: {} }),
  );
});

conformance('access', 'everyone signed in may discover', async ({ viewer }) => {
  expect(await viewer.get('/apis')).toMatchObject({ kind: 'APIGroupList' });
  expect(await viewer.get('/api/v1')).toMatchObject({ kind: 'APIResourceList' });
});

conformance('access', 'a bound role grants exactly its verbs', async ({ api, viewer, ns }) => {
  await api.post(at('configmaps', ns), configMap('a'));
  await api.post(at('roles', ns), role([{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list'] }]));
  await api.post(at('rolebindings', ns), binding(viewerUser));
  await eventually(async () => expect(names(await viewer.list(at('configmaps', ns)))).toContain('a'));
  expect(await viewer.get(at('configmaps', ns, 'a'))).toMatchObject({ kind: 'ConfigMap' });
  expect(await refusal(viewer.delete(at('configmaps', ns, 'a')))).toEqual(
    failure(403, 'Forbidden', {
      message: `configmaps "a" is forbidden: User "viewer" cannot delete resource "configmaps" in API group "" in the namespace "${ns}"`,
      details: { name: 'a', kind: 'configmaps' },
    }),
  );
  expect(await refusal(viewer.list(at('configmaps')))).toMatchObject({ reason: 'Forbidden' });
});

conformance('access', 'a group binding reaches its members', async ({ api, viewer, ns }) => {
  await api.post(at('roles', ns), role([{ apiGroups: [''], resources: ['secrets'], verbs: ['list'] }]));
  await api.post(at('rolebindings', ns), binding({ apiGroup: rbac, kind: 'Group', name: 'viewers' }));
  await eventually(() => viewer.list(at('secrets', ns)));
});

conformance('access', 'resource names narrow a rule', async ({ api, viewer, ns }) => {
  for (const name of ['mine', 'other']) await api.post(at('configmaps', ns), configMap(name));
  const rule = { apiGroups: [''], resources: ['configmaps'], resourceNames: ['mine'], verbs: ['get'] };
  await api.post(at('roles', ns), role([rule]));
  await api.post(at('rolebindings', ns), binding(viewerUser));
  await eventually(() => viewer.get(at('configmaps', ns, 'mine')));
  expect(await refusal(viewer.get(at('configmaps', ns, 'other')))).toMatchObject({ reason: 'Forbidden' });
});

conformance('access', 'the view role reads but sees no Secrets', async ({ api, viewer, ns }) => {
  await api.post(at('rolebindings', ns), {
    ...binding(viewerUser),
    roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: 'view' },
  });
  await eventually(() => viewer.list(at('pods', ns)));
  expect(await viewer.list(at('deployments', ns))).toMatchObject({ kind: 'DeploymentList' });
  expect(await refusal(viewer.list(at('secrets', ns)))).toMatchObject({ reason: 'Forbidden' });
});

conformance('access', 'removing the binding removes the right', async ({ api, viewer, ns }) => {
  await api.post(at('roles', ns), role([{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }]));
  await api.post(at('rolebindings', ns), binding(viewerUser));
  await eventually(() => viewer.list(at('pods', ns)));
  await api.delete(at('rolebindings', ns, 'reader'));
  await eventually(async () =>
    expect(await refusal(viewer.list(at('pods', ns)))).toMatchObject({ reason: 'Forbidden' }),
  );
});

conformance('access', 'nobody grants more than they have', async ({ api, viewer, ns }) => {
  await api.post(at('roles', ns), role([{ apiGroups: [rbac], resources: ['roles'], verbs: ['create'] }]));
  await api.post(at('rolebindings', ns), binding(viewerUser));
  const wanted = { ...role([{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }]), metadata: { name: 'more' } };
  await eventually(async () => {
    const status = await refusal(viewer.post(at('roles', ns), wanted));
    expect(status).toEqual(
      failure(403, 'Forbidden', {
        message: `roles.rbac.authorization.k8s.io "more" is forbidden: user "viewer" (groups=["viewers" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:[""], Resources:["secrets"], Verbs:["get"]}`,
        details: { name: 'more', group: rbac, kind: 'roles' },
      }),
    );
  });
});

conformance('access', 'a user can ask what they may do', async ({ api, viewer, ns }) => {
  const ask = (who: typeof api, verb: string) =>
    who.post(at('selfsubjectaccessreviews'), {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes: { namespace: ns, verb, resource: 'pods' } },
    });
  expect(read(await ask(api, 'list'), 'status.allowed')).toBe(true);
  expect(read(await ask(viewer, 'list'), 'status')).toEqual({ allowed: false });
});

conformance('access', 'an administrator can act as another user', async ({ api, ns }) => {
  const reply = await api.raw({ method: 'GET', path: at('pods', ns), headers: { 'impersonate-user': 'viewer' } });
  expect([reply.status, JSON.parse(reply.text)]).toEqual([
    403,
    failure(403, 'Forbidden', {
      message: `pods is forbidden: User "viewer" cannot list resource "pods" in API group "" in the namespace "${ns}"`,
      details: { kind: 'pods' },
    }),
  ]);
});

conformance('access', 'a user without the right cannot', async ({ viewer, ns }) => {
  const reply = await viewer.raw({ method: 'GET', path: at('pods', ns), headers: { 'impersonate-user': 'admin' } });
  expect([reply.status, JSON.parse(reply.text)]).toEqual([
    403,
    failure(403, 'Forbidden', {
      message:
        'users "admin" is forbidden: User "viewer" cannot impersonate resource "users" in API group "" at the cluster scope',
      details: { name: 'admin', kind: 'users' },
    }),
  ]);
});
