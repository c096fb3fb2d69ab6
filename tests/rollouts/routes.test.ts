/** Traffic by routes other than an nginx Ingress: other classes, HTTPRoutes, Istio's, and scripts of the user's own. */
import { expect } from 'vitest';
import type { KubeObject } from '@binnacle/kube/api';
import type { RolloutStep } from '@binnacle/rollouts/api';
import { Refusal } from '../conformance/harness/api.ts';
import { type Given, conformance } from '../conformance/harness/conformance.ts';
import { deployment, ingress, name, rollout, service, traffic } from './harness/objects.ts';
import { at } from './harness/paths.ts';
import type { Plural } from './harness/paths.ts';
import { startRelease } from './harness/release.ts';
import { serveRoutes } from './harness/route-definitions.ts';

const gray = { headers: [{ type: 'Exact' as const, name: 'user', value: 'gray' }] };
/** Matches first, then a weight, then all. */
const steps: RolloutStep[] = [
  { replicas: '20%', matches: [gray], pause: {} },
  { replicas: '40%', traffic: '40%', pause: {} },
  { replicas: '100%', traffic: '100%', pause: {} },
];

const begin = (given: Given, routing: object, ...routes: KubeObject[]) => {
  const workload = deployment();
  const list = { trafficRoutings: [{ service: name, gracePeriodSeconds: 1, ...routing }] };
  const ro = rollout({ style: 'canary', steps, workload, plan: list });
  return startRelease(given, workload, service(), ...routes, ro);
};

const specOf = async ({ api, ns }: Given, plural: Plural) => (await api.get(at(plural, ns, name)))['spec'];
const original = async ({ api, ns }: Given, plural: Plural) =>
  (await api.get(at(plural, ns, name))).metadata.annotations?.['rollouts.kruise.io/original-spec-configuration'];

const alb = (keys: Record<string, string>) =>
  Object.fromEntries(Object.entries(keys).map(([key, value]) => [`alb.ingress.kubernetes.io/${key}`, value]));

conformance(
  'rollouts',
  'B8 an Ingress of class aliyun-alb: header and cookie, then a weight in their place',
  async (given) => {
    const workload = deployment();
    const cookie = { headers: [{ name: 'canary-by-cookie', value: 'demo' }] };
    const list: RolloutStep[] = [{ ...steps[0], matches: [gray, cookie] }, ...steps.slice(1)];
    const plan = traffic({ ingress: { classType: 'aliyun-alb', name } });
    const ro = rollout({ style: 'canary', steps: list, workload, plan });
    const release = await startRelease(given, workload, service(), ingress(), ro);
    const annotations = async () =>
      (await given.api.get(at('ingresses', given.ns, `${name}-canary`))).metadata.annotations;
    await release.setVersion('v2');
    await release.pausedAt(1);
    expect(await annotations()).toEqual(
      alb({
        canary: 'true',
        order: '1',
        'canary-by-header': 'user',
        'canary-by-header-value': 'gray',
        'canary-by-cookie': 'demo',
      }),
    );
    await release.approve();
    await release.pausedAt(2);
    expect(await annotations()).toEqual(alb({ canary: 'true', order: '1', 'canary-weight': '40' }));
    await release.approve();
    await release.isOver('True');
    await release.isClean();
  },
);

const to = (host: string, weight: number) => ({ destination: { host }, weight });
const virtualService = (): KubeObject =>
  ({
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name, labels: { team: 'a' } },
    spec: { hosts: ['echo.example.com'], http: [{ route: [to(name, 100)] }] },
  }) as KubeObject;
const destinationRule = (): KubeObject =>
  ({
    apiVersion: 'networking.istio.io/v1',
    kind: 'DestinationRule',
    metadata: { name },
    spec: { host: name, subsets: [{ name: 'stable', labels: { app: name } }] },
  }) as KubeObject;
const refTo = (kind: string) => ({ apiVersion: 'networking.istio.io/v1', kind, name });

conformance('rollouts', 'B10 a VirtualService: matches, then a weight, then as it was', async (given) => {
  await serveRoutes(given.api);
  const before = virtualService();
  const release = await begin(given, { customNetworkRefs: [refTo('VirtualService')] }, before);
  await release.setVersion('v2');
  await release.pausedAt(1);
  const spec = (before as unknown as { spec: { hosts: string[]; http: unknown[] } }).spec;
  const own = {
    match: [{ headers: { user: { exact: 'gray' } } }],
    route: [{ destination: { host: `${name}-canary` } }],
  };
  expect(await specOf(given, 'virtualservices')).toEqual({ ...spec, http: [own, ...spec.http] });
  await release.approve();
  await release.pausedAt(2);
  expect(await specOf(given, 'virtualservices')).toEqual({
    ...spec,
    http: [{ route: [to(name, 60), to(`${name}-canary`, 40)] }],
  });
  expect(JSON.parse((await original(given, 'virtualservices')) ?? '')).toEqual({
    spec,
    labels: { team: 'a' },
    annotations: {},
  });
  await release.approve();
  await release.isOver('True');
  await release.isClean();
  expect(await specOf(given, 'virtualservices')).toEqual(spec);
  expect(await original(given, 'virtualservices')).toBeUndefined();
});

