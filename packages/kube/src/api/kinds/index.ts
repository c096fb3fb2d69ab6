/** Every kind known by heart, and how to find one. Other kinds come from discovery. */
import { apiVersionOf } from '../kind.ts';
import type { Kind } from '../kind.ts';
import { admissionKinds } from './admission.ts';
import { apiextensionsKinds } from './apiextensions.ts';
import { appsKinds } from './apps.ts';
import { autoscalingKinds } from './autoscaling.ts';
import { batchKinds } from './batch.ts';
import { coordinationKinds } from './coordination.ts';
import { coreKinds } from './core.ts';
import { eventKind } from './core-event.ts';
import { discoveryKinds } from './discovery.ts';
import { networkingKinds } from './networking.ts';
import { policyKinds } from './policy.ts';
import { rareKinds } from './rare.ts';
import { rbacKinds } from './rbac.ts';
import { schedulingKinds } from './scheduling.ts';
import { storageKinds } from './storage.ts';

export * from './apiextensions.ts';
export * from './apps.ts';
export * from './autoscaling.ts';
export * from './batch.ts';
export * from './coordination.ts';
export * from './core.ts';
export * from './core-config.ts';
export * from './core-event.ts';
export * from './core-node.ts';
export * from './core-service.ts';
export * from './core-storage.ts';
export * from './discovery.ts';
export * from './istio.ts';
export * from './networking.ts';
export * from './pod.ts';
export * from './pod-spec.ts';
export * from './pod-status.ts';
export * from './policy.ts';
export * from './rbac.ts';
export * from './scheduling.ts';
export * from './storage.ts';
export type { WorkloadCondition } from './workload.ts';

export const kinds: readonly Kind[] = [
  ...coreKinds,
  ...appsKinds,
  ...autoscalingKinds,
  ...batchKinds,
  ...coordinationKinds,
  ...discoveryKinds,
  eventKind,
  ...networkingKinds,
  ...policyKinds,
  ...rbacKinds,
  ...schedulingKinds,
  ...storageKinds,
  ...apiextensionsKinds,
];

/** Beside those listed, those that are only known when they are met. */
const known = [...kinds, ...rareKinds, ...admissionKinds];

const byResource = new Map(known.map((kind) => [`${kind.group}/${kind.plural}`, kind]));
const byName = new Map(known.map((kind) => [`${apiVersionOf(kind)}/${kind.kind}`, kind]));

/** By group and plural; any version finds the one known. */
export const findKind = (ref: { group: string; plural: string }): Kind | undefined =>
  byResource.get(`${ref.group}/${ref.plural}`);

/** By what an object says of itself: `apps/v1`, `Deployment`. */
export const findKindByName = (apiVersion: string, kind: string): Kind | undefined =>
  byName.get(`${apiVersion}/${kind}`);
