/** What the counts of each workload may not say. Source: kube-apiserver `pkg/apis/{apps,core}/validation`. */
import { countsBy } from './status-counts.ts';
import type { CountRules } from './status-counts.ts';

const ALL = 'status.replicas';

/** Of ReplicaSets, and of ReplicationControllers before them. */
const replicas: CountRules = {
  counts: ['replicas', 'fullyLabeledReplicas', 'readyReplicas', 'availableReplicas', 'observedGeneration'],
  limits: [
    ['fullyLabeledReplicas', 'replicas', ALL],
    ['readyReplicas', 'replicas', ALL],
    ['availableReplicas', 'replicas', ALL],
    ['availableReplicas', 'readyReplicas', 'readyReplicas'],
  ],
};

export const validateReplicaCounts = countsBy(replicas);

export const validateDeploymentCounts = countsBy({
  counts: [
    ...['observedGeneration', 'replicas', 'updatedReplicas', 'readyReplicas', 'availableReplicas'],
    ...['unavailableReplicas', 'collisionCount'],
  ],
  limits: [
    ['updatedReplicas', 'replicas', ALL],
    ['readyReplicas', 'replicas', ALL],
    ['availableReplicas', 'replicas', ALL],
    ['availableReplicas', 'readyReplicas', 'readyReplicas'],
  ],
  growing: 'collisionCount',
});

export const validateStatefulSetCounts = countsBy({
  counts: [
    ...['replicas', 'readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas'],
    ...['observedGeneration', 'collisionCount'],
  ],
  limits: [
    ['readyReplicas', 'replicas', ALL],
    ['currentReplicas', 'replicas', ALL],
    ['updatedReplicas', 'replicas', ALL],
    ['availableReplicas', 'replicas', ALL],
    ['availableReplicas', 'readyReplicas', 'status.readyReplicas'],
  ],
  growing: 'collisionCount',
});

export const validateDaemonSetCounts = countsBy({
  counts: [
    ...['currentNumberScheduled', 'numberMisscheduled', 'desiredNumberScheduled', 'numberReady', 'observedGeneration'],
    ...['updatedNumberScheduled', 'numberAvailable', 'numberUnavailable', 'collisionCount'],
  ],
  growing: 'collisionCount',
});
