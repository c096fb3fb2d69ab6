import { expect } from 'vitest';
import { refusal } from './harness/api.ts';
import { conformance } from './harness/conformance.ts';
import { at, configMap, deployment, failure, pod, podTemplate, read } from './harness/objects.ts';

const subdomain =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const labelValue =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

/** An Invalid Status of one cause. */
const invalid = (
  what: { kind: string; group?: string; name: string },
  cause: { reason: string; field: string; message: string },
) =>
  failure(422, 'Invalid', {
    message: `${what.kind}${what.group ? `.${what.group}` : ''} "${what.name}" is invalid: ${cause.field}: ${cause.message}`,
    details: {
      name: what.name,
      ...(what.group && { group: what.group }),
      kind: what.kind,
      causes: [{ reason: cause.reason, message: cause.message, field: cause.field }],
    },
  });

conformance('validation', 'a name that is no subdomain', async ({ api, ns }) => {
  expect(await refusal(api.post(at('configmaps', ns), configMap('Bad_Name')))).toEqual(
    invalid(
      { kind: 'ConfigMap', name: 'Bad_Name' },
      { reason: 'FieldValueInvalid', field: 'metadata.name', message: `Invalid value: "Bad_Name": ${subdomain}` },
    ),
  );
});

conformance('validation', 'a namespace name that is no label', async ({ api }) => {
  const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a.b' } };
  expect(await refusal(api.post(at('namespaces'), body))).toEqual(
    invalid(
      { kind: 'Namespace', name: 'a.b' },
      { reason: 'FieldValueInvalid', field: 'metadata.name', message: 'Invalid value: "a.b": must not contain dots' },
    ),
  );
});

conformance('validation', 'a label value with a space', async ({ api, ns }) => {
  expect(await refusal(api.post(at('configmaps', ns), configMap('a', {}, { labels: { x: 'a b' } })))).toEqual(
    invalid(
      { kind: 'ConfigMap', name: 'a' },
      { reason: 'FieldValueInvalid', field: 'metadata.labels', message: `Invalid value: "a b": ${labelValue}` },
    ),
  );
});

conformance('validation', 'a ConfigMap key with a slash', async ({ api, ns }) => {
  const message =
    "Invalid value: \"a/b\": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
  expect(await refusal(api.post(at('configmaps', ns), configMap('a', { 'a/b': '1' })))).toEqual(
    invalid({ kind: 'ConfigMap', name: 'a' }, { reason: 'FieldValueInvalid', field: 'data[a/b]', message }),
  );
});

conformance('validation', 'a Pod without containers', async ({ api, ns }) => {
  expect(await refusal(api.post(at('pods', ns), pod('a', { containers: [] })))).toEqual(
    invalid(
      { kind: 'Pod', name: 'a' },
      { reason: 'FieldValueRequired', field: 'spec.containers', message: 'Required value' },
    ),
  );
});

conformance('validation', 'two containers of one name', async ({ api, ns }) => {
  const container = { name: 'main', image: 'example.com/web:1' };
  expect(await refusal(api.post(at('pods', ns), pod('a', { containers: [container, container] })))).toEqual(
    invalid(
      { kind: 'Pod', name: 'a' },
      { reason: 'FieldValueDuplicate', field: 'spec.containers[1].name', message: 'Duplicate value: "main"' },
    ),
  );
});

conformance('validation', 'a container without an image', async ({ api, ns }) => {
  expect(await refusal(api.post(at('pods', ns), pod('a', { containers: [{ name: 'main' }] })))).toEqual(
    invalid(
      { kind: 'Pod', name: 'a' },
      { reason: 'FieldValueRequired', field: 'spec.containers[0].image', message: 'Required value' },
    ),
  );
});

conformance('validation', 'an unknown restart policy', async ({ api, ns }) => {
  const status = await refusal(api.post(at('pods', ns), pod('a', { restartPolicy: 'Sometimes' })));
  expect(status).toEqual(
    invalid(
      { kind: 'Pod', name: 'a' },
      {
        reason: 'FieldValueNotSupported',
        field: 'spec.restartPolicy',
        message: 'Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never"',
      },
    ),
  );
});

conformance('validation', 'a Pod spec is immutable but for a few fields', async ({ api, ns }) => {
  await api.post(at('pods', ns), pod('a'));
  const status = await refusal(api.patch(at('pods', ns, 'a'), { spec: { hostNetwork: true } }, { type: 'merge' }));
  expect(status).toMatchObject({ code: 422, reason: 'Invalid' });
  const words =
    'Pod "a" is invalid: spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)\n';
  expect(status.message?.slice(0, words.length)).toBe(words);
});

