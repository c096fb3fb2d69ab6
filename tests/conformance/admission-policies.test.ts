import { expect } from 'vitest';
import {
  BINDINGS,
  binding,
  denial,
  matchConstraints,
  POLICIES,
  policy,
  whilePoliced,
} from './harness/admission-policies.ts';
import { refusal } from './harness/api.ts';
import { conformance, eventually, type Given } from './harness/conformance.ts';
import { causesOf, gadgets, version, whileServed } from './harness/definitions.ts';
import { at, configMap, failure } from './harness/objects.ts';

const area = 'admission policies';

/** A write that changes nothing, so that it can be tried until the server has heard of the policy. */
const tryMap = ({ api, ns }: Given, name: string, data: Record<string, string> = {}) =>
  api.post(at('configmaps', ns), configMap(name, data), { dryRun: 'All' });

/** Waits for a refusal in exactly these words. */
const refused = (
  work: () => Promise<unknown>,
  expected: { ns: string; name: string; why: string; code?: [number, string] },
) =>
  eventually(async () => {
    const { ns, name, why, code: [code, reason] = [422, 'Invalid'] } = expected;
    const message = denial(ns, why);
    expect(await refusal(work())).toEqual(
      failure(code, reason, {
        message: `configmaps "${name}" is forbidden: ${message}`,
        details: { name, kind: 'configmaps', causes: [{ message }] },
      }),
    );
  }, 60_000);

/** The causes of a refusal, in no order. */
const expectCauses = async (call: Promise<unknown>, causes: readonly string[]) => {
  expect(await causesOf(call)).toEqual([...causes].sort());
};

conformance(area, 'take their defaults and are looked at', async ({ api, ns }) => {
  const made = await api.post(POLICIES, policy(ns, { validations: [{ expression: 'true' }] }));
  try {
    expect(made.metadata.generation).toBe(1);
    expect(made.spec).toEqual({
      failurePolicy: 'Fail',
      matchConstraints: {
        matchPolicy: 'Equivalent',
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': ns } },
        objectSelector: {},
        resourceRules: [
          {
            apiGroups: [''],
            apiVersions: ['v1'],
            operations: ['CREATE', 'UPDATE', 'DELETE'],
            resources: ['configmaps'],
            scope: '*',
          },
        ],
      },
      validations: [{ expression: 'true' }],
    });
    await eventually(async () => {
      expect((await api.get(`${POLICIES}/${ns}`)).status).toEqual({ observedGeneration: 1, typeChecking: {} });
    });
  } finally {
    await api.delete(`${POLICIES}/${ns}`);
  }
});

conformance(area, 'bindings take their defaults', async ({ api, ns }) => {
  const made = await api.post(BINDINGS, binding(ns, { matchResources: {} }), { dryRun: 'All' });
  expect(made.spec).toEqual({
    policyName: ns,
    validationActions: ['Deny'],
    matchResources: { matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {} },
  });
});

const compilation = (expression: string, column: number, why: string) =>
  `Invalid value: ${JSON.stringify(expression)}: compilation failed: ERROR: <input>:1:${column}: ${why}\n | ${expression}\n | ${'.'.repeat(column - 1)}^`;

const tokens =
  "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";

/** Expressions that cannot be used, and what is said of each. */
const badExpressions: readonly [string, string][] = [
  ["'x'", 'Invalid value: "\'x\'": must evaluate to bool but got string'],
  ['object.a', 'Invalid value: "object.a": must evaluate to bool but got dyn'],
  [' ', 'Required value: expression is not specified'],
  ['foo', compilation('foo', 1, "undeclared reference to 'foo' (in container '')")],
  ['nope(object)', compilation('nope(object)', 5, "undeclared reference to 'nope' (in container '')")],
  ['variables.zz == 1', compilation('variables.zz == 1', 10, "undefined field 'zz'")],
  ['request.foo == 1', compilation('request.foo == 1', 8, "undefined field 'foo'")],
  ['namespaceObject.metadata.foo == 1', compilation('namespaceObject.metadata.foo == 1', 25, "undefined field 'foo'")],
  ["1 + 'x'", compilation("1 + 'x'", 3, "found no matching overload for '_+_' applied to '(int, string)'")],
  [
    "(1 + 'a') == 2",
    compilation("(1 + 'a') == 2", 4, "found no matching overload for '_+_' applied to '(int, string)'"),
  ],
  ['!1', compilation('!1', 1, "found no matching overload for '!_' applied to '(int)'")],
  ['1 in 2', compilation('1 in 2', 3, "found no matching overload for '@in' applied to '(int, int)'")],
  ["'a' && true", compilation("'a' && true", 1, "expected type 'bool' but found 'string'")],
  ['true || 1', compilation('true || 1', 9, "expected type 'bool' but found 'int'")],
  ['size(1)', compilation('size(1)', 5, "found no matching overload for 'size' applied to '(int)'")],
  ['1 +', compilation('1 +', 4, `Syntax error: mismatched input '<EOF>' expecting ${tokens}`)],
  ['(1', compilation('(1', 3, "Syntax error: missing ')' at '<EOF>'")],
];

