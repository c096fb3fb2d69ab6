import { customResourceDefinition } from '../custom/definition-strategy.ts';
import { validatingadmissionpolicy, validatingadmissionpolicybinding } from './admission-policy.ts';
import { apiservice } from './api-service.ts';
import { mutatingWebhookConfiguration, validatingWebhookConfiguration } from './webhook-configuration.ts';
import { certificatesigningrequest } from './certificate-request.ts';
import { configmap, secret } from './config.ts';
import { controllerrevision } from './controller-revision.ts';
import { cronjob } from './cronjob.ts';
import { daemonset } from './daemonset.ts';
import { deployment } from './deployment.ts';
import { deviceclass, resourceclaim, resourceclaimtemplate, resourceslice } from './device.ts';
import { endpoints, endpointslice } from './endpoints.ts';
import { event } from './event.ts';
import { flowschema, prioritylevelconfiguration } from './flow-control.ts';
import { horizontalPodAutoscaler } from './horizontal-pod-autoscaler.ts';
import { ingress, ingressclass } from './ingress.ts';
import { job } from './job.ts';
import { lease } from './lease.ts';
import { limitRange } from './limit-range.ts';
import { namespace } from './namespace.ts';
import { networkpolicy } from './network-policy.ts';
import { node } from './node.ts';
import { persistentVolumeClaim } from './persistent-volume-claim.ts';
import { persistentVolume } from './persistent-volume.ts';
import { podDisruptionBudget } from './pod-disruption-budget.ts';
import { podtemplate } from './pod-template.ts';
import { pod } from './pod.ts';
import { clusterrole, clusterrolebinding, role, rolebinding } from './rbac.ts';
import { replicaset } from './replicaset.ts';
import { replicationController } from './replication-controller.ts';
import { resourceQuota } from './resource-quota.ts';
import { priorityclass, runtimeclass } from './scheduling.ts';
import { ipaddress, servicecidr } from './service-network.ts';
import { service } from './service.ts';
import { serviceaccount } from './service-account.ts';
import { statefulset } from './statefulset.ts';
import {
  csidriver,
  csinode,
  csistoragecapacity,
  storageclass,
  volumeattachment,
  volumeattributesclass,
} from './storage.ts';
import type { Resource } from '../resources.ts';
import type { Strategy } from '../strategy.ts';

const strategies: Readonly<Record<string, Strategy>> = {
  '/configmaps': configmap,
  '/endpoints': endpoints,
  '/events': event,
  '/limitranges': limitRange,
  '/namespaces': namespace,
  '/nodes': node,
  '/persistentvolumeclaims': persistentVolumeClaim,
  '/persistentvolumes': persistentVolume,
  '/pods': pod,
  '/podtemplates': podtemplate,
  '/replicationcontrollers': replicationController,
  '/resourcequotas': resourceQuota,
  '/secrets': secret,
  '/serviceaccounts': serviceaccount,
  '/services': service,
  'admissionregistration.k8s.io/mutatingwebhookconfigurations': mutatingWebhookConfiguration,
  'admissionregistration.k8s.io/validatingadmissionpolicies': validatingadmissionpolicy,
  'admissionregistration.k8s.io/validatingadmissionpolicybindings': validatingadmissionpolicybinding,
  'admissionregistration.k8s.io/validatingwebhookconfigurations': validatingWebhookConfiguration,
  'apiextensions.k8s.io/customresourcedefinitions': customResourceDefinition,
  'apiregistration.k8s.io/apiservices': apiservice,
  'apps/controllerrevisions': controllerrevision,
  'apps/daemonsets': daemonset,
  'apps/deployments': deployment,
  'apps/replicasets': replicaset,
  'apps/statefulsets': statefulset,
  'autoscaling/horizontalpodautoscalers': horizontalPodAutoscaler,
  'batch/cronjobs': cronjob,
  'batch/jobs': job,
  'certificates.k8s.io/certificatesigningrequests': certificatesigningrequest,
  'coordination.k8s.io/leases': lease,
  'discovery.k8s.io/endpointslices': endpointslice,
  'events.k8s.io/events': event,
  'flowcontrol.apiserver.k8s.io/flowschemas': flowschema,
  'flowcontrol.apiserver.k8s.io/prioritylevelconfigurations': prioritylevelconfiguration,
  'networking.k8s.io/ingressclasses': ingressclass,
  'networking.k8s.io/ingresses': ingress,
  'networking.k8s.io/ipaddresses': ipaddress,
  'networking.k8s.io/networkpolicies': networkpolicy,
  'networking.k8s.io/servicecidrs': servicecidr,
  'node.k8s.io/runtimeclasses': runtimeclass,
  'policy/poddisruptionbudgets': podDisruptionBudget,
  'rbac.authorization.k8s.io/clusterrolebindings': clusterrolebinding,
  'rbac.authorization.k8s.io/clusterroles': clusterrole,
  'rbac.authorization.k8s.io/rolebindings': rolebinding,
  'rbac.authorization.k8s.io/roles': role,
  'resource.k8s.io/deviceclasses': deviceclass,
  'resource.k8s.io/resourceclaims': resourceclaim,
  'resource.k8s.io/resourceclaimtemplates': resourceclaimtemplate,
  'resource.k8s.io/resourceslices': resourceslice,
  'scheduling.k8s.io/priorityclasses': priorityclass,
  'storage.k8s.io/csidrivers': csidriver,
  'storage.k8s.io/csinodes': csinode,
  'storage.k8s.io/csistoragecapacities': csistoragecapacity,
  'storage.k8s.io/storageclasses': storageclass,
  'storage.k8s.io/volumeattachments': volumeattachment,
  'storage.k8s.io/volumeattributesclasses': volumeattributesclass,
};

const plain: Strategy = {};

export const strategyOf = (resource: Pick<Resource, 'group' | 'plural' | 'custom'>): Strategy =>
  resource.custom?.strategy ?? strategies[`${resource.group}/${resource.plural}`] ?? plain;
