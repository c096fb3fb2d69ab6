import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  consoleBase,
  type AuditReply,
  type ClustersReply,
  type ClusterSummary,
  type FindingsReply,
  type FleetReply,
  type ImportReply,
  type WireKind,
} from '@binnacle/api';
import { describeRoutes } from '../http/routes.ts';
import { password, startTestApp, type TestApp } from '../testing/app.ts';
import { toGolden, type Exchange } from '../testing/golden.ts';
import { fillShop } from '../testing/shop.ts';
import { actionExchanges } from './golden-actions.ts';

const resources = '/clusters/:id/resources/:group/:version/:plural';
const pods = '/clusters/1/resources/core/v1/pods';
const deployments = '/clusters/1/resources/apps/v1/deployments';
const solo = 'labelSelector=app%3Dsolo&namespace=shop';

const deploymentKind = (json: unknown) => ({
  items: (json as { items: WireKind[] }).items.filter(({ kind }) => kind === 'Deployment'),
});

/** Stands for a kubeconfig with the contexts `east` and `east-viewer`. */
const both = '<kubeconfig>';

/** How far the counts and the search for Prometheus are, and how fast the cluster answered, differs from run to run. */
const withoutSearch = (json: unknown) => {
  const { node_count: _nodes, pod_count: _pods, reason: _why, ...cluster } = json as ClusterSummary;
  return { ...cluster, health: '<health>', prometheus: '<search>' };
};
const importedNames = (json: unknown) =>
  (json as ImportReply).results.map(({ context, cluster, error }) => ({ context, name: cluster?.name, error }));

