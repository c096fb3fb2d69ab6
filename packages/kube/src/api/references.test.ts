import { describe, expect, it } from 'vitest';
import { referencesOf } from './references.ts';

const named = (kind: string, object: Record<string, unknown>) =>
  referencesOf({ kind }, { apiVersion: 'v1', kind, metadata: { name: 'x', namespace: 'shop' }, ...object }).map(
    ({ relation, kind: to, namespace, name, optional }) =>
      `${relation} ${to} ${namespace ?? '-'}/${name}${optional ? '?' : ''}`,
  );

const podSpec = {
  serviceAccountName: 'robot',
  nodeName: 'worker-1',
  imagePullSecrets: [{ name: 'registry' }],
  volumes: [
    { name: 'a', configMap: { name: 'settings', optional: true } },
    { name: 'b', secret: { secretName: 'key' } },
    { name: 'c', persistentVolumeClaim: { claimName: 'data' } },
    { name: 'd', projected: { sources: [{ configMap: { name: 'ca' } }, { serviceAccountToken: { path: 'token' } }] } },
  ],
  containers: [
    {
      name: 'main',
      envFrom: [{ secretRef: { name: 'key' } }],
      env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'flags', key: 'a' } } }],
    },
  ],
};
const ofPod = [
  'mounts ConfigMap shop/settings?',
  'mounts Secret shop/key',
  'mounts PersistentVolumeClaim shop/data',
  'mounts ConfigMap shop/ca',
  'environment ConfigMap shop/flags',
  'pullSecret Secret shop/registry',
  'account ServiceAccount shop/robot',
  'node Node -/worker-1',
];

describe('referencesOf', () => {
  it('names what a Pod needs, each object once', () => {
    expect(named('Pod', { spec: podSpec })).toEqual(ofPod);
  });

  it('finds the same in templates, however deep', () => {
    expect(named('Deployment', { spec: { template: { spec: podSpec } } })).toEqual(ofPod);
    expect(named('CronJob', { spec: { jobTemplate: { spec: { template: { spec: podSpec } } } } })).toEqual(ofPod);
  });

  it('names owners of any kind', () => {
    const ownerReferences = [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'cart-1', uid: 'u' }];
    expect(named('Pod', { metadata: { name: 'x', namespace: 'shop', ownerReferences } })).toEqual([
      'owner ReplicaSet shop/cart-1',
    ]);
  });

  it('names backends, certificates and the class of an Ingress', () => {
    const spec = {
      ingressClassName: 'nginx',
      rules: [{ http: { paths: [{ backend: { service: { name: 'cart' } } }] } }],
      tls: [{ secretName: 'tls' }],
    };
    expect(named('Ingress', { spec })).toEqual([
      'class IngressClass -/nginx',
      'backend Service shop/cart',
      'certificate Secret shop/tls',
    ]);
  });

  it('follows storage both ways, and bindings to roles and accounts, not to people', () => {
    expect(named('PersistentVolumeClaim', { spec: { volumeName: 'pv-1', storageClassName: 'fast' } })).toEqual([
      'volume PersistentVolume -/pv-1',
      'class StorageClass -/fast',
    ]);
    const volume = { metadata: { name: 'pv-1' }, spec: { claimRef: { namespace: 'shop', name: 'data' } } };
    expect(named('PersistentVolume', volume)).toEqual(['claim PersistentVolumeClaim shop/data']);
    const binding = {
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
      subjects: [
        { kind: 'User', name: 'ada' },
        { kind: 'ServiceAccount', name: 'robot', namespace: 'ops' },
      ],
    };
    expect(named('RoleBinding', binding)).toEqual(['role ClusterRole -/view', 'subject ServiceAccount ops/robot']);
  });

  it('is not misled by what is malformed', () => {
    expect(named('Pod', { spec: { volumes: 'none', containers: [null, { env: {} }] } })).toEqual([]);
  });
});
