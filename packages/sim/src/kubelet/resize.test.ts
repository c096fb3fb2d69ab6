import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLocalCluster, newPod, type LocalCluster } from '../local-cluster.ts';
import { refs, type Container, type Pod } from '../local/objects.ts';

let cluster: LocalCluster;
beforeEach(async () => {
  cluster = await createLocalCluster();
});
afterEach(() => cluster.close());

const key = { namespace: 'default', name: 'p' };
const pod = () => cluster.client.get<Pod>(refs.pods, key) as Pod;
const status = () => pod().status?.containerStatuses?.[0];
const run = async (resizePolicy: Container['resizePolicy']) => {
  const app: Container = {
    ...{ name: 'app', image: 'nginx:1.27', resources: { requests: { cpu: '100m' } } },
    ...(resizePolicy === undefined ? {} : { resizePolicy }),
  };
  await cluster.client.create(refs.pods, newPod('p', 'nginx:1.27', { containers: [app] }));
  await cluster.clock.advance(30_000);
};
const resize = async (cpu: string) => {
  const [app] = pod().spec.containers;
  const containers = [{ ...app!, resources: { requests: { cpu } } }];
  cluster.resize({ ...pod(), spec: { ...pod().spec, containers } });
  await cluster.clock.advance(30_000);
};

describe('a resized Pod', () => {
  it('has other amounts at once', async () => {
    await run(undefined);
    await resize('250m');
    expect(status()).toMatchObject({ resources: { requests: { cpu: '250m' } }, restartCount: 0 });
    expect(pod().status?.observedGeneration).toBe(2);
  });

  it('is started again where its policy says so', async () => {
    await run([{ resourceName: 'cpu', restartPolicy: 'RestartContainer' }]);
    await resize('250m');
    expect(cluster.eventsAbout('Pod', 'p')).toContain('Killing: Container app resize requires restart');
    expect(status()).toMatchObject({ resources: { requests: { cpu: '250m' } }, restartCount: 1, ready: true });
  });

  it('is not started again for what its policy does not name', async () => {
    await run([{ resourceName: 'memory', restartPolicy: 'RestartContainer' }]);
    await resize('250m');
    expect(status()?.restartCount).toBe(0);
  });
});
