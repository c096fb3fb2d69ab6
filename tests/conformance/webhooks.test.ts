import { expect } from 'vitest';
import { refusal } from './harness/api.ts';
import { conformance, eventually } from './harness/conformance.ts';
import { causesOf } from './harness/definitions.ts';
import { at, configMap, failure } from './harness/objects.ts';
import { configuration, configurationsOf, hook, whileHooked, type Review } from './harness/webhooks.ts';

const jsonPatch = (operations: unknown) => ({
  allowed: true,
  patchType: 'JSONPatch',
  patch: Buffer.from(JSON.stringify(operations)).toString('base64'),
});

const internal = (message: string) =>
  failure(500, 'InternalError', { message: `Internal error occurred: ${message}`, details: { causes: [{ message }] } });

conformance('webhooks', 'a registration takes its defaults', async ({ api, ns }) => {
  const service = { name: 's', namespace: 'n' };
  const { name, clientConfig, rules } = hook(ns, { service });
  const sent = configuration('mutating', ns, [
    { name, clientConfig, rules, sideEffects: 'None', admissionReviewVersions: ['v1'] },
  ]);
  const made = await api.post(configurationsOf('mutating'), sent, { dryRun: 'All' });
  expect(made.webhooks).toEqual([
    {
      name,
      clientConfig: { service: { ...service, port: 443 } },
      rules: [{ ...rules[0], scope: '*' }],
      failurePolicy: 'Fail',
      matchPolicy: 'Equivalent',
      namespaceSelector: {},
      objectSelector: {},
      sideEffects: 'None',
      timeoutSeconds: 10,
      admissionReviewVersions: ['v1'],
      reinvocationPolicy: 'Never',
    },
  ]);
});

