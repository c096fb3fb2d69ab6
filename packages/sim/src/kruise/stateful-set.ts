/** Advanced StatefulSets: the native ones' way, and a pause. */
import type { StatefulSets } from '../controllers/statefulset/controller.ts';
import type { StatefulSet } from '../local/workloads.ts';
import { kruiseRefs } from './types.ts';

interface Advanced {
  updateStrategy?: { rollingUpdate?: { paused?: boolean } };
}

export const advancedStatefulSets: StatefulSets = {
  ref: kruiseRefs.statefulSets,
  // A pause is as good as a partition that protects all.
  seen: (set: StatefulSet) => {
    const { updateStrategy } = set.spec as Advanced;
    if (updateStrategy?.rollingUpdate?.paused !== true) return set;
    const strategy = { ...set.spec.updateStrategy, rollingUpdate: { partition: Number.MAX_SAFE_INTEGER } };
    return { ...set, spec: { ...set.spec, updateStrategy: strategy } };
  },
};