conformance(area, 'refuse expressions that cannot be used', async ({ api, ns }) => {
  const spec = {
    variables: [{ name: 'nn', expression: 'object.metadata.name' }],
    validations: badExpressions.map(([expression]) => ({ expression })),
  };
  const reasonOf = (text: string) => (text.startsWith('Required') ? 'FieldValueRequired' : 'FieldValueInvalid');
  await expectCauses(
    api.post(POLICIES, policy(ns, spec), { dryRun: 'All' }),
    badExpressions.map(([, text], i) => `${reasonOf(text)} spec.validations[${i}].expression: ${text}`),
  );
});

conformance(area, 'need matchConstraints and something to say', async ({ api, ns }) => {
  const nothing = 'Required value: validations or auditAnnotations must contain at least one item';
  const sent = { ...policy(ns, {}), spec: {} };
  await expectCauses(api.post(POLICIES, sent, { dryRun: 'All' }), [
    'FieldValueRequired spec.matchConstraints: Required value',
    `FieldValueRequired spec.validations: ${nothing}`,
    `FieldValueRequired spec.auditAnnotations: ${nothing}`,
  ]);
});

conformance(area, 'are refused for all that is wrong at once', async ({ api, ns }) => {
  const spec = {
    failurePolicy: 'X',
    paramKind: { apiVersion: 'a/b/c', kind: 'A B' },
    matchConstraints: {
      resourceRules: [
        {
          apiGroups: [],
          apiVersions: ['v1'],
          operations: ['X'],
          resources: ['secrets'],
          resourceNames: ['a', 'a', 'a/b'],
        },
      ],
    },
    matchConditions: [
      { name: 'a', expression: 'params.x' },
      { name: 'a', expression: 'true' },
      { name: '', expression: "'x'" },
    ],
    variables: [
      { name: 'n n', expression: 'object.metadata.name' },
      { name: 'nn', expression: 'foo' },
      { name: '', expression: ' ' },
    ],
    validations: [
      { expression: 'true', message: 'a\nb' },
      { expression: 'true', messageExpression: '1', reason: 'Foo' },
      { expression: 'true', messageExpression: ' ', message: ' ' },
    ],
    auditAnnotations: [
      { key: 'a b', valueExpression: ' ' },
      { key: 'ok', valueExpression: '1' },
      { key: 'ok', valueExpression: "'x'" },
    ],
  };
  await expectCauses(api.post(POLICIES, policy(ns, spec), { dryRun: 'All' }), [
    'FieldValueNotSupported spec.failurePolicy: Unsupported value: "X": supported values: "Fail", "Ignore"',
    'FieldValueInvalid spec.paramKind.apiVersion: Invalid value: "a/b/c": unexpected GroupVersion string: a/b/c',
    "FieldValueInvalid spec.paramKind.kind: Invalid value: \"A B\": may have mixed case, but should otherwise match: a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
    'FieldValueDuplicate spec.matchConstraints.resourceRules[0].resourceNames[1]: Duplicate value: "a"',
    'FieldValueInvalid spec.matchConstraints.resourceRules[0].resourceNames[2]: Invalid value: "a/b": may not contain \'/\'',
    'FieldValueNotSupported spec.matchConstraints.resourceRules[0].operations[0]: Unsupported value: "X": supported values: "*", "CONNECT", "CREATE", "DELETE", "UPDATE"',
    'FieldValueRequired spec.matchConstraints.resourceRules[0].apiGroups: Required value',
    'FieldValueInvalid spec.matchConditions[0].expression: Invalid value: "params.x": must evaluate to bool but got dyn',
    'FieldValueDuplicate spec.matchConditions[1].name: Duplicate value: "a"',
    'FieldValueInvalid spec.matchConditions[2].expression: Invalid value: "\'x\'": must evaluate to bool but got string',
    'FieldValueRequired spec.matchConditions[2].name: Required value',
    'FieldValueInvalid spec.variables[0].name: Invalid value: "n n": must be a valid CEL identifier',
    `FieldValueInvalid spec.variables[1].expression: ${compilation('foo', 1, "undeclared reference to 'foo' (in container '')")}`,
    'FieldValueRequired spec.variables[2].name: Required value: name is not specified',
    'FieldValueRequired spec.variables[2].expression: Required value: expression is not specified',
    'FieldValueInvalid spec.validations[0].message: Invalid value: "a\\nb": must not contain line breaks',
    'FieldValueInvalid spec.validations[1].messageExpression: Invalid value: "1": must evaluate to string but got int',
    'FieldValueNotSupported spec.validations[1].reason: Unsupported value: "Foo": supported values: "Forbidden", "Invalid", "RequestEntityTooLarge"',
    'FieldValueInvalid spec.validations[2].messageExpression: Invalid value: " ": must be non-empty if specified',
    'FieldValueInvalid spec.validations[2].message: Invalid value: " ": must be non-empty if specified',
    `FieldValueInvalid spec.auditAnnotations[0].key: Invalid value: "${ns}/a b": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`,
    'FieldValueRequired spec.auditAnnotations[0].valueExpression: Required value: valueExpression is not specified',
    'FieldValueInvalid spec.auditAnnotations[1].valueExpression: Invalid value: "1": must evaluate to one of [string null_type] but got int',
    'FieldValueDuplicate spec.auditAnnotations[2].key: Duplicate value: "ok"',
  ]);
});