const rule = { operations: ['*'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'] };
const badHooks: readonly [string, Record<string, unknown>, string[]][] = [
  [
    'a long name',
    { name: 'x' },
    [
      'FieldValueInvalid webhooks[0].name: Invalid value: "x": should be a domain with at least three segments separated by dots',
    ],
  ],
  [
    'known side effects',
    { sideEffects: 'Some' },
    [
      'FieldValueNotSupported webhooks[0].sideEffects: Unsupported value: "Some": supported values: "None", "NoneOnDryRun"',
    ],
  ],
  [
    'a review version',
    { admissionReviewVersions: ['v9'] },
    [
      'FieldValueInvalid webhooks[0].admissionReviewVersions: Invalid value: ["v9"]: must include at least one of v1, v1beta1',
    ],
  ],
  [
    'known policies',
    { failurePolicy: 'Maybe', matchPolicy: 'Maybe' },
    [
      'FieldValueNotSupported webhooks[0].failurePolicy: Unsupported value: "Maybe": supported values: "Fail", "Ignore"',
      'FieldValueNotSupported webhooks[0].matchPolicy: Unsupported value: "Maybe": supported values: "Equivalent", "Exact"',
    ],
  ],
  [
    'a time limit of at most half a minute',
    { timeoutSeconds: 31 },
    [
      'FieldValueInvalid webhooks[0].timeoutSeconds: Invalid value: 31: the timeout value must be between 1 and 30 seconds',
    ],
  ],
  [
    'known operations',
    { rules: [{ ...rule, operations: ['FLY'] }] },
    [
      'FieldValueNotSupported webhooks[0].rules[0].operations[0]: Unsupported value: "FLY": supported values: "*", "CONNECT", "CREATE", "DELETE", "UPDATE"',
    ],
  ],
  [
    'resources that say it once',
    { rules: [{ ...rule, resources: ['pods/*', 'pods/status'] }] },
    [
      'FieldValueInvalid webhooks[0].rules[0].resources[1]: Invalid value: "pods/status": if \'pods/*\' is present, must not specify pods/status',
    ],
  ],
  [
    'one address',
    { clientConfig: {} },
    ['FieldValueRequired webhooks[0].clientConfig: Required value: exactly one of url or service is required'],
  ],
  [
    'HTTPS',
    { clientConfig: { url: 'http://x/' } },
    [
      'FieldValueInvalid webhooks[0].clientConfig.url: Invalid value: "http": \'https\' is the only allowed URL scheme; desired format: https://host[/path]',
    ],
  ],
  [
    'selectors that can be read',
    { namespaceSelector: { matchExpressions: [{ key: 'a', operator: 'Foo' }] } },
    [
      'FieldValueInvalid webhooks[0].namespaceSelector.matchExpressions[0].operator: Invalid value: "Foo": not a valid selector operator',
    ],
  ],
];

for (const [what, more, causes] of badHooks)
  conformance('webhooks', `a registration needs ${what}`, async ({ api, ns }) => {
    const sent = configuration('validating', ns, [hook(ns, { url: 'https://127.0.0.1:1/' }, more)]);
    expect(await causesOf(api.post(configurationsOf('validating'), sent, { dryRun: 'All' }))).toEqual(causes);
  });

conformance('webhooks', 'are told all about a write', async ({ api, ns }) => {
  await whileHooked({ api, ns }, { phase: 'validating', answer: () => ({ allowed: true }) }, async ({ asked }) => {
    const made = await api.post(at('configmaps', ns), configMap('a', { k: 'v' }), { fieldManager: 'me' });
    await api.patch(at('configmaps', ns, 'a'), { data: { k: 'w' } }, { type: 'merge' });
    await api.delete(at('configmaps', ns, 'a'));
    const gvr = { group: '', version: 'v1', resource: 'configmaps' };
    const gvk = { group: '', version: 'v1', kind: 'ConfigMap' };
    const about = { kind: gvk, resource: gvr, requestKind: gvk, requestResource: gvr, name: 'a', namespace: ns };
    expect(asked.map(({ request }) => request.operation)).toEqual(['CREATE', 'UPDATE', 'DELETE']);
    expect(asked[0]?.request).toMatchObject({
      ...about,
      dryRun: false,
      object: { data: { k: 'v' }, metadata: { uid: made.metadata.uid } },
      oldObject: null,
      options: { kind: 'CreateOptions', apiVersion: 'meta.k8s.io/v1', fieldManager: 'me' },
      userInfo: { username: 'admin', groups: ['system:masters', 'system:authenticated'] },
    });
    expect(asked[1]?.request).toMatchObject({
      ...about,
      object: { data: { k: 'w' } },
      oldObject: { data: { k: 'v' } },
    });
    expect(asked[2]?.request).toMatchObject({ ...about, object: null, oldObject: { data: { k: 'w' } } });
  });
});

conformance('webhooks', 'that change objects see them before the server completes them', async ({ api, ns }) => {
  const answer = () => jsonPatch([{ op: 'add', path: '/data', value: { patched: 'yes' } }]);
  await whileHooked({ api, ns }, { phase: 'mutating', answer }, async ({ asked }) => {
    const named = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'gen-' } };
    const made = await api.post(at('configmaps', ns), named);
    expect([made.data, made.metadata.name.startsWith('gen-')]).toEqual([{ patched: 'yes' }, true]);
    const seen = asked[0]?.request.object?.metadata;
    expect([seen?.name, seen?.generateName, seen?.uid, asked[0]?.request.name]).toEqual([
      undefined,
      'gen-',
      undefined,
      undefined,
    ]);
  });
});

conformance('webhooks', 'refuse in their own words', async ({ api, ns }) => {
  const words = [
    { status: { message: 'no way', code: 418, reason: 'Teapot' } },
    { status: { message: 'just no' } },
    {},
  ];
  let turn = 0;
  const answer = () => ({ allowed: false, ...words[turn] });
  await whileHooked({ api, ns }, { phase: 'validating', answer }, async () => {
    const denied = `admission webhook "hook.${ns}.example.com" denied the request`;
    const say = () => refusal(api.post(at('configmaps', ns), configMap('a')));
    const first = await say();
    expect([first.code, first.reason, first.message]).toEqual([418, 'Teapot', `${denied}: no way`]);
    turn = 1;
    const second = await say();
    expect([second.code, second.message]).toEqual([400, `${denied}: just no`]);
    turn = 2;
    const third = await say();
    expect([third.code, third.message]).toEqual([400, `${denied} without explanation`]);
  });
});

conformance('webhooks', 'may warn', async ({ api, ns }) => {
  const answer = () => ({ allowed: true, warnings: ['careful now'] });
  await whileHooked({ api, ns }, { phase: 'validating', answer }, async () => {
    const reply = await api.raw({ method: 'POST', path: at('configmaps', ns), body: configMap('a') });
    expect([reply.status, reply.headers.warning]).toEqual([201, '299 - "careful now"']);
  });
});

