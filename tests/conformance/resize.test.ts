import { expect } from 'vitest';
import { conformance, type Given } from './harness/conformance.ts';
import { causesOf } from './harness/definitions.ts';
import { at, pod } from './harness/objects.ts';

const area = 'resize';

/** A Pod that no node takes: what its kubelet would say of a resize is not waited for. */
const makePod = async ({ api, ns }: Given, container: Record<string, unknown> = {}) => {
  const main = { name: 'main', image: 'example.com/web:1', ...container };
  const spec = { nodeSelector: { nowhere: ns }, containers: [main, { name: 'side', image: 'example.com/web:1' }] };
  return api.post(at('pods', ns), pod('p', spec));
};

const amounts = (cpu: string, memory: string) => ({ requests: { cpu, memory } });

const resize = ({ api, ns }: Given, containers: readonly Record<string, unknown>[], more = {}) =>
  api.patch(at('pods', ns, 'p/resize'), { spec: { containers, ...more } }, { type: 'strategic' });

conformance(area, 'a Pod gets other amounts and keeps all else', async (given) => {
  const made = await makePod(given, { resources: amounts('100m', '64Mi') });
  const resources = amounts('200m', '64Mi');
  const changed = await resize(given, [{ name: 'main', image: 'example.com/other:2', resources }], {
    terminationGracePeriodSeconds: 99,
  });
  const [main, side] = (made.spec as { containers: Record<string, unknown>[] }).containers;
  expect(changed.spec).toEqual({ ...(made.spec as object), containers: [{ ...main, resources }, side] });
  expect(changed.metadata.generation).toBe(2);
});

conformance(area, 'a Pod keeps its class and what it asks for', async (given) => {
  const { api, ns } = given;
  await makePod(given, { resources: { ...amounts('100m', '64Mi'), limits: { memory: '128Mi' } } });
  const put = async (resources: unknown) => {
    const now = await api.get(at('pods', ns, 'p'));
    const spec = now.spec as { containers: Record<string, unknown>[] };
    const [main, ...rest] = spec.containers;
    return api.put(at('pods', ns, 'p/resize'), {
      ...now,
      metadata: { name: 'p' },
      spec: { ...spec, containers: [{ ...main, resources }, ...rest] },
    });
  };
  expect(await causesOf(put({}))).toEqual([
    'FieldValueForbidden spec.containers[0].resources.limits: Forbidden: resource limits cannot be removed',
    'FieldValueForbidden spec.containers[0].resources.requests: Forbidden: resource requests cannot be removed',
    'FieldValueInvalid spec: Invalid value: "Burstable": Pod QOS Class may not change as a result of resizing',
  ]);
  expect(await causesOf(put(amounts('200m', '64Mi')))).toEqual([
    'FieldValueForbidden spec.containers[0].resources.limits: Forbidden: resource limits cannot be removed',
  ]);
  const disk = { requests: { cpu: '100m', memory: '64Mi', 'ephemeral-storage': '1Gi' }, limits: { memory: '128Mi' } };
  expect(await causesOf(put(disk))).toEqual([
    'FieldValueForbidden spec: Forbidden: only cpu and memory resources are mutable',
  ]);
});

conformance(area, 'containers stay those they are', async (given) => {
  const { api, ns } = given;
  const made = await makePod(given);
  const spec = made.spec as { containers: Record<string, unknown>[] };
  const put = (containers: readonly unknown[]) =>
    api.put(at('pods', ns, 'p/resize'), { ...made, metadata: { name: 'p' }, spec: { ...spec, containers } });
  expect(await causesOf(put(spec.containers.slice(0, 1)))).toContain(
    'FieldValueForbidden spec.containers: Forbidden: containers may not be added or removed on resize',
  );
  expect(await causesOf(put([...spec.containers].reverse()))).toEqual([
    'FieldValueForbidden spec.containers[0].name: Forbidden: containers may not be renamed or reordered on resize',
    'FieldValueForbidden spec.containers[1].name: Forbidden: containers may not be renamed or reordered on resize',
  ]);
});
