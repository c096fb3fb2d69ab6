/** What is kept of each release: a RolloutHistory for each Rollout and release id (rules §6). Pure. */
import { findCondition, ingressKind, podKind, serviceKind } from '@binnacle/kube/api';
import type { Deployment, KubeObject, Pod } from '@binnacle/kube/api';
import { labels, rolloutHistoryKind, sameJson, subStatusOf, trafficRefOf } from '../api/index.ts';
import type { Rollout, RolloutHistory } from '../api/index.ts';
import { fnv32, mergePatch, patchOf, sha256 } from '../cluster/index.ts';
import type { Reader, Write } from '../cluster/index.ts';
import { partitionStrategyOf } from '../release/index.ts';
import { httpRouteKind } from '../traffic/index.ts';
import { workloadOf } from '../view/workload-view.ts';

type Spec = NonNullable<RolloutHistory['spec']>;
type Status = NonNullable<RolloutHistory['status']>;

const specOf = (object: KubeObject | undefined): unknown => (object as { spec?: unknown } | undefined)?.spec;

/** A change of the status goes through the status subresource. */
export interface NextHistory {
  writes: readonly Write[];
  status?: { history: RolloutHistory; status: Status };
}

const none: NextHistory = { writes: [] };

export const nextHistory = (rollout: Rollout, reader: Reader): NextHistory => {
  const { namespace = '', name } = rollout.metadata;
  const rolloutID = subStatusOf(rollout.status)?.observedRolloutID ?? '';
  if (rolloutID === '' || rollout.metadata.deletionTimestamp !== undefined) return none;
  const own = { [labels.rolloutId]: rolloutID, [labels.rolloutName]: name };
  const [history] = reader.list<RolloutHistory>(rolloutHistoryKind, namespace, own);
  const { phase, conditions } = rollout.status ?? {};
  if (history === undefined)
    // Before it rolls, the id in the status is the last release's.
    return phase === 'Progressing' && findCondition(conditions, 'Progressing')?.reason === 'InRolling'
      ? { writes: [{ type: 'create', kind: rolloutHistoryKind, object: newHistory(rollout, rolloutID, reader) }] }
      : none;
  if (phase !== 'Healthy' || history.status?.phase === 'completed') return none;
  const spec = fill(rollout, { rolloutID, reader });
  // The plan or the workload was changed on the way. A null is nothing: a merge patch cannot write it.
  if (sha256(history.spec ?? {}) !== sha256(spec))
    return { writes: [patchOf(rolloutHistoryKind, history, { spec: mergePatch(history.spec ?? {}, spec) })] };
  const status: Status = { phase: 'completed', canarySteps: stepsOf(reader, namespace, rolloutID) };
  return sameJson(status, history.status) ? none : { writes: [], status: { history, status } };
};

/** Named by the id, so that it is never made twice; with what will most likely still be so at its end. */
const newHistory = (rollout: Rollout, rolloutID: string, reader: Reader): RolloutHistory => {
  const { metadata } = rollout;
  const spec = fill(rollout, { rolloutID, reader });
  const held = workloadOf(rollout, reader);
  return {
    apiVersion: 'rollouts.kruise.io/v1alpha1',
    kind: 'RolloutHistory',
    metadata: {
      name: `${metadata.name}-${fnv32(rolloutID).toString(36).padStart(6, '0').slice(-6)}`,
      namespace: metadata.namespace ?? '',
      labels: { [labels.rolloutId]: rolloutID, [labels.rolloutName]: metadata.name },
    },
    spec:
      held?.kind === 'Deployment'
        ? { ...spec, workload: { ...rollout.spec.workloadRef, data: givenBack(held as Deployment) } }
        : spec,
  };
};

/** As it will be once it is no longer held. */
const givenBack = (deployment: Deployment): object => {
  const { paused: _held, ...spec } = deployment.spec;
  const rollingUpdate = partitionStrategyOf(deployment)?.rollingUpdate;
  return rollingUpdate === undefined ? spec : { ...spec, strategy: { type: 'RollingUpdate', rollingUpdate } };
};

const fill = (rollout: Rollout, { rolloutID, reader }: { rolloutID: string; reader: Reader }): Spec => {
  const { namespace = '', name } = rollout.metadata;
  const { workloadRef } = rollout.spec;
  const ref = trafficRefOf(rollout);
  const routeName = ref?.gateway?.httpRouteName;
  const data = (object: KubeObject | undefined) => specOf(object) ?? {};
  return {
    rollout: { rolloutID, name, data: rollout.spec },
    workload: { ...workloadRef, data: data(workloadOf(rollout, reader)) },
    ...(ref === undefined
      ? {}
      : { service: { name: ref.service, data: data(reader.get(serviceKind, namespace, ref.service)) } }),
    trafficRouting: {
      ...(ref?.ingress === undefined
        ? {}
        : { ingress: { name: ref.ingress.name, data: data(reader.get(ingressKind, namespace, ref.ingress.name)) } }),
      ...(routeName === undefined
        ? {}
        : { httpRoute: { name: routeName, data: data(reader.get(httpRouteKind, namespace, routeName)) } }),
    },
  };
};

/** Pods by the batch that updated them. */
const stepsOf = (reader: Reader, namespace: string, rolloutID: string): NonNullable<Status['canarySteps']> => {
  const pods = reader.list<Pod>(podKind, namespace, { [labels.rolloutId]: rolloutID });
  const batches = new Map<number, Pod[]>();
  for (const pod of pods) {
    const batch = Number(pod.metadata.labels?.[labels.batchId]);
    if (Number.isInteger(batch)) batches.set(batch, [...(batches.get(batch) ?? []), pod]);
  }
  return [...batches]
    .sort(([a], [b]) => a - b)
    .map(([canaryStepIndex, members]) => ({
      canaryStepIndex,
      pods: members
        .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
        .map(({ metadata, spec, status }) => ({
          name: metadata.name,
          ip: status?.podIP ?? '',
          nodeName: spec.nodeName ?? '',
        })),
    }));
};