conformance('webhooks', 'that fail fail the write', async ({ api, ns }) => {
  const answers = [
    { status: 500, text: 'boom' },
    { allowed: true, uid: 'x' },
    { allowed: true, patch: 'W10=' },
  ];
  let turn = 0;
  await whileHooked({ api, ns }, { phase: 'validating', answer: () => answers[turn]! }, async ({ asked }) => {
    const failed = `failed calling webhook "hook.${ns}.example.com": `;
    const say = () => refusal(api.post(at('configmaps', ns), configMap('a')));
    expect(await say()).toEqual(
      internal(
        `${failed}failed to call webhook: an error on the server ("boom") has prevented the request from succeeding`,
      ),
    );
    turn = 1;
    const uid = (await say()).message;
    expect(uid).toBe(
      `Internal error occurred: ${failed}received invalid webhook response: expected response.uid="${asked.at(-1)?.request.uid}", got "x"`,
    );
    turn = 2;
    expect(await say()).toEqual(
      internal(`${failed}received invalid webhook response: validating webhook may not return response.patch`),
    );
  });
});

conformance('webhooks', 'that fail may be missed', async ({ api, ns }) => {
  const answer = () => ({ status: 500, text: 'boom' });
  const more = { failurePolicy: 'Ignore' };
  await whileHooked({ api, ns }, { phase: 'mutating', answer, more }, async ({ asked }) => {
    await api.post(at('configmaps', ns), configMap('a'));
    expect(asked.length).toBeGreaterThan(0);
  });
});

conformance('webhooks', 'that nobody answers for fail the write', async ({ api, ns }) => {
  const url = 'https://127.0.0.1:9/x';
  await api.post(configurationsOf('validating'), configuration('validating', ns, [hook(ns, { url })]));
  try {
    await eventually(async () =>
      expect(await refusal(api.post(at('configmaps', ns), configMap('a'), { dryRun: 'All' }))).toEqual(
        internal(
          `failed calling webhook "hook.${ns}.example.com": failed to call webhook: Post "${url}?timeout=10s": dial tcp 127.0.0.1:9: connect: connection refused`,
        ),
      ),
    );
  } finally {
    await api.delete(`${configurationsOf('validating')}/${ns}`);
  }
});

conformance('webhooks', 'that a Service should answer for need the Service', async ({ api, ns }) => {
  const service = { namespace: ns, name: 'nosuch', path: '/x' };
  await api.post(configurationsOf('validating'), configuration('validating', ns, [hook(ns, { service })]));
  try {
    await eventually(async () =>
      expect((await refusal(api.post(at('configmaps', ns), configMap('a'), { dryRun: 'All' }))).message).toBe(
        `Internal error occurred: failed calling webhook "hook.${ns}.example.com": failed to call webhook: Post "https://nosuch.${ns}.svc:443/x?timeout=10s": service "nosuch" not found`,
      ),
    );
  } finally {
    await api.delete(`${configurationsOf('validating')}/${ns}`);
  }
});

conformance('webhooks', 'hear of what their selectors choose', async ({ api, ns }) => {
  await whileHooked({ api, ns }, { phase: 'validating', answer: () => ({ allowed: false }) }, async ({ asked }) => {
    await api.post(at('configmaps', ns), configMap('a', {}, { labels: { unhooked: 'yes' } }));
    expect(asked).toEqual([]);
    // The object as it was is chosen, whatever becomes of it.
    const change = { metadata: { labels: { unhooked: null } } };
    expect((await refusal(api.patch(at('configmaps', ns, 'a'), change, { type: 'merge' }))).code).toBe(400);
  });
});

conformance('webhooks', 'hear of dry runs, and that they are', async ({ api, ns }) => {
  await whileHooked({ api, ns }, { phase: 'validating', answer: () => ({ allowed: true }) }, async ({ asked }) => {
    await api.post(at('configmaps', ns), configMap('a'), { dryRun: 'All' });
    expect([asked[0]?.request.dryRun, asked[0]?.request.options]).toMatchObject([true, { dryRun: ['All'] }]);
  });
});

