import { ApiError, isNotFound, podKind, timeout, type UnstructuredObject } from '@binnacle/kube/api';
import type { KubeClient } from '@binnacle/kube/client';
import { sleep, type Clock } from '@binnacle/kube/clock';

/** Where debugging Pods are made: Pod security admission leaves it alone. */
export const nodePodNamespace = 'kube-system';
export const nodePodLabels = { 'app.kubernetes.io/managed-by': 'binnacle', 'binnacle.dev/purpose': 'node-terminal' };
/** RFC 3339: a Pod that nobody has renewed until then was left behind. */
export const expiryAnnotation = 'binnacle.dev/expires-at';
export const nodePodContainer = 'shell';

const longestStartMs = 120_000;
const lookEveryMs = 500;
const renewEveryMs = 60_000;
const renewedForMs = 180_000;
/** Kills what runs in it even where nobody is left to remove the Pod. */
const longestLifeSeconds = 12 * 3_600;

export interface NodePodOptions {
  node: string;
  image: string;
  user: string;
  clock: Clock;
}

const expiry = (clock: Clock): string => new Date(clock.now() + renewedForMs).toISOString();

const manifest = ({ node, image, user, clock }: NodePodOptions): UnstructuredObject =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: `binnacle-${node.slice(0, 40).replace(/[^a-z0-9]+$/, '')}-`,
      namespace: nodePodNamespace,
      labels: nodePodLabels,
      annotations: { [expiryAnnotation]: expiry(clock), 'binnacle.dev/user': user },
    },
    spec: {
      nodeName: node,
      hostPID: true,
      hostIPC: true,
      hostNetwork: true,
      restartPolicy: 'Never',
      activeDeadlineSeconds: longestLifeSeconds,
      terminationGracePeriodSeconds: 0,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      tolerations: [{ operator: 'Exists' }],
      containers: [
        {
          name: nodePodContainer,
          image,
          command: ['sleep', String(longestLifeSeconds)],
          securityContext: { privileged: true },
          volumeMounts: [{ name: 'host', mountPath: '/host' }],
        },
      ],
      volumes: [{ name: 'host', hostPath: { path: '/' } }],
    },
  }) as unknown as UnstructuredObject;

/** A debugging Pod at work. */
export interface NodePod {
  key: { namespace: string; name: string };
  /** Resolves when it runs. Throws Timeout, or what keeps it from running. */
  running(signal: AbortSignal): Promise<void>;
  remove(): Promise<void>;
}

/** Makes a privileged Pod on a node, and renews its life until it is removed. */
export const createNodePod = async (
  client: KubeClient,
  options: NodePodOptions,
  signal: AbortSignal,
): Promise<NodePod> => {
  const { clock } = options;
  const { metadata } = await client.create(podKind, manifest(options), { fieldManager: 'binnacle', signal });
  const key = { namespace: nodePodNamespace, name: metadata.name };
  let cancel = () => {};
  const renew = () => {
    const body = { metadata: { annotations: { [expiryAnnotation]: expiry(clock) } } };
    // One that fails is made up for by the next.
    client.patch(podKind, key, { type: 'merge', body, fieldManager: 'binnacle' }).catch(() => undefined);
    cancel = clock.after(renewEveryMs, renew);
  };
  cancel = clock.after(renewEveryMs, renew);
  return {
    key,
    running: (until) => untilRunning(client, key, { clock, signal: until }),
    remove: async () => {
      cancel();
      await removeNodePod(client, key);
    },
  };
};

/** What cannot be removed now is removed by the sweeper. */
export const removeNodePod = (client: KubeClient, key: { namespace: string; name: string }): Promise<void> =>
  client.delete(podKind, key, { gracePeriodSeconds: 0 }).then(
    () => undefined,
    (error: unknown) => {
      if (!isNotFound(error)) throw error;
    },
  );

interface PodState {
  status?: {
    phase?: string;
    containerStatuses?: { state?: { waiting?: { reason?: string; message?: string } } }[];
  };
}

const untilRunning = async (
  client: KubeClient,
  key: { namespace: string; name: string },
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<void> => {
  const deadline = clock.now() + longestStartMs;
  for (;;) {
    const { status } = (await client.get(podKind, key, signal)) as PodState;
    if (status?.phase === 'Running') return;
    const waiting = status?.containerStatuses?.[0]?.state?.waiting;
    const why =
      waiting?.reason === undefined ? (status?.phase ?? 'Pending') : `${waiting.reason} ${waiting.message ?? ''}`;
    if (status?.phase === 'Failed' || status?.phase === 'Succeeded')
      throw new ApiError('ServiceUnavailable', 503, `the debugging Pod has ended: ${why}`);
    if (clock.now() >= deadline)
      throw timeout(`the debugging Pod did not start within ${longestStartMs / 1_000} s: ${why}`);
    await sleep(clock, lookEveryMs, signal);
  }
};
