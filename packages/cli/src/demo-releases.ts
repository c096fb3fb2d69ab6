/**
 * Releases to look at in a simulated cluster: one waits for approval, one does not get ready, one is blue-green and fails for
 * some of its requests, as its measures show once it has any.
 */
import { deploymentKind, ingressKind, isAlreadyExists, namespaceKind, serviceKind } from '@binnacle/kube/api';
import type { Kind, KubeObject } from '@binnacle/kube/api';
import type { KubeClient } from '@binnacle/kube/client';
import { sleep } from '@binnacle/kube/clock';
import type { Clock } from '@binnacle/kube/clock';
import { rolloutKind } from '@binnacle/rollouts/api';
import type { Rollout, RolloutStep } from '@binnacle/rollouts/api';

const namespace = 'delivery';
const lookMs = 500;
const patienceMs = 120_000;

interface DemoRelease {
  name: string;
  before: string;
  after: string;
  replicas: number;
  host?: string;
  strategy: object;
}

/** What the simulated cluster sends through a route that bears it. Source: docs/simulator.md. */
const requestsAnnotation = 'sim.binnacle.dev/requests';
const requests = JSON.stringify([{ perSecond: 12, path: '/' }]);

const step = (replicas: string, traffic?: string): RolloutStep => ({
  replicas,
  ...(traffic === undefined ? {} : { traffic }),
  pause: {},
});

const routing = (name: string) => [{ service: name, ingress: { classType: 'nginx', name } }];

const releases: readonly DemoRelease[] = [
  {
    name: 'storefront',
    before: '3.8.1',
    after: '3.9.0',
    replicas: 5,
    host: 'www.harbour.example',
    strategy: {
      canary: {
        enableExtraWorkloadForCanary: true,
        steps: [step('20%', '20%'), step('60%', '50%'), step('100%', '100%')],
        trafficRoutings: routing('storefront'),
      },
    },
  },
  {
    name: 'recommendations',
    before: '1.4.0',
    after: '1.5.0-sim-unready',
    replicas: 4,
    strategy: { canary: { steps: [step('25%'), step('50%'), step('100%')] } },
  },
  {
    name: 'checkout',
    before: '4.2.0',
    after: '5.0.0-sim-errors-12',
    replicas: 3,
    host: 'pay.harbour.example',
    strategy: {
      blueGreen: {
        steps: [step('100%', '0%'), step('100%', '50%'), step('100%', '100%')],
        trafficRoutings: routing('checkout'),
      },
    },
  },
];

const template = ({ name }: DemoRelease, tag: string) => ({
  metadata: { labels: { app: name } },
  spec: { containers: [{ name: 'main', image: `ghcr.io/harbour/${name}:${tag}`, ports: [{ containerPort: 8080 }] }] },
});

const objectsOf = (release: DemoRelease): { kind: Kind; object: object }[] => {
  const { name, replicas, host, before, strategy } = release;
  const metadata = { name, namespace, labels: { app: name } };
  const backend = { service: { name, port: { number: 80 } } };
  const rules = [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }];
  return [
    {
      kind: deploymentKind,
      object: {
        metadata,
        spec: { replicas, selector: { matchLabels: { app: name } }, template: template(release, before) },
      },
    },
    {
      kind: serviceKind,
      object: { metadata, spec: { selector: { app: name }, ports: [{ port: 80, targetPort: 8080 }] } },
    },
    ...(host === undefined
      ? []
      : [
          {
            kind: ingressKind,
            object: {
              metadata: { ...metadata, annotations: { [requestsAnnotation]: requests } },
              spec: { ingressClassName: 'nginx', rules },
            },
          },
        ]),
    {
      kind: rolloutKind,
      object: { metadata, spec: { workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name }, strategy } },
    },
  ];
};

const create = async (client: KubeClient, kind: Kind, object: object): Promise<void> => {
  const apiVersion = kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;
  try {
    await client.create(kind, { apiVersion, kind: kind.kind, ...object } as KubeObject);
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
  }
};

/** Brings the releases under way. Rejects with the signal's reason when it is told to stop. */
export const beginDemoReleases = async (
  client: KubeClient,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<void> => {
  await create(client, namespaceKind, { metadata: { name: namespace } });
  for (const release of releases) for (const { kind, object } of objectsOf(release)) await create(client, kind, object);
  await Promise.all(
    releases.map(async (release) => {
      const at = { namespace, name: release.name };
      // A change is caught once the Rollout has seen its workload.
      for (const started = clock.now(); clock.now() - started < patienceMs; await sleep(clock, lookMs, signal)) {
        const { status } = await client.get<Rollout>(rolloutKind, at);
        if (status?.phase === 'Healthy' && status.currentStepState === 'Completed') break;
      }
      const body = { spec: { template: template(release, release.after) } };
      await client.patch(deploymentKind, at, { type: 'merge', body });
    }),
  );
};