conformance('webhooks', 'cannot make what the server would refuse', async ({ api, ns }) => {
  const answer = () => jsonPatch([{ op: 'add', path: '/data', value: { 'bad key': 'x' } }]);
  await whileHooked({ api, ns }, { phase: 'mutating', answer }, async () => {
    const causes = await causesOf(api.post(at('configmaps', ns), configMap('a')));
    expect(causes).toHaveLength(1);
    expect(causes[0]).toContain('FieldValueInvalid data[bad key]: Invalid value: "bad key": a valid config key');
  });
});

conformance('webhooks', 'own nothing of what they change', async ({ api, ns }) => {
  const answer = () => jsonPatch([{ op: 'add', path: '/data/patched', value: 'yes' }]);
  await whileHooked({ api, ns }, { phase: 'mutating', answer }, async () => {
    const made = await api.post(at('configmaps', ns), configMap('a', { k: 'v' }), { fieldManager: 'me' });
    expect(made.data).toEqual({ k: 'v', patched: 'yes' });
    expect(made.metadata.managedFields?.map(({ manager, fieldsV1 }) => [manager, fieldsV1])).toEqual([
      ['me', { 'f:data': { '.': {}, 'f:k': {} } }],
    ]);
  });
});

conformance('webhooks', 'hear of what their conditions choose', async ({ api, ns }) => {
  const matchConditions = [
    { name: 'not-mine', expression: "!object.metadata.name.startsWith('mine')" },
    { name: 'by-admin', expression: "request.userInfo.username == 'admin' && request.operation == 'CREATE'" },
    { name: 'dangerous', expression: "!has(object.data) || object.data.k == 'v'" },
  ];
  const answer = () => ({ allowed: true });
  await whileHooked({ api, ns }, { phase: 'validating', answer, more: { matchConditions } }, async ({ asked }) => {
    await api.post(at('configmaps', ns), configMap('mine', { k: 'v' }));
    expect(asked).toEqual([]);
    await api.post(at('configmaps', ns), configMap('theirs', { k: 'v' }));
    expect(asked.map(({ request }) => request.name)).toEqual(['theirs']);
    expect((await refusal(api.post(at('configmaps', ns), configMap('bad', { other: 'x' })))).message).toBe(
      `configmaps "bad" is forbidden: expression '${matchConditions[2]!.expression}' resulted in error: no such key: k`,
    );
  });
});

conformance('webhooks', 'hear of connections, and refuse them', async ({ api, ns }) => {
  const { rules } = hook(ns, {});
  const connections = ['pods/exec', 'pods/attach', 'pods/portforward'];
  const more = {
    rules: [...rules, { operations: ['CONNECT'], apiGroups: [''], apiVersions: ['v1'], resources: connections }],
    objectSelector: {},
  };
  const answer = ({ request }: Review) => ({
    allowed: request.operation !== 'CONNECT',
    status: { message: 'stay out' },
  });
  await whileHooked({ api, ns }, { phase: 'validating', answer, more }, async ({ asked }) => {
    // Nobody has looked yet whether the Pod is there.
    const query = 'command=date&command=-u&stdout=true&container=main';
    for (const [subresource, path] of [
      ['exec', `exec?${query}`],
      ['attach', 'attach?stdin=true'],
      ['portforward', 'portforward'],
    ] as const) {
      asked.length = 0;
      const refused = await refusal(api.get(at('pods', ns, `none/${path}`)));
      expect([refused.code, refused.message]).toEqual([
        400,
        `admission webhook "hook.${ns}.example.com" denied the request: stay out`,
      ]);
      const kind = { exec: 'PodExecOptions', attach: 'PodAttachOptions', portforward: 'PodPortForwardOptions' }[
        subresource
      ];
      const { uid: _uid, userInfo: _userInfo, object, ...request } = asked[0]!.request;
      expect(request).toEqual({
        kind: { group: '', version: 'v1', kind },
        resource: { group: '', version: 'v1', resource: 'pods' },
        subResource: subresource,
        requestKind: { group: '', version: 'v1', kind },
        requestResource: { group: '', version: 'v1', resource: 'pods' },
        requestSubResource: subresource,
        name: 'none',
        namespace: ns,
        operation: 'CONNECT',
        oldObject: null,
        dryRun: false,
        options: null,
      });
      expect(object).toMatchObject({ kind, apiVersion: 'v1' });
      if (subresource === 'exec')
        expect(object).toEqual({ kind, apiVersion: 'v1', stdout: true, container: 'main', command: ['date', '-u'] });
    }
  });
});
