import type { UnstructuredObject } from '@binnacle/kube/api';
import { createManualClock, createRng } from '@binnacle/kube/clock';
import { describe, expect, it } from 'vitest';
import { createRegistry } from './index.ts';

const open = () => {
  const clock = createManualClock(Date.parse('2026-01-01T00:00:00Z'));
  const registry = createRegistry({ clock, rng: createRng(1) });
  const of = (plural: string, group = '') => registry.find({ group, version: 'v1', plural })!;
  return {
    clock,
    registry,
    of,
    pods: of('pods'),
    configmaps: of('configmaps'),
    deployments: of('deployments', 'apps'),
  };
};
const object = (kind: string, name: string, rest: Record<string, unknown> = {}): UnstructuredObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name },
  ...rest,
});
const key = (name: string) => ({ namespace: 'default', name });
const container = { name: 'c', image: 'nginx:1' };
const selected = (spec: Record<string, unknown> = {}) => ({
  spec: {
    selector: { matchLabels: { a: 'b' } },
    template: { metadata: { labels: { a: 'b' } }, spec: { containers: [container] } },
    ...spec,
  },
});

describe('create', () => {
  it('fills in what every object has', () => {
    const { configmaps } = open();
    const { object: made } = configmaps.create(
      'default',
      { ...object('ConfigMap', ''), metadata: { name: '', generateName: 'cm-' } },
      {
        fieldManager: 'test',
      },
    );
    expect(made.metadata).toMatchObject({
      namespace: 'default',
      generateName: 'cm-',
      creationTimestamp: '2026-01-01T00:00:00Z',
    });
    expect(made.metadata.name).toMatch(/^cm-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    expect(made.metadata.uid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Object.keys(made)).toEqual(['kind', 'apiVersion', 'metadata']);
  });

  it('repeats itself with the same seed', () => {
    const uid = () => open().configmaps.create('default', object('ConfigMap', 'a'), {}).object.metadata.uid;
    expect(uid()).toBe(uid());
  });

  it('refuses duplicates and namespaces that are missing or going away', () => {
    const { configmaps, of } = open();
    configmaps.create('default', object('ConfigMap', 'a'), {});
    expect(() => configmaps.create('default', object('ConfigMap', 'a'), {})).toThrow('configmaps "a" already exists');
    expect(() => configmaps.create('nope', object('ConfigMap', 'a'), {})).toThrow('namespaces "nope" not found');
    of('namespaces').create(undefined, object('Namespace', 'x'), {});
    of('namespaces').remove({ name: 'x' }, {});
    expect(() => configmaps.create('x', object('ConfigMap', 'a'), {})).toThrow(
      'configmaps "a" is forbidden: unable to create new content in namespace x because it is being terminated',
    );
  });

  it('writes nothing in a dry run', () => {
    const { configmaps, registry } = open();
    const before = registry.store.revision;
    const { object: made } = configmaps.create('default', object('ConfigMap', 'a'), { dryRun: true });
    expect(made.metadata.resourceVersion).toBeUndefined();
    expect(registry.store.revision).toBe(before);
  });
});

describe('update', () => {
  it('takes the newest version only, and nothing that the server owns', () => {
    const { configmaps, registry } = open();
    const { object: first } = configmaps.create('default', object('ConfigMap', 'a'), {});
    const { object: second } = configmaps.update(
      key('a'),
      {
        ...first,
        metadata: { ...first.metadata, creationTimestamp: '2020-01-01T00:00:00Z', generation: 7 },
        data: { x: '1' },
      },
      {},
    );
    expect(second.metadata.creationTimestamp).toBe(first.metadata.creationTimestamp);
    expect(second.metadata.generation).toBeUndefined();
    expect(() => configmaps.update(key('a'), { ...first, data: { x: '2' } }, {})).toThrow(
      'Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again',
    );
    const before = registry.store.revision;
    configmaps.update(key('a'), second, {});
    expect(registry.store.revision).toBe(before);
  });

  it('keeps spec and status apart and counts changes of spec', () => {
    const { deployments } = open();
    const { object: made } = deployments.create('default', object('Deployment', 'd', selected()), {});
    expect([made.metadata.generation, made.status]).toEqual([1, {}]);
    const status = { ...made, spec: { replicas: 9 }, status: { replicas: 1 } };
    const { object: reported } = deployments.update(key('d'), status, { subresource: 'status' });
    expect([reported.metadata.generation, reported.status, (reported.spec as { replicas: number }).replicas]).toEqual([
      1,
      { replicas: 1 },
      1,
    ]);
    const { object: scaled } = deployments.update(
      key('d'),
      { ...reported, spec: { ...(reported.spec as object), replicas: 3 }, status: {} },
      {},
    );
    expect([scaled.metadata.generation, scaled.status]).toEqual([2, { replicas: 1 }]);
  });
});

describe('delete', () => {
  it('removes at once, or waits for finalizers', () => {
    const { configmaps } = open();
    configmaps.create('default', object('ConfigMap', 'a'), {});
    expect(configmaps.remove(key('a'), {}).removed).toBe(true);
    configmaps.create('default', { ...object('ConfigMap', 'b'), metadata: { name: 'b', finalizers: ['x.io/y'] } }, {});
    const { object: waiting, removed } = configmaps.remove(key('b'), {});
    expect([removed, waiting.metadata.deletionTimestamp, waiting.metadata.deletionGracePeriodSeconds]).toEqual([
      false,
      '2026-01-01T00:00:00Z',
      0,
    ]);
    const { finalizers: _none, ...metadata } = waiting.metadata;
    expect(configmaps.update(key('b'), { ...waiting, metadata }, {}).removed).toBe(true);
    expect(() => configmaps.get(key('b'))).toThrow('configmaps "b" not found');
  });

  it('gives Pods on a node their grace, and takes it back', () => {
    const { pods, registry } = open();
    pods.create('default', object('Pod', 'p', { spec: { containers: [container] } }), {});
    registry.bind(key('p'), 'node-1');
    const { object: leaving } = pods.remove(key('p'), {});
    expect(leaving.metadata).toMatchObject({
      deletionTimestamp: '2026-01-01T00:00:30Z',
      deletionGracePeriodSeconds: 30,
    });
    expect(() => registry.bind(key('p'), 'node-2')).toThrow('pod p is being deleted, cannot be assigned to a host');
    expect(pods.remove(key('p'), { gracePeriodSeconds: 0 }).removed).toBe(true);
  });

  it('asks preconditions first', () => {
    const { configmaps } = open();
    const { object: made } = configmaps.create('default', object('ConfigMap', 'a'), {});
    expect(() => configmaps.remove(key('a'), { preconditions: { uid: 'x' } })).toThrow(
      `Operation cannot be fulfilled on ConfigMap "a": the UID in the precondition (x) does not match the UID in record (${made.metadata.uid ?? ''}). The object might have been deleted and then recreated`,
    );
  });
});

describe('validation', () => {
  const deploy = (spec: Record<string, unknown>) => () =>
    open().deployments.create('default', object('Deployment', 'd', { spec }), {});
  const { spec } = selected();
  it.each([
    [
      'no selector',
      {},
      '[spec.selector: Required value, spec.template.metadata.labels: Invalid value: null: `selector` does not match template `labels`, spec.template.spec.containers: Required value]',
    ],
    [
      'negative replicas',
      { ...spec, replicas: -1 },
      'spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    ],
    [
      'empty selector',
      { ...spec, selector: {} },
      'spec.selector: Invalid value: {}: empty selector is invalid for deployment',
    ],
    [
      'other labels',
      { ...spec, selector: { matchLabels: { x: 'y' } } },
      'spec.template.metadata.labels: Invalid value: {"a":"b"}: `selector` does not match template `labels`',
    ],
    [
      'no progress possible',
      { ...spec, strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } },
      'spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0',
    ],
    [
      'too slow to be ready',
      { ...spec, minReadySeconds: 600 },
      'spec.progressDeadlineSeconds: Invalid value: 600: must be greater than minReadySeconds',
    ],
  ])('of a Deployment: %s', (_name, given, message) => {
    expect(deploy(given)).toThrow(`Deployment.apps "d" is invalid: ${message}`);
  });

  it('keeps selectors and Pods as they were', () => {
    const { deployments, pods } = open();
    const { object: made } = deployments.create('default', object('Deployment', 'd', selected()), {});
    const other = {
      ...spec,
      selector: { matchLabels: { c: 'd' } },
      template: { ...spec.template, metadata: { labels: { c: 'd' } } },
    };
    expect(() => deployments.update(key('d'), { ...made, spec: other }, {})).toThrow(
      'Deployment.apps "d" is invalid: spec.selector: Invalid value: {"matchLabels":{"c":"d"}}: field is immutable',
    );
    const { object: pod } = pods.create('default', object('Pod', 'p', { spec: { containers: [container] } }), {});
    const changed = { ...(pod.spec as object), restartPolicy: 'Never' };
    expect(() => pods.update(key('p'), { ...pod, spec: changed }, {})).toThrow(
      'spec: Forbidden: pod updates may not change fields other than',
    );
    const image = { ...(pod.spec as { containers: object[] }) };
    image.containers = [{ ...image.containers[0], image: 'nginx:2' }];
    expect(pods.update(key('p'), { ...pod, spec: image }, {}).object.metadata.generation).toBe(2);
  });

  it('of a Pod lists everything that is wrong', () => {
    const ports = [
      { containerPort: 0 },
      { containerPort: 70000 },
      { containerPort: 80, name: 'h' },
      { containerPort: 81, name: 'h' },
    ];
    expect(() =>
      open().pods.create(
        'default',
        object('Pod', 'p', { spec: { containers: [{ ...container, ports }, container] } }),
        {},
      ),
    ).toThrow(
      'Pod "p" is invalid: [spec.containers[0].ports[0].containerPort: Required value, spec.containers[0].ports[1].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive, spec.containers[0].ports[3].name: Duplicate value: "h", spec.containers[1].name: Duplicate value: "c"]',
    );
    expect(() =>
      open().pods.create(
        'default',
        object('Pod', 'p', { spec: { serviceAccountName: 'nope', containers: [container] } }),
        {},
      ),
    ).toThrow('pods "p" is forbidden: error looking up service account default/nope: serviceaccount "nope" not found');
  });
});

describe('services', () => {
  const make = (spec: Record<string, unknown>, name = 's') => {
    const { of } = open();
    return () => of('services').create('default', object('Service', name, { spec }), {}).object;
  };

  it('are given addresses and ports', () => {
    expect(make({ selector: { a: 'b' }, ports: [{ port: 80 }] })().spec).toMatchObject({
      clusterIP: expect.stringMatching(/^10\.96\./) as string,
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      internalTrafficPolicy: 'Cluster',
      sessionAffinity: 'None',
      type: 'ClusterIP',
      ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
    });
    const { ports } = make({ type: 'NodePort', ports: [{ port: 80 }] })().spec as { ports: { nodePort: number }[] };
    expect(ports[0]!.nodePort).toBeGreaterThanOrEqual(30000);
    expect(make({ type: 'ExternalName', externalName: 'a.b' })().spec).toEqual({
      externalName: 'a.b',
      sessionAffinity: 'None',
      type: 'ExternalName',
    });
  });

  it.each([
    ['no ports', {}, 's', 'spec.ports: Required value'],
    [
      'two without names',
      { ports: [{ port: 80 }, { port: 81 }] },
      's',
      '[spec.ports[0].name: Required value, spec.ports[1].name: Required value]',
    ],
    [
      'an address from elsewhere',
      { clusterIP: '1.2.3.4', ports: [{ port: 80 }] },
      's',
      'spec.clusterIPs: Invalid value: ["1.2.3.4"]: failed to allocate IP 1.2.3.4: the provided network does not match the current range',
    ],
    [
      'an address taken',
      { clusterIP: '10.96.0.1', ports: [{ port: 80 }] },
      's',
      'spec.clusterIPs: Invalid value: ["10.96.0.1"]: failed to allocate IP 10.96.0.1: provided IP is already allocated',
    ],
  ])('refuse %s', (...[, spec, name, message]) => {
    expect(make(spec, name)).toThrow(`Service "${name}" is invalid: ${message}`);
  });
});

describe('events', () => {
  it('are one thing in two groups', () => {
    const { of } = open();
    of('events').create(
      'default',
      object('Event', 'e', {
        involvedObject: { kind: 'Pod', name: 'p', namespace: 'default' },
        reason: 'R',
        message: 'm',
        type: 'Normal',
      }),
      {},
    );
    const served = of('events', 'events.k8s.io').get(key('e')).object;
    expect(served).toMatchObject({
      apiVersion: 'events.k8s.io/v1',
      note: 'm',
      regarding: { name: 'p' },
      eventTime: null,
    });
  });
});