/** In order: later ones see what earlier ones changed. */
const exchanges: Exchange[] = [
  {
    row: 'POST /auth/login',
    name: 'login',
    method: 'POST',
    path: '/auth/login',
    as: null,
    body: { username: 'admin', password },
  },
  {
    row: 'POST /auth/login',
    name: 'login-wrong',
    method: 'POST',
    path: '/auth/login',
    as: null,
    body: { username: 'admin', password: 'wrong' },
  },
  {
    row: 'POST /auth/redeem',
    name: 'redeem-used',
    method: 'POST',
    path: '/auth/redeem',
    as: null,
    body: { code: 'used' },
  },
  { row: 'POST /auth/logout', name: 'logout', method: 'POST', path: '/auth/logout', as: null },
  { row: 'GET /auth/me', name: 'me', path: '/auth/me' },
  { row: 'GET /auth/providers', name: 'providers', path: '/auth/providers', as: null },
  { row: 'GET /auth/sessions', name: 'sessions', path: '/auth/sessions' },
  { row: 'GET /auth/cluster-tokens', name: 'cluster-tokens', path: '/auth/cluster-tokens' },
  {
    row: 'PUT /auth/cluster-tokens/:id',
    name: 'cluster-token-of-none',
    method: 'PUT',
    path: '/auth/cluster-tokens/east',
    body: { token: 'a-token' },
  },
  {
    row: 'DELETE /auth/cluster-tokens/:id',
    name: 'cluster-token-unknown',
    method: 'DELETE',
    path: '/auth/cluster-tokens/east',
  },
  { row: 'DELETE /auth/sessions/:id', name: 'session-unknown', method: 'DELETE', path: '/auth/sessions/none' },
  {
    row: 'POST /auth/refresh',
    name: 'refresh-wrong',
    method: 'POST',
    path: '/auth/refresh',
    as: null,
    body: { refresh_token: 'nonsense' },
  },
  {
    row: 'POST /auth/keys',
    name: 'key-create',
    method: 'POST',
    path: '/auth/keys',
    body: { name: 'ci', roles: ['viewer'], expires_in_days: 30 },
  },
  {
    row: 'POST /auth/keys',
    name: 'key-create-no-role',
    method: 'POST',
    path: '/auth/keys',
    body: { name: 'none' },
  },
  { row: 'GET /auth/keys', name: 'keys-own', path: '/auth/keys' },
  { row: 'GET /keys', name: 'keys', path: '/keys' },
  { row: 'DELETE /auth/keys/:id', name: 'key-own-unknown', method: 'DELETE', path: '/auth/keys/none' },
  { row: 'DELETE /keys/:id', name: 'key-unknown', method: 'DELETE', path: '/keys/none' },
  {
    row: 'POST /users',
    name: 'user-create',
    method: 'POST',
    path: '/users',
    body: { username: 'grace', display_name: 'Grace', email: 'grace@example.com', groups: ['dev'] },
  },
  { row: 'POST /users', name: 'user-taken', method: 'POST', path: '/users', body: { username: 'Grace' } },
  { row: 'POST /users', name: 'user-bad-name', method: 'POST', path: '/users', body: { username: 'a b' } },
  { row: 'GET /users', name: 'users', path: '/users?keyword=gra' },
  { row: 'GET /users/:username', name: 'user', path: '/users/grace' },
  { row: 'GET /users/:username', name: 'user-unknown', path: '/users/nobody' },
  {
    row: 'PATCH /users/:username',
    name: 'user-update',
    method: 'PATCH',
    path: '/users/grace',
    body: { groups: ['dev', 'ops'], disabled: true },
  },
  {
    row: 'POST /users/:username/password',
    name: 'user-password',
    method: 'POST',
    path: '/users/grace/password',
    body: { password: 'a better one than that' },
  },
  { row: 'POST /users/:username/sign-out', name: 'user-sign-out', method: 'POST', path: '/users/grace/sign-out' },
  { row: 'DELETE /users/:username', name: 'user-delete', method: 'DELETE', path: '/users/grace' },
  {
    row: 'POST /auth/password',
    name: 'password-wrong',
    method: 'POST',
    path: '/auth/password',
    body: { current_password: 'wrong', new_password: 'a better one than that' },
  },
  {
    row: 'POST /roles',
    name: 'role-create',
    method: 'POST',
    path: '/roles',
    body: { name: 'shop', rules: [{ clusters: ['*'], namespaces: ['shop'], resources: ['*'], verbs: ['viewer'] }] },
  },
  { row: 'POST /roles', name: 'role-no-rules', method: 'POST', path: '/roles', body: { name: 'empty' } },
  { row: 'GET /roles', name: 'roles', path: '/roles' },
  {
    row: 'PUT /roles/:name',
    name: 'role-built-in',
    method: 'PUT',
    path: '/roles/viewer',
    body: { rules: [{ clusters: ['*'], namespaces: ['*'], resources: ['*'], verbs: ['*'] }] },
  },
  {
    row: 'POST /bindings',
    name: 'binding-create',
    method: 'POST',
    path: '/bindings',
    body: { role: 'shop', subject: { kind: 'group', name: 'dev' } },
  },
  { row: 'GET /bindings', name: 'bindings', path: '/bindings' },
  { row: 'DELETE /bindings/:id', name: 'binding-unknown', method: 'DELETE', path: '/bindings/none' },
  { row: 'DELETE /roles/:name', name: 'role-bound', method: 'DELETE', path: '/roles/shop' },
  { row: 'GET /access/subjects/:kind/:name', name: 'access-of-group', path: '/access/subjects/group/dev' },
  { row: 'GET /access/subjects/me', name: 'access-own', path: '/access/subjects/me' },
  {
    row: 'GET /access/check',
    name: 'access-check',
    path: '/access/check?subject=group:dev&resource=pods&verb=list&cluster=east&namespace=shop',
  },
  {
    row: 'GET /access/verbs',
    name: 'access-verbs',
    path: '/access/verbs',
    show: (json) => (json as { items: unknown[] }).items.slice(0, 2),
  },
  {
    row: 'GET /audit',
    name: 'audit',
    path: '/audit?operation=users.create&result=ok&limit=1',
    show: (json) => ({ items: (json as AuditReply).items.map((entry) => ({ ...entry, id: 0, ms: 0 })) }),
  },
  { row: 'GET /audit', name: 'audit-bad-moment', path: '/audit?since=yesterday' },
  { row: 'GET /audit/export', name: 'audit-export-none', path: '/audit/export?user=nobody' },
  // Of a caller who presents nothing: the admin's token is needed below.
  {
    row: 'POST /auth/sign-out-everywhere',
    name: 'sign-out-everywhere',
    method: 'POST',
    path: '/auth/sign-out-everywhere',
    as: null,
  },
  { row: 'GET /rollouts/traffic', name: 'releases-traffic-none', path: '/rollouts/traffic' },
  {
    row: 'GET /clusters',
    name: 'clusters',
    path: '/clusters',
    show: (json) => ({ items: (json as ClustersReply).items.map(withoutSearch) }),
  },
  { row: 'GET /clusters/:id/kinds', name: 'kinds', path: '/clusters/1/kinds', show: deploymentKind },
  { row: 'GET /clusters/:id/kinds', name: 'kinds-unknown-cluster', path: '/clusters/77/kinds' },
  { row: `GET ${resources}`, name: 'rows', path: `${pods}?${solo}` },
  { row: `GET ${resources}`, name: 'rows-bad-limit', path: `${pods}?limit=1001` },
  { row: `GET ${resources}`, name: 'rows-unknown-kind', path: '/clusters/1/resources/core/v1/wombats' },
  { row: `GET ${resources}/:name`, name: 'object', path: `${deployments}/cart?namespace=shop` },
  { row: `GET ${resources}/:name`, name: 'object-unknown', path: `${deployments}/nobody?namespace=shop` },
  { row: `GET ${resources}/:name/events`, name: 'events', path: `${pods}/quiet/events?namespace=shop` },
  {
    row: 'GET /clusters/:id/pods/:name/terminal',
    name: 'pod-terminal',
    path: '/clusters/1/pods/solo/terminal?namespace=shop',
  },
  {
    row: 'GET /clusters/:id/nodes/:name/terminal',
    name: 'node-terminal-unknown',
    path: '/clusters/1/nodes/nowhere/terminal',
  },
  {
    row: 'GET /clusters/:id/pods/:name/logs',
    name: 'logs',
    path: '/clusters/1/pods/solo/logs?namespace=shop&tailLines=0',
  },
  {
    row: `POST ${resources}/:name/scale`,
    name: 'scale',
    method: 'POST',
    path: `${deployments}/cart/scale?namespace=shop`,
    body: { replicas: 3 },
  },
  {
    row: `POST ${resources}/:name/scale`,
    name: 'scale-negative',
    method: 'POST',
    path: `${deployments}/cart/scale?namespace=shop`,
    body: { replicas: -1 },
  },
  {
    row: `POST ${resources}/:name/scale`,
    name: 'scale-not-scalable',
    method: 'POST',
    path: `${pods}/solo/scale?namespace=shop`,
    body: { replicas: 1 },
  },
  {
    row: `POST ${resources}/:name/restart`,
    name: 'restart',
    method: 'POST',
    path: `${deployments}/cart/restart?namespace=shop`,
  },
  {
    row: 'POST /clusters/:id/resources/core/v1/pods/:name/restart',
    name: 'restart-bare-pod',
    method: 'POST',
    path: `${pods}/solo/restart?namespace=shop`,
  },
  { row: `DELETE ${resources}/:name`, name: 'delete', method: 'DELETE', path: `${pods}/quiet?namespace=shop` },
  {
    row: `POST ${resources}`,
    name: 'create',
    method: 'POST',
    path: '/clusters/1/resources/core/v1/configmaps?namespace=shop',
    body: { content: 'metadata: {name: one}\ndata: {a: x}\n' },
  },
  {
    row: `PUT ${resources}/:name`,
    name: 'replace-two-objects',
    method: 'PUT',
    path: '/clusters/1/resources/core/v1/configmaps/one?namespace=shop',
    body: { content: 'data: {a: x}\n---\ndata: {b: x}\n' },
  },
  {
    row: `POST ${resources}/:name/apply`,
    name: 'apply-conflict',
    method: 'POST',
    path: '/clusters/1/resources/core/v1/configmaps/one/apply?namespace=shop',
    body: { content: { data: { a: 'y' } }, field_manager: 'other' },
  },
  {
    row: `POST ${resources}/:name/diff`,
    name: 'diff',
    method: 'POST',
    path: '/clusters/1/resources/core/v1/configmaps/one/diff?namespace=shop',
    body: { content: { data: { b: 'y' } } },
  },
  {
    row: `DELETE ${resources}/:name`,
    name: 'delete-confirm',
    method: 'DELETE',
    path: '/clusters/1/resources/core/v1/configmaps/one?namespace=shop&confirm=required',
  },
  {
    row: 'POST /clusters/:id/manifests/check',
    name: 'manifests-check',
    method: 'POST',
    path: '/clusters/1/manifests/check',
    body: { text: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\ndata: {a: 1}\n', namespace: 'shop' },
  },
  {
    row: 'GET /clusters/:id/schemas/:group/:version/:kind',
    name: 'schema',
    path: '/clusters/1/schemas/core/v1/ConfigMap',
    show: (json) => (json as { schema: unknown }).schema,
  },
  ...['cluster', 'nodes', 'pods', 'stats'].map((what): Exchange => ({
    row: `GET /clusters/:id/metrics/${what}`,
    name: `metrics-${what}`,
    path: `/clusters/1/metrics/${what}`,
    show: (json) => Object.keys(json as object),
  })),
  {
    row: 'POST /clusters/:id/metrics/usage',
    name: 'metrics-usage',
    method: 'POST',
    path: '/clusters/1/metrics/usage',
    body: { of: 'pods', names: ['shop/nobody'] },
    show: (json) => (json as { items: unknown }).items,
  },
  {
    row: 'POST /clusters/:id/metrics/usage',
    name: 'metrics-usage-of-what',
    method: 'POST',
    path: '/clusters/1/metrics/usage',
    body: { of: 'ships', names: [] },
  },
  {
    row: 'GET /clusters/:id/logs/download',
    name: 'logs-download-whose',
    path: '/clusters/1/logs/download?namespace=shop',
  },
  {
    row: 'GET /clusters/:id/pods/:name/files',
    name: 'files-unknown',
    path: '/clusters/1/pods/solo/files?namespace=shop&path=/nowhere',
  },
  {
    row: 'PUT /clusters/:id/pods/:name/files',
    name: 'file-upload-json',
    method: 'PUT',
    body: { a: 1 },
    path: '/clusters/1/pods/solo/files?namespace=shop&path=/tmp/x',
  },
  {
    row: 'DELETE /clusters/:id/pods/:name/files',
    name: 'file-delete-root',
    method: 'DELETE',
    path: '/clusters/1/pods/solo/files?namespace=shop&path=/',
  },
  {
    row: 'POST /clusters/:id/pods/:name/files/rename',
    name: 'file-rename-nowhere',
    method: 'POST',
    path: '/clusters/1/pods/solo/files/rename?namespace=shop&path=/tmp/x',
  },
  {
    row: 'POST /kubeconfig/inspect',
    name: 'kubeconfig-inspect',
    method: 'POST',
    path: '/kubeconfig/inspect',
    body: { kubeconfig: both },
  },
  {
    row: 'POST /kubeconfig/test',
    name: 'kubeconfig-test',
    method: 'POST',
    path: '/kubeconfig/test',
    body: { kubeconfig: both, context: 'east' },
  },
  {
    row: 'POST /kubeconfig/test',
    name: 'kubeconfig-test-form',
    method: 'POST',
    path: '/kubeconfig/test',
    body: { api_server: 'https://127.0.0.1:1', token: 't' },
  },
  {
    row: 'POST /kubeconfig/import',
    name: 'kubeconfig-import',
    method: 'POST',
    path: '/kubeconfig/import',
    body: { kubeconfig: both, choices: [{ context: 'east-viewer' }, { context: 'east' }] },
    show: importedNames,
  },
  {
    row: 'POST /clusters',
    name: 'cluster-create',
    method: 'POST',
    path: '/clusters',
    body: { name: 'orient', kubeconfig: both, context: 'east', colour: 'red', production: true },
    show: withoutSearch,
  },
  {
    row: 'POST /clusters',
    name: 'cluster-create-colour',
    method: 'POST',
    path: '/clusters',
    body: { name: 'x', kubeconfig: both, colour: 'mauve' },
  },
  { row: 'GET /clusters/:id', name: 'cluster', path: '/clusters/east', show: withoutSearch },
  {
    row: 'PATCH /clusters/:id',
    name: 'cluster-update',
    method: 'PATCH',
    path: '/clusters/orient',
    body: { description: 'The far one', enabled: false, prometheus_url: 'http://prometheus.example.com:9090' },
    show: withoutSearch,
  },
  {
    row: 'PATCH /clusters/:id',
    name: 'cluster-update-prometheus',
    method: 'PATCH',
    path: '/clusters/orient',
    body: { prometheus_url: 'http://169.254.169.254/latest' },
  },
  { row: 'POST /clusters/:id/test', name: 'cluster-test', method: 'POST', path: '/clusters/orient/test' },
  {
    row: 'POST /clusters/:id/discovery',
    name: 'cluster-discovery-disabled',
    method: 'POST',
    path: '/clusters/orient/discovery',
  },
  {
    row: 'GET /clusters/:id/findings',
    name: 'findings',
    path: '/clusters/1/findings?namespace=shop',
    show: (json) => {
      const { items, unknown } = json as FindingsReply;
      return {
        item: items.find(({ code, object }) => code === 'WorkloadWithoutRequests' && object.name === 'cart'),
        unknown,
      };
    },
  },
  {
    row: 'GET /fleet',
    name: 'fleet',
    path: '/fleet',
    show: (json) => Object.keys((json as FleetReply).items[0] ?? {}),
  },
  { row: 'GET /clusters/:id/mesh', name: 'mesh-none', path: '/clusters/1/mesh' },
  {
    row: 'GET /clusters/:id/metrics/charts',
    name: 'charts',
    path: '/clusters/1/metrics/charts?scope=namespace&namespace=shop',
    show: (json) => Object.keys(json as object).filter((key) => key !== 'problem'),
  },
  {
    row: 'GET /clusters/:id/metrics/charts',
    name: 'charts-scope',
    path: '/clusters/1/metrics/charts?scope=galaxy',
  },
  {
    row: 'GET /clusters/:id/metrics/charts',
    name: 'charts-nameless',
    path: '/clusters/1/metrics/charts?scope=pod&namespace=shop',
  },
  {
    row: 'GET /clusters/:id/metrics/charts',
    name: 'charts-kind',
    path: '/clusters/1/metrics/charts?scope=workload&namespace=shop&name=web&kind=services',
  },
  {
    row: 'GET /clusters/:id/metrics/charts',
    name: 'charts-range',
    path: '/clusters/1/metrics/charts?scope=cluster&minutes=1000000',
  },
  {
    row: 'GET /clusters/:id/prometheus/query',
    name: 'prometheus-without-query',
    path: '/clusters/1/prometheus/query?time=5',
  },
  {
    row: 'GET /clusters/:id/prometheus/query',
    name: 'prometheus-half-a-range',
    path: '/clusters/1/prometheus/query?query=up&start=5',
  },
  {
    row: 'GET /clusters/:id/prometheus/query',
    name: 'prometheus-bad-step',
    path: '/clusters/1/prometheus/query?query=up&start=5&end=6&step=1m',
  },
  {
    row: 'GET /clusters/:id/findings',
    name: 'findings-area',
    path: '/clusters/1/findings?area=elsewhere',
  },
  { row: 'DELETE /clusters/:id', name: 'cluster-delete', method: 'DELETE', path: '/clusters/orient' },
  // Last: they evict the Pod that others ask about.
  ...actionExchanges,
];

describe('golden exchanges of the console', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
    await fillShop(app);
  });
  afterAll(() => app.close());

  it.each(exchanges)('$name', async (exchange) => {
    const { method = 'GET', path, body, as } = exchange;
    const sent =
      (body as { kubeconfig?: string } | undefined)?.kubeconfig === both
        ? { ...(body as object), kubeconfig: app.kubeconfig({ all: true }) }
        : body;
    const reply = await app.call(method, `${consoleBase}${path}`, { body: sent, ...(as === undefined ? {} : { as }) });
    const shown =
      body !== undefined && JSON.stringify(body).includes('password"')
        ? { ...exchange, body: '<credentials>' }
        : exchange;
    await expect(toGolden(shown, reply)).toMatchFileSnapshot(`golden/${exchange.name}.golden.json`);
  });

  it('show every row; streams are shown in streams.test.ts, releases in releases.test.ts, redirects in oidc.test.ts', () => {
    const redirects = ['auth.beginProvider', 'auth.finishProvider'];
    const rows = describeRoutes().filter(
      ({ dialect, accept, operation }) =>
        dialect === 'console' && accept === undefined && !redirects.includes(operation),
    );
    const shown = new Set([...exchanges.map(({ row }) => row), 'GET /rollouts', 'GET /clusters/:id/rollout-prospect']);
    expect(
      rows.map(({ method, path }) => `${method} ${path.slice(consoleBase.length)}`).filter((row) => !shown.has(row)),
    ).toEqual([]);
  });
});
