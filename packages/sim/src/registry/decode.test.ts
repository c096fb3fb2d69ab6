import { describe, expect, it } from 'vitest';
import { decodeAs } from './decode.ts';
import { typed } from './typed.ts';

const DEPLOYMENT = { group: 'apps', version: 'v1', kind: 'Deployment', definition: 'io.k8s.api.apps.v1.Deployment' };
const POD = 'io.k8s.api.core.v1.Pod';
const decode = (value: unknown, duplicates: string[] = []) => {
  const strictness = { problems: [] as string[], duplicates: new Set(duplicates) };
  return { object: decodeAs(POD, value, strictness), problems: strictness.problems };
};

describe('decoding', () => {
  it.each([
    [
      { spec: { replicas: 'two' } },
      'cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
    ],
    [
      { spec: { replicas: 1.5 } },
      'cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32',
    ],
    [
      { spec: { paused: 'yes' } },
      'cannot unmarshal string into Go struct field DeploymentSpec.spec.paused of type bool',
    ],
    [{ spec: [] }, 'cannot unmarshal array into Go struct field Deployment.spec of type v1.DeploymentSpec'],
    [
      { metadata: { labels: { a: 1 } } },
      'cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string',
    ],
    [
      { spec: { template: { spec: { containers: [{ name: 1 }] } } } },
      'cannot unmarshal number into Go struct field Container.spec.template.spec.containers.name of type string',
    ],
    [
      { spec: { template: { spec: { containers: { name: 1 } } } } },
      'cannot unmarshal object into Go struct field PodSpec.spec.template.spec.containers of type []v1.Container',
    ],
  ])('refuses %j in the words of Go', (sent, message) => {
    expect(() => typed(DEPLOYMENT, sent)).toThrow(
      `Deployment in version "v1" cannot be handled as a Deployment: json: ${message}`,
    );
  });

  it('drops and tells unknown and repeated fields, in order', () => {
    const { object, problems } = decode(
      { spec: { foo: 1, nodeName: 'n', containers: [{ name: 'a', bar: 2 }] }, constructor: 1 },
      ['spec.nodeName'],
    );
    expect(problems).toEqual([
      'unknown field "spec.foo"',
      'duplicate field "spec.nodeName"',
      'unknown field "spec.containers[0].bar"',
      'unknown field "constructor"',
    ]);
    expect(object.spec).toEqual({ nodeName: 'n', containers: [{ name: 'a', resources: {} }] });
  });

  it('leaves out what Go leaves out and writes what Go writes', () => {
    const { object } = decode({
      metadata: { labels: {}, finalizers: [], annotations: null },
      spec: {
        hostNetwork: false,
        terminationGracePeriodSeconds: 0,
        automountServiceAccountToken: false,
        containers: [
          { name: 'c', image: '', env: [{ name: 'A', value: '' }], resources: { limits: { cpu: '1000m' } } },
        ],
      },
      status: { conditions: [{ type: 'Ready', status: 'True' }], containerStatuses: [{ name: 'c' }] },
    });
    expect(object).toEqual({
      metadata: {},
      spec: {
        terminationGracePeriodSeconds: 0,
        automountServiceAccountToken: false,
        containers: [{ name: 'c', env: [{ name: 'A' }], resources: { limits: { cpu: '1' } } }],
      },
      status: {
        conditions: [{ type: 'Ready', status: 'True', lastProbeTime: null, lastTransitionTime: null }],
        containerStatuses: [
          { name: 'c', image: '', imageID: '', ready: false, restartCount: 0, lastState: {}, state: {} },
        ],
      },
    });
  });

  it('is not fooled by names that JavaScript gives a meaning', () => {
    const { object, problems } = decode(
      JSON.parse('{"__proto__":{"x":1},"metadata":{"labels":{"__proto__":"a","b":"c"}}}'),
    );
    expect(problems).toEqual(['unknown field "__proto__"']);
    expect(object.metadata).toEqual({ labels: { b: 'c' } });
    expect(({} as { x?: number }).x).toBeUndefined();
  });
});
