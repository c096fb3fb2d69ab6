import {
  istioDestinationRuleKind,
  istioGatewayKind,
  istioVirtualServiceKind,
  type Kind,
  type UnstructuredObject,
} from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import { Type } from 'typebox';
import { healthOf, type Finding, type HealthReader, type ObjectHealth, type Unknown } from '../health/index.ts';
import { createParts, type Missing, type Readers, type Reading } from '../observe/index.ts';
import type { Operation } from '../operation.ts';
import { clusterOperation, KindField, NameField, NamespaceField } from '../resources/index.ts';
import type { InstalledIstio } from './installed.ts';

export interface ConfigurationListInput {
  kind: Kind;
  namespace?: string;
  force?: boolean;
}
export interface ConfigurationInput extends ConfigurationListInput {
  namespace: string;
  name: string;
}

/** `findings` is undefined where they could not be made; `missing` says why. */
export interface JudgedObject {
  object: UnstructuredObject;
  findings: readonly Finding[] | undefined;
}
export interface ConfigurationList extends Reading<readonly JudgedObject[]> {
  missing: readonly Missing[];
}
export interface Configuration extends Reading<JudgedObject> {
  missing: readonly Missing[];
}

/** Every object of the mesh with its health. */
export interface MeshHealth {
  objects: readonly ObjectHealth[];
  average: number;
  unknown: readonly Unknown[];
  /** Epoch ms. */
  at: number;
}

export interface ConfigurationOperations {
  list: Operation<ConfigurationListInput, ConfigurationList>;
  get: Operation<ConfigurationInput, Configuration>;
  health: Operation<{ namespace?: string; force?: boolean }, MeshHealth>;
}

/** What a mesh is judged by. */
export const meshKinds: readonly Kind[] = [istioGatewayKind, istioVirtualServiceKind, istioDestinationRuleKind];

interface Services extends Pick<Readers, 'objects'> {
  health: HealthReader;
  installed: InstalledIstio;
  clock: Clock;
}

const reading = { effect: 'read', access: 'viewer' } as const;
const force = Type.Optional(Type.Boolean());

export const createConfigurationOperations = ({
  objects,
  health,
  installed,
  clock,
}: Services): ConfigurationOperations => ({
  list: clusterOperation({
    ...reading,
    id: 'istio.list',
    summary: "Istio's configuration of one kind, with its health",
    narrows: true,
    input: Type.Object({ kind: KindField, namespace: Type.Optional(NamespaceField), force }),
    run: async ({ kind, namespace, force: isForced }, context) => {
      const served = await installed.kindOf(kind, context.cluster);
      const list = await objects.list({ kind: served, namespace, force: isForced }, context);
      const parts = createParts(clock);
      const judged = await parts.read('findings', () => health.objectsOf([kind], context));
      const findings = new Map(
        judged?.objects.map(({ subject, findings: found }) => [`${subject.namespace}/${subject.name}`, found]),
      );
      return {
        ...list,
        value: list.value.map((item) => ({
          object: item.object(),
          findings: judged === undefined ? undefined : (findings.get(`${item.namespace}/${item.name}`) ?? []),
        })),
        missing: parts.missing,
      };
    },
  }),
  get: clusterOperation({
    ...reading,
    id: 'istio.get',
    summary: "One piece of Istio's configuration, with what is wrong with it",
    input: Type.Object({ kind: KindField, namespace: NamespaceField, name: NameField, force }),
    run: async ({ kind, namespace, name, force: isForced }, context) => {
      const served = await installed.kindOf(kind, context.cluster);
      const found = await objects.get({ kind: served, key: { namespace, name }, force: isForced }, context);
      const parts = createParts(clock);
      const findings = await parts.read('findings', () => health.findingsOf({ kind, namespace, name }, context));
      return { ...found, value: { object: found.value, findings }, missing: parts.missing };
    },
  }),
  health: clusterOperation({
    ...reading,
    id: 'istio.health',
    summary: 'The health of the mesh: every gateway, virtual service and destination rule',
    verb: 'get',
    narrows: true,
    input: Type.Object({ namespace: Type.Optional(NamespaceField), force }),
    run: async ({ namespace }, context) => {
      for (const kind of meshKinds) await installed.kindOf(kind, context.cluster);
      const { objects: all, unknown, at } = await health.objectsOf(meshKinds, context);
      const own = namespace === undefined ? all : all.filter(({ subject }) => subject.namespace === namespace);
      const sum = own.reduce((total, { score }) => total + score, 0);
      return { objects: own, average: own.length === 0 ? healthOf([]).score : sum / own.length, unknown, at };
    },
  }),
});