conformance(area, 'bindings are refused for all that is wrong at once', async ({ api, ns }) => {
  const spec = {
    policyName: 'A_',
    validationActions: ['Deny', 'Warn', 'Foo', 'Deny'],
    paramRef: { name: 'a/b', selector: {}, parameterNotFoundAction: 'Zip' },
    matchResources: { matchPolicy: 'Zip' },
  };
  await expectCauses(api.post(BINDINGS, binding(ns, spec), { dryRun: 'All' }), [
    "FieldValueInvalid spec.policyName: Invalid value: \"A_\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
    'FieldValueInvalid spec.paramRef.name: Invalid value: "a/b": may not contain \'/\'',
    'FieldValueForbidden spec.paramRef.name: Forbidden: name and selector are mutually exclusive',
    'FieldValueForbidden spec.paramRef.selector: Forbidden: name and selector are mutually exclusive',
    'FieldValueNotSupported spec.paramRef.parameterNotFoundAction: Unsupported value: "Zip": supported values: "Deny", "Allow"',
    'FieldValueNotSupported spec.matchResources.matchPolicy: Unsupported value: "Zip": supported values: "Equivalent", "Exact"',
    'FieldValueNotSupported spec.validationActions[2]: Unsupported value: "Foo": supported values: "Audit", "Deny", "Warn"',
    'FieldValueDuplicate spec.validationActions[3]: Duplicate value: "Deny"',
    'FieldValueInvalid spec.validationActions: Invalid value: ["Deny","Warn","Foo","Deny"]: must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)',
  ]);
  const empty = { policyName: '', validationActions: [], paramRef: {} };
  await expectCauses(api.post(BINDINGS, binding(ns, empty), { dryRun: 'All' }), [
    'FieldValueRequired spec.policyName: Required value',
    'FieldValueRequired spec.paramRef: Required value: one of name or selector must be specified',
    'FieldValueRequired spec.paramRef.parameterNotFoundAction: Required value',
    'FieldValueRequired spec.validationActions: Required value: at least one validation action is required',
  ]);
});

