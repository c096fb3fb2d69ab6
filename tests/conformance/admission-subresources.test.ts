import { expect } from 'vitest';
import { refusal } from './harness/api.ts';
import { binding, BINDINGS, policy, POLICIES } from './harness/admission-policies.ts';
import { conformance, eventually } from './harness/conformance.ts';
import { at, deployment, pod } from './harness/objects.ts';
import { hook, type Review, whileHooked } from './harness/webhooks.ts';

/** The webhook's usual rule, by which it is seen to be called, and those of a body. */
const hears = (ns: string, ...rules: Record<string, unknown>[]) => ({
  rules: [...hook(ns, {}).rules, ...rules],
  objectSelector: {},
});

const rule = (operation: string, resources: string[], apiGroups: string[] = ['']) => ({
  operations: [operation],
  apiGroups,
  apiVersions: ['v1'],
  resources,
});

/** Refuses all but ConfigMaps. */
const refuses = ({ request }: Review) => ({
  allowed: (request['kind'] as { kind: string }).kind === 'ConfigMap',
  status: { message: 'stay out' },
});

const denied = (ns: string): string => `admission webhook "hook.${ns}.example.com" denied the request: stay out`;

/** What was asked, but for what differs from call to call. */
const told = ({ request: { uid: _uid, userInfo: _userInfo, ...request } }: Review) => request;

const gated = { schedulingGates: [{ name: 'example.com/wait' }] };

const creations: readonly [
  string,
  string,
  Record<string, unknown>,
  { group: string; version: string; kind: string },
][] = [
  [
    'binding',
    'pods/a/binding',
    { apiVersion: 'v1', kind: 'Binding', metadata: { name: 'a' }, target: { kind: 'Node', name: 'none' } },
    { group: '', version: 'v1', kind: 'Binding' },
  ],
  [
    'eviction',
    'pods/a/eviction',
    { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'a' } },
    { group: 'policy', version: 'v1', kind: 'Eviction' },
  ],
  [
    'token',
    'serviceaccounts/default/token',
    { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { audiences: ['a'] } },
    { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' },
  ],
];

for (const [subresource, path, body, kind] of creations)
  conformance('webhooks', `hear of a ${subresource}, and refuse it`, async ({ api, ns }) => {
    const [plural, name] = path.split('/') as [string, string];
    await api.post(at('pods', ns), pod('a', gated));
    const more = hears(ns, rule('CREATE', [`${plural}/${subresource}`]));
    await whileHooked({ api, ns }, { phase: 'validating', answer: refuses, more }, async ({ asked }) => {
      const refused = await refusal(api.post(`/api/v1/namespaces/${ns}/${path}`, body, { fieldManager: 'me' }));
      expect([refused.code, refused.message]).toEqual([400, denied(ns)]);
      const [review] = asked;
      const { object, ...request } = told(review!);
      expect(request).toEqual({
        kind,
        resource: { group: '', version: 'v1', resource: plural },
        subResource: subresource,
        requestKind: kind,
        requestResource: { group: '', version: 'v1', resource: plural },
        requestSubResource: subresource,
        name,
        namespace: ns,
        operation: 'CREATE',
        oldObject: null,
        dryRun: false,
        options: { kind: 'CreateOptions', apiVersion: 'meta.k8s.io/v1', fieldManager: 'me' },
      });
      expect(object?.kind).toBe(kind.kind);
    });
    expect((await api.get(at('pods', ns, 'a'))).metadata.deletionTimestamp).toBe(undefined);
  });

