import { dnsSubdomainProblems, invalidField } from '@binnacle/kube/api';
import { objectAt, objectsAt, setDefault } from '../json.ts';
import type { Resource } from '../resources.ts';
import type { Strategy } from '../strategy.ts';
import { configmap, secret } from './config.ts';
import { cronjob } from './cronjob.ts';
import { daemonset } from './daemonset.ts';
import { deployment } from './deployment.ts';
import { event } from './event.ts';
import { horizontalPodAutoscaler } from './horizontal-pod-autoscaler.ts';
import { job } from './job.ts';
import { limitRange } from './limit-range.ts';
import { namespace } from './namespace.ts';
import { persistentVolumeClaim } from './persistent-volume-claim.ts';
import { persistentVolume } from './persistent-volume.ts';
import { podDisruptionBudget } from './pod-disruption-budget.ts';
import { pod } from './pod.ts';
import { rbac } from './rbac.ts';
import { replicaset } from './replicaset.ts';
import { replicationController } from './replication-controller.ts';
import { resourceQuota } from './resource-quota.ts';
import { service } from './service.ts';
import { statefulset } from './statefulset.ts';

const strategies: Readonly<Record<string, Strategy>> = {
  '/configmaps': configmap,
  '/endpoints': { createOnUpdate: true },
  '/events': event,
  '/limitranges': limitRange,
  '/namespaces': namespace,
  '/nodes': {},
  '/persistentvolumeclaims': persistentVolumeClaim,
  '/persistentvolumes': persistentVolume,
  '/podtemplates': { generation: true, returnsDeleted: true },
  '/pods': pod,
  '/replicationcontrollers': replicationController,
  '/resourcequotas': resourceQuota,
  '/secrets': secret,
  '/serviceaccounts': { returnsDeleted: true },
  '/services': service,
  'apps/controllerrevisions': {},
  'apps/daemonsets': daemonset,
  'apps/deployments': deployment,
  'apps/replicasets': replicaset,
  'apps/statefulsets': statefulset,
  'autoscaling/horizontalpodautoscalers': horizontalPodAutoscaler,
  'batch/cronjobs': cronjob,
  'batch/jobs': job,
  'coordination.k8s.io/leases': {
    nameProblems: dnsSubdomainProblems,
    createOnUpdate: true,
    conditionalUpdateOnly: true,
    validate: (object) => {
      const seconds = objectAt(object, 'spec').leaseDurationSeconds;
      return typeof seconds === 'number' && seconds <= 0
        ? [invalidField('spec.leaseDurationSeconds', seconds, 'must be greater than 0')]
        : [];
    },
  },
  'discovery.k8s.io/endpointslices': {
    generation: true,
    defaults: (draft) => {
      for (const port of objectsAt(draft, 'ports')) {
        setDefault(port, 'name', '');
        setDefault(port, 'protocol', 'TCP');
      }
    },
  },
  'events.k8s.io/events': event,
  'networking.k8s.io/ingressclasses': { generation: true },
  'networking.k8s.io/ingresses': { generation: true },
  'networking.k8s.io/networkpolicies': { generation: true },
  'policy/poddisruptionbudgets': podDisruptionBudget,
  'rbac.authorization.k8s.io/clusterrolebindings': rbac,
  'rbac.authorization.k8s.io/clusterroles': rbac,
  'rbac.authorization.k8s.io/rolebindings': rbac,
  'rbac.authorization.k8s.io/roles': rbac,
  'scheduling.k8s.io/priorityclasses': {
    generation: true,
    defaults: (draft) => setDefault(draft, 'preemptionPolicy', 'PreemptLowerPriority'),
  },
  'storage.k8s.io/storageclasses': {
    returnsDeleted: true,
    defaults: (draft) => {
      setDefault(draft, 'reclaimPolicy', 'Delete');
      setDefault(draft, 'volumeBindingMode', 'Immediate');
    },
  },
};

const plain: Strategy = {};

export const strategyOf = (resource: Pick<Resource, 'group' | 'plural'>): Strategy =>
  strategies[`${resource.group}/${resource.plural}`] ?? plain;