conformance(area, 'refuse in their own words', async (given) => {
  const { ns } = given;
  const spec = {
    matchConditions: [{ name: 'not-free', expression: "object.metadata.name != 'free'" }],
    variables: [
      { name: 'size', expression: 'object.data.size' },
      { name: 'double', expression: 'int(variables.size) * 2' },
    ],
    validations: [
      { expression: "object.metadata.name != 'probe'", message: ' no probes ' },
      { expression: 'variables.double < 10', messageExpression: "'too big: ' + variables.size", reason: 'Forbidden' },
      { expression: "namespaceObject.metadata.name == request.namespace && !('never' in object.data)" },
    ],
  };
  await whilePoliced(given, { spec }, async () => {
    await refused(() => tryMap(given, 'probe', { size: '9' }), { ns, name: 'probe', why: 'no probes' });
    await refused(() => tryMap(given, 'a', { size: '7' }), {
      ns,
      name: 'a',
      why: 'too big: 7',
      code: [403, 'Forbidden'],
    });
    await refused(() => tryMap(given, 'a', { size: '1', never: '' }), {
      ...{ ns, name: 'a' },
      why: "failed expression: namespaceObject.metadata.name == request.namespace && !('never' in object.data)",
    });
    await refused(() => tryMap(given, 'a', { other: '' }), {
      ...{ ns, name: 'a' },
      why: 'expression \'variables.double < 10\' resulted in error: composited variable "double" fails to evaluate: composited variable "size" fails to evaluate: no such key: size',
    });
    expect((await tryMap(given, 'a', { size: '4' })).data).toEqual({ size: '4' });
    expect((await tryMap(given, 'free')).metadata.name).toBe('free');
  });
});

conformance(area, 'judge what is changed and deleted by what it was', async (given) => {
  const { api, ns } = given;
  const spec = {
    validations: [
      { expression: "request.operation != 'CREATE' || object.metadata.name != 'probe'" },
      { expression: "request.operation != 'UPDATE' || object.data.k == oldObject.data.k", message: 'k stays' },
      { expression: "request.operation != 'DELETE' || object == null && oldObject.data.k != 'kept'", message: 'kept' },
    ],
  };
  await api.post(at('configmaps', ns), configMap('a', { k: 'kept' }));
  await whilePoliced(given, { spec }, async () => {
    const patch = () =>
      api.patch(at('configmaps', ns, 'a'), { data: { k: 'x' } }, { type: 'merge', query: { dryRun: 'All' } });
    await refused(patch, { ns, name: 'a', why: 'k stays' });
    await refused(() => api.delete(at('configmaps', ns, 'a'), { query: { dryRun: 'All' } }), {
      ns,
      name: 'a',
      why: 'kept',
    });
    const labelled = { metadata: { labels: { l: 'v' } } };
    expect((await api.patch(at('configmaps', ns, 'a'), labelled, { type: 'merge' })).metadata.labels).toEqual({
      l: 'v',
    });
  });
});

conformance(area, 'may warn instead', async (given) => {
  const { api, ns } = given;
  const spec = {
    validations: [{ expression: 'false', message: 'think twice' }, { expression: "object.metadata.name == ''" }],
  };
  const say = `Validation failed for ValidatingAdmissionPolicy '${ns}' with binding '${ns}'`;
  await whilePoliced(given, { spec, bound: { validationActions: ['Warn', 'Audit'] } }, () =>
    eventually(async () => {
      const reply = await api.raw({
        method: 'POST',
        path: at('configmaps', ns),
        query: { dryRun: 'All' },
        body: configMap('a'),
      });
      expect([reply.status, reply.headers.warning]).toEqual([
        201,
        `299 - "${say}: think twice", 299 - "${say}: failed expression: object.metadata.name == ''"`,
      ]);
    }),
  );
});

conformance(area, 'go by parameters', { timeoutMs: 120_000 }, async (given) => {
  const { api, ns } = given;
  const served = gadgets(ns, [version('v1', { type: 'object', properties: { max: { type: 'integer' } } })]);
  const size = (n: string) => () => tryMap(given, 'a', { n });
  await whileServed(given, served, async ({ at: gadgetAt, group, gadget }) => {
    const spec = {
      paramKind: { apiVersion: `${group}/v1`, kind: 'Gadget' },
      validations: [
        {
          expression: 'int(object.data.n) <= params.spec.max',
          messageExpression: "'at most ' + string(params.spec.max)",
        },
      ],
    };
    const paramRef = { name: 'limits', parameterNotFoundAction: 'Deny' };
    await whilePoliced(given, { spec, bound: { paramRef } }, async () => {
      await refused(size('1'), {
        ...{ ns, name: 'a' },
        why: 'failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction',
      });
      const limits = gadget('limits', { spec: { max: 5 } });
      await api.post(gadgetAt(), { ...limits, metadata: { ...limits.metadata, labels: { is: 'limit' } } });
      await refused(size('6'), { ns, name: 'a', why: 'at most 5' });
      expect((await size('5')()).data).toEqual({ n: '5' });
      const selector = { matchLabels: { is: 'limit' } };
      await api.patch(
        `${BINDINGS}/${ns}`,
        {
          spec: {
            paramRef: { name: null, selector, parameterNotFoundAction: 'Allow' },
            validationActions: ['Deny', 'Audit'],
          },
        },
        { type: 'merge' },
      );
      await refused(size('7'), { ns, name: 'a', why: 'at most 5' });
      await api.delete(gadgetAt('limits'));
      await eventually(async () => expect((await size('7')()).data).toEqual({ n: '7' }), 60_000);
    });
  });
});