conformance('validation', 'a Pod image may change', async ({ api, ns }) => {
  await api.post(at('pods', ns), pod('a'));
  const body = { spec: { containers: [{ name: 'main', image: 'example.com/web:2' }] } };
  const patched = await api.patch(at('pods', ns, 'a'), body, { type: 'strategic' });
  expect(read(patched, 'spec.containers.0.image')).toBe('example.com/web:2');
});

conformance('validation', 'a negative number of replicas', async ({ api, ns }) => {
  expect(await refusal(api.post(at('deployments', ns), deployment('a', -1)))).toEqual(
    invalid(
      { kind: 'Deployment', group: 'apps', name: 'a' },
      {
        reason: 'FieldValueInvalid',
        field: 'spec.replicas',
        message: 'Invalid value: -1: must be greater than or equal to 0',
      },
    ),
  );
});

conformance('validation', 'a selector that misses the template', async ({ api, ns }) => {
  const body = deployment('a', 1, { template: podTemplate({ app: 'other' }) });
  expect(await refusal(api.post(at('deployments', ns), body))).toEqual(
    invalid(
      { kind: 'Deployment', group: 'apps', name: 'a' },
      {
        reason: 'FieldValueInvalid',
        field: 'spec.template.metadata.labels',
        message: 'Invalid value: {"app":"other"}: `selector` does not match template `labels`',
      },
    ),
  );
});

conformance('validation', 'a Deployment selector is immutable', async ({ api, ns }) => {
  await api.post(at('deployments', ns), deployment('a', 0));
  const body = { spec: { selector: { matchLabels: { app: 'b' } }, template: { metadata: { labels: { app: 'b' } } } } };
  expect(await refusal(api.patch(at('deployments', ns, 'a'), body, { type: 'merge' }))).toEqual(
    invalid(
      { kind: 'Deployment', group: 'apps', name: 'a' },
      {
        reason: 'FieldValueInvalid',
        field: 'spec.selector',
        message: 'Invalid value: {"matchLabels":{"app":"b"}}: field is immutable',
      },
    ),
  );
});

conformance('validation', 'a missing selector and template are named together', async ({ api, ns }) => {
  const body = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a' }, spec: {} };
  const status = await refusal(api.post(at('deployments', ns), body));
  expect(status).toMatchObject({ code: 422, reason: 'Invalid' });
  expect(status.message).toBe(
    'Deployment.apps "a" is invalid: [spec.selector: Required value, spec.template.metadata.labels: Invalid value: null: `selector` does not match template `labels`, spec.template.spec.containers: Required value]',
  );
  expect(status.details?.causes?.map((cause) => cause.field)).toEqual([
    'spec.selector',
    'spec.template.metadata.labels',
    'spec.template.spec.containers',
  ]);
});

conformance('validation', 'text where a number belongs is BadRequest', async ({ api, ns }) => {
  const body = deployment('a', 0);
  const status = await refusal(
    api.post(at('deployments', ns), { ...body, spec: { ...(body['spec'] as object), replicas: 'two' } }),
  );
  expect(status).toEqual(
    failure(400, 'BadRequest', {
      message:
        'Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
    }),
  );
});

conformance('validation', 'strict names every unknown and duplicate field', async ({ api, ns }) => {
  const text = `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","nmae":"b"},"data":{"k":"1","k":"2"},"dta":{}}`;
  const reply = await api.raw({
    method: 'POST',
    path: at('configmaps', ns),
    query: { fieldValidation: 'Strict' },
    body: text,
  });
  expect([reply.status, JSON.parse(reply.text)]).toEqual([
    400,
    failure(400, 'BadRequest', {
      message:
        'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "metadata.nmae", duplicate field "data.k", unknown field "dta"',
    }),
  ]);
});

conformance('validation', 'without strict an unknown field is dropped with a warning', async ({ api, ns }) => {
  const reply = await api.raw({
    method: 'POST',
    path: at('configmaps', ns),
    query: { fieldValidation: 'Warn' },
    body: { ...configMap('a'), dta: {} },
  });
  expect(reply.status).toBe(201);
  expect(reply.headers['warning']).toBe('299 - "unknown field \\"dta\\""');
  expect(JSON.parse(reply.text)).not.toHaveProperty('dta');
});

