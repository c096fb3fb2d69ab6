/** The conversion webhook: Rollouts and BatchReleases between their two versions. */
import type { KubeObject } from '@binnacle/kube/api';
import {
  fromV1alpha1BatchRelease,
  fromV1alpha1Rollout,
  toV1alpha1BatchRelease,
  toV1alpha1Rollout,
} from '../api/index.ts';
import type { BatchRelease, BatchReleaseV1alpha1, Rollout, RolloutV1alpha1 } from '../api/index.ts';
import type { ConversionReview } from './review.ts';

const convertOne = (object: KubeObject, desired: string): KubeObject => {
  if (object.apiVersion === desired) return object;
  const down = desired.endsWith('/v1alpha1');
  switch (object.kind) {
    case 'Rollout':
      return down ? toV1alpha1Rollout(object as Rollout) : fromV1alpha1Rollout(object as RolloutV1alpha1);
    case 'BatchRelease':
      return down
        ? toV1alpha1BatchRelease(object as BatchRelease)
        : fromV1alpha1BatchRelease(object as BatchReleaseV1alpha1);
    default:
      throw new Error(`${object.kind} has one version only`);
  }
};

/** Answers a review; an object that cannot be converted fails it with the reason. */
export const convert = ({ apiVersion, kind, request }: ConversionReview) => {
  const { uid = '', desiredAPIVersion = '', objects = [] } = request ?? {};
  try {
    const convertedObjects = objects.map((object) => convertOne(object, desiredAPIVersion));
    return { apiVersion, kind, response: { uid, convertedObjects, result: { status: 'Success' } } };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { apiVersion, kind, response: { uid, convertedObjects: [], result: { status: 'Failed', message } } };
  }
};
