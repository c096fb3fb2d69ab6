import type { Deployment } from '../local/objects.ts';
import { refs } from '../local/objects.ts';
import type { Scenario, ScenarioContext } from '../types.ts';
import { days, hours, loadSystem, seconds } from './base.ts';
import { createNamespaces, createNode, install } from './build.ts';
import { placePods } from './place-pods.ts';

interface Size {
  nodes: number;
  namespaces: number;
  deploymentsPerNamespace: number;
  replicas: number;
}

const skipped = days(2) + hours(3);

const twoDigits = (n: number) => String(n).padStart(2, '0');

/** Services of many teams, all alike and all well: one pod of each is lived, the others are put beside it. */
const loadTeams = async (context: ScenarioContext, size: Size): Promise<void> => {
  const { client, clock } = context;
  for (let index = 0; index < size.nodes; index += 1)
    await createNode(client, { name: `worker-${String(index + 1).padStart(4, '0')}`, zone: 'abc'[index % 3]! });
  await clock.advance(seconds(2));
  await loadSystem(context);
  const names = Array.from({ length: size.namespaces }, (_, index) => `team-${twoDigits(index + 1)}`);
  await createNamespaces(client, names, { environment: 'production' });
  await clock.advance(seconds(1));
  for (const namespace of names)
    for (let index = 1; index <= size.deploymentsPerNamespace; index += 1)
      await install(client, {
        name: `service-${twoDigits(index)}`,
        namespace,
        image: `ghcr.io/harbour/${namespace}-service-${twoDigits(index)}:1.${index}.0`,
        partOf: namespace,
        component: 'service',
        cpu: '100m',
        memory: '128Mi',
        ...(index % 2 === 0 ? {} : { port: 8080 }),
      });
  await clock.advance(seconds(20));
  const deployments = names.flatMap((namespace) => client.list<Deployment>(refs.deployments, { namespace }));
  placePods(context, deployments, size.replicas);
  await clock.advance(seconds(5));
  await clock.skip(skipped);
  await clock.advance(seconds(5));
};

/** The rest after what is lived and skipped is short: every node's kubelet reports every ten seconds of it. */
const ageMs = skipped + seconds(40);

export const large: Scenario = {
  name: 'large',
  description: '1,000 nodes in three zones, 10,000 pods of 200 deployments in 20 namespaces; all is well.',
  ageMs,
  load: (context) => loadTeams(context, { nodes: 1000, namespaces: 20, deploymentsPerNamespace: 10, replicas: 50 }),
};

export const medium: Scenario = {
  name: 'medium',
  description: '40 nodes in three zones, 400 pods of 40 deployments in 8 namespaces; all is well.',
  ageMs,
  load: (context) => loadTeams(context, { nodes: 40, namespaces: 8, deploymentsPerNamespace: 5, replicas: 10 }),
};
