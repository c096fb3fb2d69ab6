import { describe, expect, it } from 'vitest';
import { anySchema, createSchemaReader } from './schema.ts';
import type { OpenApiSchema } from './schema.ts';
import { applyStrategicMergePatch } from './strategic.ts';

const named = (properties: Record<string, OpenApiSchema>, markers: object): OpenApiSchema => ({
  type: 'array',
  items: { type: 'object', properties: { name: { type: 'string' }, ...properties } },
  'x-kubernetes-patch-strategy': 'merge',
  'x-kubernetes-patch-merge-key': 'name',
  ...markers,
});

/** The marks of a Deployment's pod template that matter here, as in /openapi/v3/apis/apps/v1. */
const schema = createSchemaReader(() => undefined)({
  type: 'object',
  properties: {
    finalizers: { type: 'array', items: { type: 'string' }, 'x-kubernetes-patch-strategy': 'merge' },
    labels: { type: 'object', additionalProperties: { type: 'string' } },
    strategy: { type: 'object', properties: { type: { type: 'string' } }, 'x-kubernetes-patch-strategy': 'retainKeys' },
    containers: named(
      {
        image: { type: 'string' },
        args: { type: 'array', items: { type: 'string' } },
        env: named({ value: { type: 'string' } }, {}),
        ports: {
          type: 'array',
          items: { type: 'object', properties: { containerPort: { type: 'integer' } } },
          'x-kubernetes-patch-strategy': 'merge',
          'x-kubernetes-patch-merge-key': 'containerPort',
        },
      },
      {},
    ),
    volumes: named({ emptyDir: { type: 'object' } }, { 'x-kubernetes-patch-strategy': 'merge,retainKeys' }),
    tolerations: { type: 'array', items: { type: 'object', properties: { key: { type: 'string' } } } },
  },
});

const env = [
  { name: 'A', value: '1' },
  { name: 'B', value: '2' },
];
const x = { name: 'x', image: 'x', env, ports: [{ containerPort: 80 }], args: ['1', '2'] };
const y = { name: 'y', image: 'y' };
const z = { name: 'z', image: 'z' };
const document = {
  finalizers: ['e/a', 'e/b'],
  labels: { a: '1', b: '2' },
  strategy: { type: 'RollingUpdate', rollingUpdate: {} },
  containers: [x, y],
  volumes: [{ name: 'v', emptyDir: {} }],
  tolerations: [{ key: 'k' }],
};

