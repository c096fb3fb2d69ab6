import {
  deploymentKind,
  notFound,
  podKind,
  serviceKind,
  toLabelSelectorText,
  type Deployment,
  type Pod,
  type Service,
  type UnstructuredObject,
} from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import { Type } from 'typebox';
import type { Finding, HealthReader } from '../health/index.ts';
import { rootNamespace } from '../health/index.ts';
import type { EventList, Missing, Readers, Reading } from '../observe/index.ts';
import { createParts } from '../observe/index.ts';
import type { CallContext, Operation } from '../operation.ts';
import type { LogsOutput } from '../pods/index.ts';
import { clusterOperation, NamespaceField } from '../resources/index.ts';

export type IstioComponent = 'istiod' | 'gateway';

export interface ComponentInput {
  component: IstioComponent;
  /** `istio-system` unless given. */
  namespace?: string;
  force?: boolean;
}

export interface ComponentLogsInput extends ComponentInput {
  tailLines?: number;
  sinceSeconds?: number;
  limitBytes?: number;
}

export interface DescribedComponent extends Reading<Deployment> {
  pods: readonly Pod[] | undefined;
  /** The gateway's. */
  service: Service | undefined;
  /** Of the Deployment and of its Pods. */
  findings: readonly Finding[] | undefined;
  missing: readonly Missing[];
}

export interface ComponentLogs extends LogsOutput {
  pod: string;
  namespace: string;
}

export interface ComponentOperations {
  workload: Operation<ComponentInput, DescribedComponent>;
  logs: Operation<ComponentLogsInput, ComponentLogs>;
  events: Operation<ComponentInput, EventList & { namespace: string }>;
}

/** How each is told from other Deployments, by its usual name first. Source: Istio's charts. */
const components: Readonly<
  Record<IstioComponent, { name: string; labels: Readonly<Record<string, string>>; container: string }>
> = {
  istiod: { name: 'istiod', labels: { app: 'istiod' }, container: 'discovery' },
  gateway: { name: 'istio-ingressgateway', labels: { istio: 'ingressgateway' }, container: 'istio-proxy' },
};

interface Services extends Readers {
  health: HealthReader;
  clock: Clock;
}

const fields = {
  component: Type.Union([Type.Literal('istiod'), Type.Literal('gateway')]),
  namespace: Type.Optional(NamespaceField),
  force: Type.Optional(Type.Boolean()),
};
const whole = (minimum: number, maximum: number) => Type.Optional(Type.Integer({ minimum, maximum }));

export const createComponentOperations = ({ objects, events, health, clock }: Services): ComponentOperations => {
  /** Throws NotFound where the namespace has none. */
  const find = async (
    { component, namespace = rootNamespace, force }: ComponentInput,
    context: CallContext,
  ): Promise<Reading<Deployment>> => {
    const { name, labels } = components[component];
    const reading = await objects.list({ kind: deploymentKind, namespace, force }, context);
    const deployments = reading.value.map((item) => item.object() as unknown as Deployment);
    const value =
      deployments.find(({ metadata }) => metadata.name === name) ??
      deployments.find(({ metadata }) =>
        Object.entries(labels).every(([key, label]) => metadata.labels?.[key] === label),
      );
    if (value === undefined) throw notFound(deploymentKind, name);
    return { ...reading, value };
  };

  const podsOf = async (deployment: Deployment, context: CallContext): Promise<Pod[]> => {
    const selector = deploymentKind.podSelector?.(deployment as unknown as UnstructuredObject);
    const { value } = await objects.list(
      {
        kind: podKind,
        namespace: deployment.metadata.namespace,
        ...(selector === undefined ? {} : { labelSelector: toLabelSelectorText(selector) }),
      },
      context,
    );
    return value.map((item) => item.object() as unknown as Pod);
  };

  const findingsOf = async (deployment: Deployment, pods: readonly Pod[], context: CallContext): Promise<Finding[]> => {
    const subjects = [
      { kind: deploymentKind, metadata: deployment.metadata },
      ...pods.map(({ metadata }) => ({ kind: podKind, metadata })),
    ];
    const found = await Promise.all(
      subjects.map(({ kind, metadata: { namespace = '', name } }) =>
        health.findingsOf({ kind, namespace, name }, context),
      ),
    );
    return found.flat();
  };

  return {
    workload: clusterOperation({
      id: 'istio.workload',
      summary: 'istiod or the ingress gateway: its Deployment, its Pods and what is wrong with them',
      effect: 'read',
      access: 'viewer',
      verb: 'get',
      input: Type.Object(fields),
      run: async (input, context) => {
        const deployment = await find(input, context);
        const parts = createParts(clock);
        const { namespace = '', name } = deployment.value.metadata;
        const [pods, service] = await Promise.all([
          parts.read('pods', () => podsOf(deployment.value, context)),
          parts.read('service', async () => {
            const { value } = await objects.list({ kind: serviceKind, namespace }, context);
            return value.find((item) => item.name === name)?.object() as unknown as Service | undefined;
          }),
        ]);
        const findings = await parts.read('findings', () => findingsOf(deployment.value, pods ?? [], context));
        return { ...deployment, pods, service, findings, missing: parts.missing };
      },
    }),
    logs: clusterOperation({
      id: 'istio.logs',
      summary: 'The log of istiod or of the ingress gateway',
      effect: 'read',
      access: 'viewer',
      verb: 'logs',
      input: Type.Object({
        ...fields,
        tailLines: whole(0, Number.MAX_SAFE_INTEGER),
        sinceSeconds: whole(1, Number.MAX_SAFE_INTEGER),
        limitBytes: whole(1, Number.MAX_SAFE_INTEGER),
      }),
      run: async ({ component, tailLines, sinceSeconds, limitBytes, ...input }, context) => {
        const { value: deployment } = await find({ component, ...input }, context);
        const pods = await podsOf(deployment, context);
        const isRunning = ({ status }: Pod) => status?.phase === 'Running';
        const pod = pods.find(isRunning) ?? pods[0];
        const { namespace = '', name: deploymentName } = deployment.metadata;
        if (pod === undefined) throw notFound(podKind, `${deploymentName}-…`);
        const names = pod.spec.containers.map(({ name }) => name);
        const usual = components[component].container;
        const container = names.includes(usual) ? usual : names[0]!;
        const stream = await context.cluster.client.log(
          { namespace, name: pod.metadata.name },
          {
            container,
            timestamps: true,
            ...(tailLines === undefined ? {} : { tailLines }),
            ...(sinceSeconds === undefined ? {} : { sinceSeconds }),
            ...(limitBytes === undefined ? {} : { limitBytes }),
            signal: context.signal,
          },
        );
        return { pod: pod.metadata.name, namespace, container, stream };
      },
    }),
    events: clusterOperation({
      id: 'istio.events',
      summary: 'What was reported about istiod or the ingress gateway, its ReplicaSets and Pods',
      effect: 'read',
      access: 'viewer',
      verb: 'list',
      input: Type.Object(fields),
      run: async (input, context) => {
        const { value: deployment } = await find(input, context);
        const { namespace = '', name } = deployment.metadata;
        const list = await events.list({ namespace, ...(input.force ? { force: true } : {}) }, context);
        const value = list.value.filter(
          ({ involvedObject: { name: about = '' } }) => about === name || about.startsWith(`${name}-`),
        );
        return { ...list, value, total: value.length, namespace };
      },
    }),
  };
};