conformance(area, 'refuse when their parameters are of no kind', async (given) => {
  const { ns } = given;
  const spec = {
    paramKind: { apiVersion: 'none.example.com/v1', kind: 'Nothing' },
    validations: [{ expression: 'true' }],
  };
  await whilePoliced(given, { spec }, () =>
    eventually(async () => {
      expect((await refusal(tryMap(given, 'a'))).message).toBe(
        `configmaps "a" is forbidden: ValidatingAdmissionPolicy '${ns}' denied request: failed to configure policy: failed to find resource referenced by paramKind: 'none.example.com/v1, Kind=Nothing'`,
      );
    }),
  );
});

conformance(area, 'may be missed where they say so', async (given) => {
  const { ns } = given;
  const spec = {
    failurePolicy: 'Ignore',
    validations: [{ expression: "object.metadata.name != 'probe'" }, { expression: "object.data.nowhere == ''" }],
  };
  await whilePoliced(given, { spec }, async () => {
    const why = "failed expression: object.metadata.name != 'probe'";
    await refused(() => tryMap(given, 'probe'), { ns, name: 'probe', why });
    expect((await tryMap(given, 'a', { x: '' })).data).toEqual({ x: '' });
  });
});

conformance(area, 'look at what their rules and bindings name', async (given) => {
  const { api, ns } = given;
  const rule = { apiGroups: [''], apiVersions: ['v1'], operations: ['*'], resources: ['configmaps'] };
  const spec = {
    matchConstraints: matchConstraints(ns, {
      resourceRules: [{ ...rule, resourceNames: ['probe', 'a', 'b'] }],
      excludeResourceRules: [{ ...rule, resourceNames: ['b'] }],
      objectSelector: { matchExpressions: [{ key: 'free', operator: 'DoesNotExist' }] },
    }),
    validations: [{ expression: 'false', message: 'no' }],
  };
  const bound = {
    matchResources: { objectSelector: { matchExpressions: [{ key: 'unbound', operator: 'DoesNotExist' }] } },
  };
  await whilePoliced(given, { spec, bound }, async () => {
    await refused(() => tryMap(given, 'a'), { ns, name: 'a', why: 'no' });
    for (const [name, labels] of [
      ['b', {}],
      ['c', {}],
      ['a', { free: '' }],
      ['a', { unbound: '' }],
    ] as const)
      expect(
        (await api.post(at('configmaps', ns), configMap(name, {}, { labels }), { dryRun: 'All' })).metadata.name,
      ).toBe(name);
  });
});

conformance(area, 'may ask who may do what', async (given) => {
  const { ns } = given;
  const nobody = "authorizer.serviceAccount(request.namespace, 'default')";
  const spec = {
    validations: [
      { expression: "authorizer.group('').resource('secrets').namespace(request.namespace).check('get').allowed()" },
      { expression: `!${nobody}.group('apps').resource('deployments').check('create').allowed()` },
      {
        expression:
          "authorizer.requestResource.check('delete').allowed() && authorizer.path('/healthz').check('get').allowed()",
      },
      {
        expression: "request.userInfo.username == 'admin' && object.metadata.name != 'probe'",
        message: 'no',
      },
    ],
  };
  await whilePoliced(given, { spec }, async () => {
    await refused(() => tryMap(given, 'probe'), { ns, name: 'probe', why: 'no' });
    expect((await tryMap(given, 'a')).metadata.name).toBe('a');
  });
});