conformance('webhooks', 'change what a token is asked for', async ({ api, ns }) => {
  const patch = [{ op: 'replace', path: '/spec/expirationSeconds', value: 1234 }];
  const answer = ({ request }: Review) =>
    (request['kind'] as { kind: string }).kind === 'TokenRequest'
      ? { allowed: true, patchType: 'JSONPatch', patch: Buffer.from(JSON.stringify(patch)).toString('base64') }
      : { allowed: true };
  const more = hears(ns, rule('CREATE', ['serviceaccounts/token']));
  await whileHooked({ api, ns }, { phase: 'mutating', answer, more }, async ({ asked }) => {
    const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { audiences: ['a'] } };
    const made = await api.post(`/api/v1/namespaces/${ns}/serviceaccounts/default/token`, body);
    expect((made['spec'] as { expirationSeconds: number }).expirationSeconds).toBe(1234);
    expect(asked.map(({ request }) => request['subResource'])).toEqual(['token']);
    // Defaults come first.
    expect((asked[0]?.request.object as unknown as { spec: unknown }).spec).toEqual({
      audiences: ['a'],
      expirationSeconds: 3600,
      boundObjectRef: null,
    });
  });
});

const proxies: readonly [string, string, string, Record<string, unknown>][] = [
  ['pods', 'none:8080', 'a/b?x=1', { kind: 'PodProxyOptions', apiVersion: 'v1', path: '/a/b' }],
  ['services', 'http:none:web', '', { kind: 'ServiceProxyOptions', apiVersion: 'v1' }],
];

for (const [plural, name, below, options] of proxies)
  conformance('webhooks', `hear of what is sent through ${plural}`, async ({ api, ns }) => {
    const more = hears(ns, rule('CONNECT', [`${plural}/proxy`]));
    await whileHooked({ api, ns }, { phase: 'validating', answer: refuses, more }, async ({ asked }) => {
      const path = at(plural, ns, `${name}/proxy${below === '' ? '' : `/${below}`}`);
      const refused = await refusal(api.post(path, { any: 'thing' }));
      expect([refused.code, refused.message]).toEqual([400, denied(ns)]);
      expect(asked.map(told)).toEqual([
        {
          kind: { group: '', version: 'v1', kind: options['kind'] },
          resource: { group: '', version: 'v1', resource: plural },
          subResource: 'proxy',
          requestKind: { group: '', version: 'v1', kind: options['kind'] },
          requestResource: { group: '', version: 'v1', resource: plural },
          requestSubResource: 'proxy',
          name,
          namespace: ns,
          operation: 'CONNECT',
          object: options,
          oldObject: null,
          dryRun: false,
          options: null,
        },
      ]);
    });
  });

conformance('webhooks', 'hear of what is sent through nodes', async ({ api, ns }) => {
  const more = {
    ...hears(ns, rule('CONNECT', ['nodes/proxy'])),
    // Nodes are in no namespace.
    matchConditions: [{ name: 'own', expression: `request.operation != 'CONNECT' || request.name == '${ns}'` }],
  };
  await whileHooked({ api, ns }, { phase: 'validating', answer: refuses, more }, async ({ asked }) => {
    const refused = await refusal(api.get(`/api/v1/nodes/${ns}/proxy/metrics`));
    expect([refused.code, refused.message]).toEqual([400, denied(ns)]);
    expect(asked.map(({ request }) => [request['name'], request['namespace'], request.object])).toEqual([
      [ns, undefined, { kind: 'NodeProxyOptions', apiVersion: 'v1', path: '/metrics' }],
    ]);
  });
});

