import { configMapKind, deploymentKind, kinds } from '@binnacle/kube/api';
import { createManualClock } from '@binnacle/kube/clock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCluster } from '../testing/cluster.ts';
import type { TestCluster } from '../testing/cluster.ts';
import { createResourceOperations } from './index.ts';

const widgetKind = { ...configMapKind, group: 'example.com', kind: 'Widget', plural: 'widgets' };
const gadgetKind = { ...configMapKind, kind: 'Gadget', plural: 'gadgets' };

let cluster: TestCluster;
let calls = 0;
beforeAll(async () => {
  cluster = await startTestCluster({
    interceptor: (request, next) => {
      calls += 1;
      return next(request);
    },
  });
});
afterAll(() => cluster.close());

describe('resources.kinds', () => {
  const clock = createManualClock();
  const operations = createResourceOperations({ kinds: [...kinds, widgetKind, gadgetKind], clock });

  it('has the known kinds that the cluster serves, as they are in the table', async () => {
    const served = await cluster.run(operations.kinds, {});
    expect(served).toContain(configMapKind);
    expect(served).toContain(deploymentKind);
    expect(served).not.toContain(widgetKind);
    expect(served).not.toContain(gadgetKind);
  });

  it('asks again only after a minute', async () => {
    calls = 0;
    await clock.advance(59_000);
    await cluster.run(operations.kinds, {});
    expect(calls).toBe(0);
    await clock.advance(2_000);
    await cluster.run(operations.kinds, {});
    expect(calls).toBeGreaterThan(0);
  });

  it('goes by the last answer while the API server is away', async () => {
    await clock.advance(61_000);
    cluster.link.cut();
    expect(await cluster.run(operations.kinds, {})).toContain(deploymentKind);
    cluster.link.mend();
  });

  it('keeps no failure', async () => {
    const fresh = createResourceOperations({ kinds, clock });
    cluster.link.cut();
    await expect(cluster.run(fresh.kinds, {})).rejects.toMatchObject({ reason: 'ClusterUnreachable', code: 503 });
    cluster.link.mend();
    expect(await cluster.run(fresh.kinds, {})).toContain(deploymentKind);
  });
});
