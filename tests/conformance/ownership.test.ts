/** Who owns which fields of what the control plane itself writes. */
import type { UnstructuredObject } from '@binnacle/kube/api';
import { expect } from 'vitest';
import type { Api } from './harness/api.ts';
import { conformance, eventually } from './harness/conformance.ts';
import { at, deployment, pod, read } from './harness/objects.ts';

const owners = (object: UnstructuredObject) =>
  (object.metadata.managedFields ?? []).map(({ manager, operation, subresource = '' }) => [
    manager,
    operation,
    subresource,
  ]);

const fieldsOf = (object: UnstructuredObject, manager: string, subresource?: string) =>
  object.metadata.managedFields?.find((entry) => entry.manager === manager && entry.subresource === subresource)
    ?.fieldsV1;

const containerFields = {
  'k:{"name":"main"}': {
    '.': {},
    'f:image': {},
    'f:imagePullPolicy': {},
    'f:name': {},
    'f:resources': {},
    'f:terminationMessagePath': {},
    'f:terminationMessagePolicy': {},
  },
};

const specFields = {
  'f:containers': containerFields,
  'f:dnsPolicy': {},
  'f:enableServiceLinks': {},
  'f:restartPolicy': {},
  'f:schedulerName': {},
  'f:securityContext': {},
  'f:terminationGracePeriodSeconds': {},
};

const bound = (api: Api, path: string) =>
  eventually(async () => {
    const current = await api.get(path);
    expect(read(current, 'spec.nodeName')).toBeTypeOf('string');
    expect(read(current, 'status.phase')).toBe('Running');
    return current;
  });

conformance('ownership', 'what admission adds to a Pod is nobody’s, and binding owns nothing', async ({ api, ns }) => {
  await api.post(at('pods', ns), pod('a'), { fieldManager: 'me' });
  const current = await bound(api, at('pods', ns, 'a'));
  expect(fieldsOf(current, 'me')).toEqual({ 'f:spec': specFields });
  expect(owners(current).filter(([, , subresource]) => subresource === '')).toEqual([['me', 'Update', '']]);
  expect(owners(current).map(([manager]) => manager)).not.toContain('kube-scheduler');
});

conformance('ownership', 'a Pod of a Deployment is the controller manager’s', async ({ api, ns }) => {
  await api.post(at('deployments', ns), deployment('web', 1));
  const current = await eventually(async () => {
    const { items } = await api.get<{ items: UnstructuredObject[] }>(at('pods', ns));
    expect(items).toHaveLength(1);
    return items[0]!;
  });
  const owner = current.metadata.ownerReferences![0]!;
  expect(fieldsOf(current, 'kube-controller-manager')).toEqual({
    'f:metadata': {
      'f:generateName': {},
      'f:labels': { '.': {}, 'f:app': {}, 'f:pod-template-hash': {} },
      'f:ownerReferences': { '.': {}, [`k:{"uid":"${owner.uid}"}`]: {} },
    },
    'f:spec': specFields,
  });
});

conformance('ownership', 'a Pod that fits nowhere is marked by the scheduler', async ({ api, ns }) => {
  await api.post(at('pods', ns), pod('a', { nodeSelector: { none: 'such' } }), { fieldManager: 'me' });
  const current = await eventually(async () => {
    const found = await api.get(at('pods', ns, 'a'));
    expect(read(found, 'status.conditions.0.reason')).toBe('Unschedulable');
    return found;
  });
  expect(owners(current)).toContainEqual(['kube-scheduler', 'Update', 'status']);
  expect(owners(current)).toHaveLength(2);
});

conformance('ownership', 'the status of a ReplicaSet is written below status', async ({ api, ns }) => {
  await api.post(at('deployments', ns), deployment('web', 1));
  const current = await eventually(async () => {
    const { items } = await api.get<{ items: UnstructuredObject[] }>(at('replicasets', ns));
    expect(read(items[0], 'status.readyReplicas')).toBe(1);
    return items[0]!;
  });
  expect(owners(current).sort()).toEqual([
    ['kube-controller-manager', 'Update', ''],
    ['kube-controller-manager', 'Update', 'status'],
  ]);
});