conformance('validation', 'Ignore drops silently', async ({ api, ns }) => {
  const reply = await api.raw({
    method: 'POST',
    path: at('configmaps', ns),
    query: { fieldValidation: 'Ignore' },
    body: { ...configMap('a'), dta: {} },
  });
  expect([reply.status, reply.headers['warning']]).toEqual([201, undefined]);
});

conformance('validation', 'strict in a patch names the field, and the whole object', async ({ api, ns }) => {
  await api.post(at('deployments', ns), deployment('a', 0, { paused: true }));
  const body = { spec: { replicsa: 1 } };
  const call = api.patch(at('deployments', ns, 'a'), body, { type: 'merge', query: { fieldValidation: 'Strict' } });
  const status = await refusal(call);
  // The value shown is the patched object as JSON, with its managedFields and their time.
  const shorten = (text: string | undefined) => text?.replace(/Invalid value: "\{.*\}": /, 'Invalid value: "{…}": ');
  expect({
    ...status,
    message: shorten(status.message),
    details: { causes: status.details?.causes?.map((cause) => ({ ...cause, message: shorten(cause.message) })) },
  }).toEqual(
    failure(422, 'Invalid', {
      message: ' "" is invalid: patch: Invalid value: "{…}": strict decoding error: unknown field "spec.replicsa"',
      details: {
        causes: [
          {
            reason: 'FieldValueInvalid',
            message: 'Invalid value: "{…}": strict decoding error: unknown field "spec.replicsa"',
            field: 'patch',
          },
        ],
      },
    }),
  );
});

conformance('validation', 'an unknown fieldValidation is Invalid', async ({ api, ns }) => {
  const status = await refusal(api.post(at('configmaps', ns), configMap('a'), { fieldValidation: 'Often' }));
  expect(status.message).toBe(
    'CreateOptions.meta.k8s.io "" is invalid: fieldValidation: Unsupported value: "Often": supported values: "", "Ignore", "Strict", "Warn"',
  );
});

conformance('validation', 'a finalizer without a domain', async ({ api, ns }) => {
  const status = await refusal(api.post(at('configmaps', ns), configMap('a', {}, { finalizers: ['plain'] })));
  expect(status).toEqual(
    invalid(
      { kind: 'ConfigMap', name: 'a' },
      {
        reason: 'FieldValueInvalid',
        field: 'metadata.finalizers[0]',
        message: 'Invalid value: "plain": name is neither a standard finalizer name nor is it fully qualified',
      },
    ),
  );
});

conformance('validation', 'defaults are filled', async ({ api, ns }) => {
  const made = await api.post(at('deployments', ns), {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'a' },
    spec: {
      replicas: 0,
      selector: { matchLabels: { app: 'a' } },
      template: {
        metadata: { labels: { app: 'a' } },
        spec: { containers: [{ name: 'main', image: 'example.com/web' }] },
      },
    },
  });
  expect(made['spec']).toEqual({
    replicas: 0,
    selector: { matchLabels: { app: 'a' } },
    template: {
      metadata: { labels: { app: 'a' } },
      spec: {
        containers: [
          {
            name: 'main',
            image: 'example.com/web',
            resources: {},
            terminationMessagePath: '/dev/termination-log',
            terminationMessagePolicy: 'File',
            imagePullPolicy: 'Always',
          },
        ],
        restartPolicy: 'Always',
        terminationGracePeriodSeconds: 30,
        dnsPolicy: 'ClusterFirst',
        securityContext: {},
        schedulerName: 'default-scheduler',
      },
    },
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
  });
});

conformance('validation', 'defaults of probes and ports', async ({ api, ns }) => {
  const made = await api.post(
    at('pods', ns),
    pod('a', {
      nodeName: 'not-there',
      containers: [
        {
          name: 'main',
          image: 'example.com/web:1.2',
          ports: [{ containerPort: 80 }],
          readinessProbe: { httpGet: { port: 80 } },
          resources: { limits: { cpu: '1', memory: '1Gi' } },
          env: [{ name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
        },
      ],
    }),
  );
  expect(read(made, 'spec.containers.0')).toMatchObject({
    imagePullPolicy: 'IfNotPresent',
    ports: [{ containerPort: 80, protocol: 'TCP' }],
    readinessProbe: {
      httpGet: { path: '/', port: 80, scheme: 'HTTP' },
      timeoutSeconds: 1,
      periodSeconds: 10,
      successThreshold: 1,
      failureThreshold: 3,
    },
    resources: { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '1', memory: '1Gi' } },
    env: [{ name: 'POD', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } }],
  });
  expect(read(made, 'status')).toMatchObject({ phase: 'Pending', qosClass: 'Guaranteed' });
});
