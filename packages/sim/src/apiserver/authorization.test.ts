import { createManualClock, createRng } from '@binnacle/kube/clock';
import { describe, expect, it } from 'vitest';
import { createRegistry } from '../registry/index.ts';
import { createAuthorizer, denial, ruleAllows } from './authorization.ts';

const viewer = { name: 'viewer', groups: ['system:authenticated'] };

const open = () => {
  const registry = createRegistry({ clock: createManualClock(), rng: createRng(1) });
  const store = (plural: string) => registry.find({ group: 'rbac.authorization.k8s.io', version: 'v1', plural })!;
  const make = (plural: string, kind: string, body: Record<string, unknown>) =>
    store(plural).create(
      plural.startsWith('cluster') ? undefined : 'default',
      { apiVersion: 'rbac.authorization.k8s.io/v1', kind, metadata: { name: 'x' }, ...body },
      {},
    );
  return { registry, make, authorizer: createAuthorizer(registry) };
};

describe('authorizer', () => {
  it('lets masters do everything and others what they are bound to', () => {
    const { authorizer, make } = open();
    const list = { verb: 'list', group: '', resource: 'pods', namespace: 'default' };
    expect(authorizer.decide({ name: 'a', groups: ['system:masters'] }, list).allowed).toBe(true);
    expect(authorizer.decide(viewer, list)).toEqual({ allowed: false, reason: '' });
    make('rolebindings', 'RoleBinding', {
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'viewer' }],
    });
    expect(authorizer.decide(viewer, list)).toEqual({
      allowed: true,
      reason: 'RBAC: allowed by RoleBinding "x/default" of ClusterRole "view" to User "viewer"',
    });
    expect(authorizer.decide(viewer, { ...list, namespace: 'kube-system' }).allowed).toBe(false);
    expect(authorizer.decide(viewer, { ...list, resource: 'secrets' }).allowed).toBe(false);
    expect(authorizer.decide(viewer, { ...list, verb: 'delete' }).allowed).toBe(false);
  });

  it('knows service accounts, groups, paths and the rules of a user', () => {
    const { authorizer, make } = open();
    make('clusterrolebindings', 'ClusterRoleBinding', {
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'edit' },
      subjects: [{ kind: 'ServiceAccount', name: 'robot', namespace: 'default' }],
    });
    const robot = { name: 'system:serviceaccount:default:robot', groups: [] };
    expect(
      authorizer.decide(robot, { verb: 'delete', group: 'apps', resource: 'deployments', namespace: 'x' }).allowed,
    ).toBe(true);
    expect(authorizer.decide(viewer, { verb: 'get', path: '/version' }).allowed).toBe(true);
    expect(authorizer.decide(viewer, { verb: 'get', path: '/apis/apps/v1' }).allowed).toBe(true);
    expect(authorizer.decide(viewer, { verb: 'get', path: '/metrics' }).allowed).toBe(false);
    expect(authorizer.rulesOf(viewer, 'default').flatMap((rule) => rule.resources ?? [])).toEqual([
      'selfsubjectaccessreviews',
      'selfsubjectrulesreviews',
      'selfsubjectreviews',
    ]);
  });

  it('matches names and subresources', () => {
    const rule = { verbs: ['get'], apiGroups: [''], resources: ['pods/log', '*/scale'], resourceNames: ['a'] };
    const asked = { verb: 'get', group: '', resource: 'pods', subresource: 'log', name: 'a' };
    expect(ruleAllows(rule, asked)).toBe(true);
    expect(ruleAllows(rule, { ...asked, name: 'b' })).toBe(false);
    expect(ruleAllows(rule, { ...asked, subresource: 'exec' })).toBe(false);
    expect(ruleAllows(rule, { ...asked, resource: 'replicasets', subresource: 'scale' })).toBe(true);
    expect(ruleAllows({ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }, asked)).toBe(true);
  });

  it('says no in the words of kube-apiserver', () => {
    expect(denial(viewer, { verb: 'list', group: '', resource: 'pods', namespace: 'default' })).toBe(
      'User "viewer" cannot list resource "pods" in API group "" in the namespace "default"',
    );
    expect(denial(viewer, { verb: 'get', group: 'apps', resource: 'deployments', subresource: 'scale' })).toBe(
      'User "viewer" cannot get resource "deployments/scale" in API group "apps" at the cluster scope',
    );
    expect(denial(viewer, { verb: 'get', path: '/metrics' })).toBe('User "viewer" cannot get path "/metrics"');
  });
});