// PATCH /apis/apps/v1/namespaces/tables/deployments/smp?dryRun=All and …/configmaps/jp?dryRun=All,
// application/strategic-merge-patch+json, kube-apiserver 1.34.4.
describe('applyStrategicMergePatch', () => {
  it.each<[object, object]>([
    [{ containers: [{ name: 'y', image: 'y2' }, z] }, { containers: [x, { name: 'y', image: 'y2' }, z] }],
    [{ containers: [{ name: 'x', $patch: 'delete' }] }, { containers: [y] }],
    [{ containers: [{ name: 'nope', $patch: 'delete' }] }, { containers: [x, y] }],
    [{ containers: [{ name: 'x', $patch: 'replace', image: 'q' }] }, { containers: [] }],
    [{ containers: [{ $patch: 'replace' }, z] }, { containers: [z] }],
    [{ containers: [z, { $patch: 'replace' }] }, { containers: [z] }],
    [{ '$setElementOrder/containers': [{ name: 'y' }, { name: 'x' }] }, { containers: [y, x] }],
    [
      { '$setElementOrder/containers': [{ name: 'y' }, { name: 'x' }, { name: 'z' }], containers: [z] },
      { containers: [y, x, z] },
    ],
    [{ '$setElementOrder/containers': [{ name: 'z' }], containers: [z] }, { containers: [z, x, y] }],
    [
      {
        containers: [
          {
            name: 'x',
            env: [
              { name: 'B', value: '9' },
              { name: 'C', value: '3' },
            ],
          },
        ],
      },
      { containers: [{ ...x, env: [env[0], { name: 'B', value: '9' }, { name: 'C', value: '3' }] }, y] },
    ],
    [
      { containers: [{ name: 'x', env: [{ name: 'A', $patch: 'delete' }] }] },
      { containers: [{ ...x, env: [env[1]] }, y] },
    ],
    [{ containers: [{ name: 'x', args: ['3'] }] }, { containers: [{ ...x, args: ['3'] }, y] }],
    [
      { containers: [{ name: 'x', ports: [{ containerPort: 81 }] }] },
      { containers: [{ ...x, ports: [{ containerPort: 81 }, { containerPort: 80 }] }, y] },
    ],
    [
      { volumes: [{ name: 'v', $retainKeys: ['name', 'hostPath'], hostPath: { path: '/x' } }] },
      { volumes: [{ name: 'v', hostPath: { path: '/x' } }] },
    ],
    [{ tolerations: [{ key: 'z' }] }, { tolerations: [{ key: 'z' }] }],
    [{ strategy: { $retainKeys: ['type'], type: 'Recreate' } }, { strategy: { type: 'Recreate' } }],
    [{ strategy: { $patch: 'replace', type: 'Recreate' } }, { strategy: { type: 'Recreate' } }],
    [
      {
        containers: [
          { name: 'x', image: '1' },
          { name: 'x', image: '2' },
        ],
      },
      { containers: [{ ...x, image: '2' }, y] },
    ],
    [{ finalizers: ['e/c'] }, { finalizers: ['e/c', 'e/a', 'e/b'] }],
    [{ '$deleteFromPrimitiveList/finalizers': ['e/a'] }, { finalizers: ['e/b'] }],
    [{ '$setElementOrder/finalizers': ['e/c', 'e/a'], finalizers: ['e/c'] }, { finalizers: ['e/c', 'e/a', 'e/b'] }],
    [{ labels: { a: null } }, { labels: { b: '2' } }],
    [{ labels: { $patch: 'replace', z: '1' } }, { labels: { z: '1' } }],
    [{ labels: { $patch: 'delete' } }, { labels: {} }],
    [{ labels: { $retainKeys: ['a'] } }, { labels: { a: '1' } }],
    [{ unknown: { a: 1, b: null, $retainKeys: ['a'] } }, { unknown: { a: 1, $retainKeys: ['a'] } }],
    [{ unknown: [{ $patch: 'delete' }, { a: 1 }] }, { unknown: [{ a: 1 }] }],
  ])('%j', (patch, changed) => {
    expect(applyStrategicMergePatch(document, patch, schema)).toEqual({ ...document, ...changed });
  });

  it('removes a list by null', () => {
    const { containers: _containers, ...rest } = document;
    expect(applyStrategicMergePatch(document, { containers: null }, schema)).toEqual(rest);
  });

  it.each<[object, string, number]>([
    [{ containers: [{ $patch: 'delete' }] }, 'map: map[$patch:delete] does not contain declared merge key: name', 500],
    [{ containers: [{ image: 'n' }] }, 'map: map[image:n] does not contain declared merge key: name', 500],
    [
      { '$setElementOrder/containers': [{ name: 'y' }], containers: [z] },
      "The order in patch list:\n[map[image:z name:z]]\n doesn't match $setElementOrder list:\n[map[name:y]]\n",
      500,
    ],
    [
      { '$setElementOrder/containers': [{ image: 'z' }], containers: [z] },
      'map: map[image:z] does not contain declared merge key: name',
      500,
    ],
    [{ '$setElementOrder/containers': 'x' }, 'expected a []interface {}, but received a string', 500],
    [
      { '$setElementOrder/finalizers': ['e/a'], finalizers: ['e/c'] },
      "The order in patch list:\n[e/c]\n doesn't match $setElementOrder list:\n[e/a]\n",
      500,
    ],
    [{ containers: [{ name: 'x', $patch: 'merge' }] }, 'merging lists cannot yet be specified in the patch', 500],
    [{ containers: [{ name: 'x', $patch: 'bad' }] }, 'unknown patch type: bad in map: map[$patch:bad name:x]', 500],
    [{ labels: { $patch: 'foo' } }, 'unknown patch type: foo in map: map[$patch:foo]', 500],
    [{ labels: { $patch: 1 } }, 'unknown patch type: %!s(int64=1) in map: map[$patch:1]', 500],
    [{ labels: { $retainKeys: ['a'], b: '9' } }, 'invalid patch format of retainKeys', 400],
    [{ volumes: [{ name: 'v', $retainKeys: 'x' }] }, 'invalid patch format of retainKeys', 400],
  ])('refuses %j', (patch, message, code) => {
    expect(() => applyStrategicMergePatch(document, patch, schema)).toThrow(expect.objectContaining({ message, code }));
  });

  it('refuses lists of different types', () => {
    expect(() => applyStrategicMergePatch({ containers: [y] }, { containers: ['n'] }, schema)).toThrow(
      'list element types are not identical: [[map[image:y name:y]] [n]]',
    );
  });

  it('refuses what is no object', () => {
    expect(() => applyStrategicMergePatch(document, [1], schema)).toThrow(
      'json: cannot unmarshal array into Go value of type map[string]interface {}',
    );
  });

  it('replaces lists whose type is not known', () => {
    expect(applyStrategicMergePatch({ a: [1], b: { c: 1 } }, { a: [2], b: { d: 2 } }, anySchema)).toEqual({
      a: [2],
      b: { c: 1, d: 2 },
    });
  });

  it('leaves the document and the patch as they were', () => {
    const patch = { containers: [{ name: 'x', $patch: 'delete' }, z], '$setElementOrder/containers': [{ name: 'z' }] };
    const before = structuredClone({ document, patch });
    applyStrategicMergePatch(document, patch, schema);
    expect({ document, patch }).toEqual(before);
  });
});