conformance('webhooks', 'hear of scale and status by those names alone', async ({ api, ns }) => {
  await api.post(at('deployments', ns), deployment('a', 0, { paused: true }));
  const more = hears(ns, rule('UPDATE', ['deployments/scale', 'deployments/status'], ['apps']));
  await whileHooked({ api, ns }, { phase: 'validating', answer: refuses, more }, async ({ asked }) => {
    await api.patch(at('deployments', ns, 'a'), { metadata: { labels: { a: 'b' } } }, { type: 'merge' });
    asked.length = 0;
    const scaled = await refusal(
      api.patch(at('deployments', ns, 'a/scale'), { spec: { replicas: 2 } }, { type: 'merge' }),
    );
    expect([scaled.code, scaled.message]).toEqual([400, denied(ns)]);
    const review = asked.find(({ request }) => request['subResource'] === 'scale');
    const { object, oldObject, ...request } = told(review!);
    const kind = { group: 'autoscaling', version: 'v1', kind: 'Scale' };
    expect([request['kind'], request['resource'], request['operation']]).toEqual([
      kind,
      { group: 'apps', version: 'v1', resource: 'deployments' },
      'UPDATE',
    ]);
    expect([object?.kind, object?.['spec'], oldObject?.kind, oldObject?.['spec']]).toEqual([
      'Scale',
      { replicas: 2 },
      'Scale',
      {},
    ]);
    const refused = await refusal(
      api.patch(at('deployments', ns, 'a/status'), { status: { observedGeneration: 9 } }, { type: 'merge' }),
    );
    expect([refused.code, refused.message]).toEqual([400, denied(ns)]);
  });
});

conformance('admission policies', 'judge what is done below objects', async ({ api, ns }) => {
  await api.post(at('pods', ns), pod('a', gated));
  await api.post(at('deployments', ns), deployment('a', 0, { paused: true }));
  const namespaceSelector = { matchLabels: { 'kubernetes.io/metadata.name': ns } };
  const resourceRules = [
    rule('CREATE', ['pods/binding', 'pods/eviction', 'serviceaccounts/token']),
    rule('CONNECT', ['pods/exec', 'pods/proxy', 'services/proxy']),
    rule('UPDATE', ['deployments/scale'], ['apps']),
  ];
  const validations = [{ expression: 'false', messageExpression: "request.operation + ' ' + request.subResource" }];
  await api.post(POLICIES, policy(ns, { matchConstraints: { namespaceSelector, resourceRules }, validations }));
  try {
    await api.post(BINDINGS, binding(ns));
    const says = (what: string) =>
      `is forbidden: ValidatingAdmissionPolicy '${ns}' with binding '${ns}' denied request: ${what}`;
    const inNamespace = `/api/v1/namespaces/${ns}`;
    const target = { kind: 'Node', name: 'none' };
    // Changes nothing while the policy is not looked at yet, and so comes first.
    const calls: readonly [string, () => Promise<unknown>][] = [
      [`pods "none" ${says('CONNECT exec')}`, () => api.get(`${inNamespace}/pods/none/exec?command=x`)],
      [
        `pods "a" ${says('CREATE eviction')}`,
        () =>
          api.post(`${inNamespace}/pods/a/eviction`, {
            apiVersion: 'policy/v1',
            kind: 'Eviction',
            metadata: { name: 'a' },
          }),
      ],
      [
        `pods "a" ${says('CREATE binding')}`,
        () =>
          api.post(`${inNamespace}/pods/a/binding`, {
            apiVersion: 'v1',
            kind: 'Binding',
            metadata: { name: 'a' },
            target,
          }),
      ],
      [
        `serviceaccounts "default" ${says('CREATE token')}`,
        () => api.post(`${inNamespace}/serviceaccounts/default/token`, { spec: {} }),
      ],
      [`pods "none" ${says('CONNECT proxy')}`, () => api.get(`${inNamespace}/pods/none/proxy/x`)],
      [`services "none" ${says('CONNECT proxy')}`, () => api.get(`${inNamespace}/services/none/proxy/x`)],
      [
        `deployments.apps "a" ${says('UPDATE scale')}`,
        () => api.patch(at('deployments', ns, 'a/scale'), { spec: { replicas: 2 } }, { type: 'merge' }),
      ],
    ];
    for (const [message, call] of calls)
      // A server takes note of a policy in its own time.
      await eventually(async () => {
        const refused = await refusal(call());
        expect([refused.code, refused.message]).toEqual([422, message]);
      }, 60_000);
  } finally {
    await api.delete(`${BINDINGS}/${ns}`).catch(() => {});
    await api.delete(`${POLICIES}/${ns}`).catch(() => {});
  }
});
