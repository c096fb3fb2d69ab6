import type { StartControllers } from '../types.ts';
import { startKubelets } from '../kubelet/kubelet.ts';
import { startAdmissionPolicyStatus } from './admission-policy/status.ts';
import { startAutoscaler } from './autoscaler/controller.ts';
import { startCertificateCleaner } from './certificates/cleaner.ts';
import { startCertificateSigner } from './certificates/signer.ts';
import { startClusterRoleController } from './cluster-role/controller.ts';
import { startCronJobController } from './cronjob/controller.ts';
import { startDaemonSetController } from './daemonset/controller.ts';
import { startDeploymentController } from './deployment/controller.ts';
import { startDisruptionController } from './disruption/controller.ts';
import { startEndpointsController } from './endpoints/controller.ts';
import { startGarbageCollector } from './gc/controller.ts';
import { startJobController } from './job/controller.ts';
import { startJobCleanup } from './job/cleanup.ts';
import { startNamespaceController } from './namespace/controller.ts';
import { startNodeController } from './node/controller.ts';
import { startTaintEviction } from './node/taint-eviction.ts';
import { startPodCollector } from './pod-gc/controller.ts';
import { startEventExpiry } from '../local/events.ts';
import { createInformers } from '../local/informers.ts';
import { startQuotaController } from './quota/controller.ts';
import { startReplicaSetController, startReplicationController } from './replicaset/controller.ts';
import { startScheduler } from './scheduler/controller.ts';
import { startServiceAddressController } from './service-address/controller.ts';
import { startStatefulSetController } from './statefulset/controller.ts';
import { startVolumeBinder } from './volumes/binder.ts';
import { startStorageProtection } from './volumes/protection.ts';
import { startLocalProvisioner } from './volumes/provisioner.ts';

/** Starts the controllers, the scheduler and the kubelets of one cluster. */
export const startControllers: StartControllers = (context) => {
  const informers = createInformers(context.client);
  const stops = [
    startDeploymentController,
    startReplicaSetController,
    startReplicationController,
    startStatefulSetController,
    startDaemonSetController,
    startJobController,
    startJobCleanup,
    startCronJobController,
    startScheduler,
    startNamespaceController,
    startGarbageCollector,
    startEndpointsController,
    startServiceAddressController,
    startClusterRoleController,
    startNodeController,
    startTaintEviction,
    startPodCollector,
    startQuotaController,
    startDisruptionController,
    startAutoscaler,
    startVolumeBinder,
    startStorageProtection,
    startLocalProvisioner,
    startAdmissionPolicyStatus,
    startCertificateSigner,
    startCertificateCleaner,
    startEventExpiry,
  ].map((start) => start(context, informers));
  const kubelets = startKubelets(context, informers);
  informers.start();
  return {
    nodeAgent: kubelets.nodeAgent,
    close: () => {
      informers.close();
      for (const stop of stops) stop();
      kubelets.close();
    },
  };
};
