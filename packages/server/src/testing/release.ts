import { deploymentKind, findKindByName, namespaceKind, replicaSetKind } from '@binnacle/kube/api';
import type { UnstructuredObject } from '@binnacle/kube/api';
import { definitions, rolloutHistoryKind, rolloutKind, type Rollout } from '@binnacle/rollouts/api';
import type { TestApp } from './app.ts';
import { eventually } from './shop.ts';

type Cluster = Pick<TestApp, 'direct'>;

const key = { namespace: 'shop', name: 'cart' };

/** A merge patch of the status of Rollout `cart`, as its controller would write it. */
export const setStatus = ({ direct }: Cluster, status: Record<string, unknown>): Promise<Rollout> =>
  direct.patch<Rollout>(rolloutKind, key, { type: 'merge', subresource: 'status', body: { status } });

/** What the status says while step 1 of 3 waits to be confirmed. */
export const waiting = (stableRevision: string): Record<string, unknown> => ({
  phase: 'Progressing',
  message: 'Rollout is in step(1/3), and you need manually confirm to enter the next step',
  currentStepIndex: 1,
  currentStepState: 'StepPaused',
  conditions: [
    {
      type: 'Progressing',
      status: 'True',
      reason: 'InRolling',
      message: 'Rollout is in Progressing',
      lastUpdateTime: '2026-11-21T00:00:00Z',
      lastTransitionTime: '2026-11-21T00:00:00Z',
    },
  ],
  canaryStatus: {
    stableRevision,
    canaryRevision: 'none',
    podTemplateHash: 'none',
    canaryReplicas: 0,
    canaryReadyReplicas: 0,
    currentStepIndex: 1,
    nextStepIndex: 2,
    currentStepState: 'StepPaused',
    finalisingStep: '',
    lastUpdateTime: '2026-11-21T00:00:00Z',
  },
});

const container = (image: string) => [{ name: 'main', image }];

/** `rollouts.kruise.io` with no controller behind it: what the status says is what a test says. */
export const defineRollouts = async ({ direct }: Cluster): Promise<void> => {
  for (const definition of definitions()) {
    const kind = findKindByName(definition.apiVersion, definition.kind);
    if (kind === undefined) throw new Error('resource definitions are not known');
    await direct.create(kind, definition as unknown as UnstructuredObject);
  }
  // Served an instant after it is established.
  await eventually(async () => {
    try {
      await Promise.all([rolloutKind, rolloutHistoryKind].map((kind) => direct.list(kind)));
      return true;
    } catch {
      return false;
    }
  });
};

/** Deployment `cart` with two revisions in namespace `shop`, and its Rollout, which waits at step 1 of 3. */
export const fillRelease = async (app: Cluster): Promise<void> => {
  const { direct } = app;
  await defineRollouts(app);
  await direct.create(namespaceKind, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
  await direct.create(deploymentKind, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: key,
    spec: {
      replicas: 0,
      selector: { matchLabels: { app: 'cart' } },
      template: {
        metadata: { labels: { app: 'cart' } },
        spec: { initContainers: [{ name: 'setup', image: 'setup:1' }], containers: container('cart:1') },
      },
    },
  } as UnstructuredObject);
  const revisions = async () =>
    (await direct.list(replicaSetKind, { namespace: 'shop', labelSelector: 'app=cart' })).items;
  await eventually(async () => (await revisions()).length === 1);
  const [stable] = await revisions();
  await direct.patch(deploymentKind, key, {
    type: 'strategic',
    body: { spec: { template: { spec: { containers: container('cart:2') } } } },
  });
  await eventually(async () => (await revisions()).length === 2);
  await direct.create(rolloutKind, {
    apiVersion: 'rollouts.kruise.io/v1beta1',
    kind: 'Rollout',
    metadata: key,
    spec: {
      workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'cart' },
      strategy: {
        canary: {
          enableExtraWorkloadForCanary: false,
          steps: [
            { replicas: '20%', pause: {} },
            { replicas: '60%', pause: {} },
            { replicas: '100%', pause: {} },
          ],
        },
      },
    },
  } as unknown as Rollout);
  await setStatus(app, waiting(stable?.metadata.labels?.['pod-template-hash'] ?? ''));
};