conformance(
  'rollouts',
  'B11 VirtualService and DestinationRule with one Service for both, put back by a rollback',
  async (given) => {
    await serveRoutes(given.api);
    const [route, rule] = [virtualService(), destinationRule()] as unknown as { spec: object }[];
    const workload = deployment();
    const refs = [refTo('VirtualService'), refTo('DestinationRule')];
    const plan = {
      disableGenerateCanaryService: true,
      trafficRoutings: [{ service: name, gracePeriodSeconds: 1, customNetworkRefs: refs }],
    };
    const ro = rollout({ style: 'canary', steps: steps.slice(1), workload, plan });
    const release = await startRelease(given, workload, service(), virtualService(), destinationRule(), ro);
    await release.setVersion('v2');
    await release.pausedAt(1);
    expect(await specOf(given, 'virtualservices')).toEqual({
      ...route?.spec,
      http: [{ route: [to(name, 60), { destination: { host: name, subset: 'canary' }, weight: 40 }] }],
    });
    expect(await specOf(given, 'destinationrules')).toEqual({
      host: name,
      subsets: [
        { name: 'stable', labels: { app: name } },
        { name: 'canary', labels: { 'istio.service.tag': 'gray' } },
      ],
    });
    await release.setVersion('v1');
    await release.isOver('False');
    await release.isClean();
    expect(await specOf(given, 'virtualservices')).toEqual(route?.spec);
    expect(await specOf(given, 'destinationrules')).toEqual(rule?.spec);
    expect(await original(given, 'destinationrules')).toBeUndefined();
  },
);

conformance('rollouts', 'B12 an Ingress and a VirtualService go together', async (given) => {
  await serveRoutes(given.api);
  const routing = { ingress: { classType: 'nginx', name }, customNetworkRefs: [refTo('VirtualService')] };
  const release = await begin(given, routing, ingress(), virtualService());
  await release.setVersion('v2');
  await release.pausedAt(1);
  await release.approve();
  await release.pausedAt(2);
  const canary = await given.api.get(at('ingresses', given.ns, `${name}-canary`));
  expect(canary.metadata.annotations?.['nginx.ingress.kubernetes.io/canary-weight']).toBe('40');
  expect(await specOf(given, 'virtualservices')).toMatchObject({
    http: [{ route: [to(name, 60), to(`${name}-canary`, 40)] }],
  });
  await given.api.delete(at('rollouts', given.ns, name));
  await release.isGone();
  await release.isClean();
  expect(await specOf(given, 'virtualservices')).toEqual((virtualService() as unknown as { spec: object }).spec);
});

conformance(
  'rollouts',
  'B53 an HTTPRoute: a rule of its own for matches, then weights, then as it was',
  async (given) => {
    await serveRoutes(given.api);
    const backend = (service: string, weight: number) => ({ kind: 'Service', name: service, port: 80, weight });
    const rule = (service: string, weight: number, match: object = {}) => ({
      matches: [{ path: { type: 'PathPrefix', value: '/' }, ...match }],
      backendRefs: [backend(service, weight)],
    });
    const route = {
      apiVersion: 'gateway.networking.k8s.io/v1beta1',
      kind: 'HTTPRoute',
      metadata: { name },
      spec: { hostnames: ['echo.example.com'], rules: [rule(name, 1)] },
    } as KubeObject;
    const release = await begin(given, { gateway: { httpRouteName: name } }, route);
    await release.setVersion('v2');
    await release.pausedAt(1);
    expect(await specOf(given, 'httproutes')).toMatchObject({
      rules: [rule(name, 1), rule(`${name}-canary`, 1, gray)],
    });
    await release.approve();
    await release.pausedAt(2);
    expect(await specOf(given, 'httproutes')).toMatchObject({
      rules: [{ ...rule(name, 1), backendRefs: [backend(name, 60), backend(`${name}-canary`, 40)] }],
    });
    await release.approve();
    await release.isOver('True');
    await release.isClean();
    expect(await specOf(given, 'httproutes')).toEqual({ hostnames: ['echo.example.com'], rules: [rule(name, 1)] });
  },
);

conformance(
  'rollouts',
  '§5.3 a script of the user’s own: what is wrong is said, and once put right the release goes on',
  async (given) => {
    const namespace = 'kruise-rollout';
    const key = 'lua.traffic.routing.ingress.own';
    const path = at('configmaps', namespace, 'kruise-rollout-configuration');
    const setScript = (script: string) => given.api.patch(path, { data: { [key]: script } }, { type: 'merge' });
    const made = (error: unknown) => {
      if (!(error instanceof Refusal && error.status.reason === 'AlreadyExists')) throw error;
    };
    await given.api
      .post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
      .catch(made);
    const configuration = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'kruise-rollout-configuration' } };
    await given.api.post(at('configmaps', namespace), configuration).catch(made);
    await setScript('error("no lane is free")');
    const release = await begin(given, { ingress: { classType: 'own', name } }, ingress());
    await release.setVersion('v2');
    const says = (text: string) =>
      release.until(async () => {
        expect((await release.rollout()).status?.message).toContain(text);
        const events = await given.api.list(at('events', given.ns), { fieldSelector: 'type=Warning' });
        expect(events.items.map((event) => String(event['message'])).join('\n')).toContain(text);
      });
    await says('The Lua script for Ingress class own has failed: script:1: no lane is free');
    await setScript('while true do end');
    await says('it ran for more than 1 s');
    await setScript('return 5');
    await says('it must return a table of annotations that are text');
    await setScript('obj.annotations["lane"] = obj.weight return obj.annotations');
    await release.pausedAt(1);
    await release.approve();
    await release.pausedAt(2);
    const canary = await given.api.get(at('ingresses', given.ns, `${name}-canary`));
    expect(canary.metadata.annotations).toEqual({ lane: '40' });
    await release.approve();
    await release.isOver('True');
    await release.isClean();
  },
);
