// Generated from the tables of packages/server by `npm run gen`: do not edit.

/** Bytes to send as they are. */
export type Bytes = Blob | ArrayBuffer | ArrayBufferView;
type Nothing = Readonly<Record<string, never>>;

/** Method and path of every endpoint, by contract and function. */
export const operationTable = {
  console: {
    postAuthLogin: 'POST /api/console/v1/auth/login',
    postAuthRedeem: 'POST /api/console/v1/auth/redeem',
    postAuthRefresh: 'POST /api/console/v1/auth/refresh',
    postAuthLogout: 'POST /api/console/v1/auth/logout',
    getAuthMe: 'GET /api/console/v1/auth/me',
    postAuthPassword: 'POST /api/console/v1/auth/password',
    getAuthSessions: 'GET /api/console/v1/auth/sessions',
    deleteAuthSessionsById: 'DELETE /api/console/v1/auth/sessions/{id}',
    postAuthSignOutEverywhere: 'POST /api/console/v1/auth/sign-out-everywhere',
    getAuthKeys: 'GET /api/console/v1/auth/keys',
    postAuthKeys: 'POST /api/console/v1/auth/keys',
    deleteAuthKeysById: 'DELETE /api/console/v1/auth/keys/{id}',
    getAuthProviders: 'GET /api/console/v1/auth/providers',
    getAuthProvidersByProviderStart: 'GET /api/console/v1/auth/providers/{provider}/start',
    getAuthProvidersByProviderCallback: 'GET /api/console/v1/auth/providers/{provider}/callback',
    getUsers: 'GET /api/console/v1/users',
    postUsers: 'POST /api/console/v1/users',
    getUsersByUsername: 'GET /api/console/v1/users/{username}',
    patchUsersByUsername: 'PATCH /api/console/v1/users/{username}',
    deleteUsersByUsername: 'DELETE /api/console/v1/users/{username}',
    postUsersByUsernamePassword: 'POST /api/console/v1/users/{username}/password',
    postUsersByUsernameSignOut: 'POST /api/console/v1/users/{username}/sign-out',
    getKeys: 'GET /api/console/v1/keys',
    deleteKeysById: 'DELETE /api/console/v1/keys/{id}',
    getRoles: 'GET /api/console/v1/roles',
    postRoles: 'POST /api/console/v1/roles',
    putRolesByName: 'PUT /api/console/v1/roles/{name}',
    deleteRolesByName: 'DELETE /api/console/v1/roles/{name}',
    getBindings: 'GET /api/console/v1/bindings',
    postBindings: 'POST /api/console/v1/bindings',
    deleteBindingsById: 'DELETE /api/console/v1/bindings/{id}',
    getAccessVerbs: 'GET /api/console/v1/access/verbs',
    getAccessSubjectsMe: 'GET /api/console/v1/access/subjects/me',
    getAccessSubjectsByKindByName: 'GET /api/console/v1/access/subjects/{kind}/{name}',
    getAccessCheck: 'GET /api/console/v1/access/check',
    getAudit: 'GET /api/console/v1/audit',
    getAuditExport: 'GET /api/console/v1/audit/export',
    getClusters: 'GET /api/console/v1/clusters',
    postClusters: 'POST /api/console/v1/clusters',
    getClustersById: 'GET /api/console/v1/clusters/{id}',
    patchClustersById: 'PATCH /api/console/v1/clusters/{id}',
    deleteClustersById: 'DELETE /api/console/v1/clusters/{id}',
    postClustersByIdTest: 'POST /api/console/v1/clusters/{id}/test',
    postClustersByIdDiscovery: 'POST /api/console/v1/clusters/{id}/discovery',
    postKubeconfigInspect: 'POST /api/console/v1/kubeconfig/inspect',
    postKubeconfigTest: 'POST /api/console/v1/kubeconfig/test',
    postKubeconfigImport: 'POST /api/console/v1/kubeconfig/import',
    getFleet: 'GET /api/console/v1/fleet',
    getClustersByIdFindings: 'GET /api/console/v1/clusters/{id}/findings',
    getAuthClusterTokens: 'GET /api/console/v1/auth/cluster-tokens',
    putAuthClusterTokensById: 'PUT /api/console/v1/auth/cluster-tokens/{id}',
    deleteAuthClusterTokensById: 'DELETE /api/console/v1/auth/cluster-tokens/{id}',
    getRollouts: 'GET /api/console/v1/rollouts',
    getRolloutsTraffic: 'GET /api/console/v1/rollouts/traffic',
    getClustersByIdRolloutProspect: 'GET /api/console/v1/clusters/{id}/rollout-prospect',
    getClustersByIdKinds: 'GET /api/console/v1/clusters/{id}/kinds',
    getClustersByIdResourcesByGroupByVersionByPlural:
      'GET /api/console/v1/clusters/{id}/resources/{group}/{version}/{plural}',
    getClustersByIdResourcesByGroupByVersionByPluralByName:
      'GET /api/console/v1/clusters/{id}/resources/{group}/{version}/{plural}/{name}',
    deleteClustersByIdResourcesByGroupByVersionByPluralByName:
      'DELETE /api/console/v1/clusters/{id}/resources/{group}/{version}/{plural}/{name}',
    getClustersByIdResourcesByGroupByVersionByPluralByNameEvents:
      'GET /api/console/v1/clusters/{id}/resources/{group}/{version}/{plural}/{name}/events',
    postClustersByIdResourcesByGroupByVersionByPluralByNameScale:
      'POST /api/console/v1/clusters/{id}/resources/{group}/{version}/{plural}/{name}/scale',
    postClustersByIdResourcesByGroupByVersionByPluralByNameRestart:
      'POST /api/console/v1/clusters/{id}/resources/{group}/{version}/{plural}/{name}/restart',
    postClustersByIdResourcesCoreV1PodsByNameRestart:
      'POST /api/console/v1/clusters/{id}/resources/core/v1/pods/{name}/restart',
    getClustersByIdPodsByNameLogs: 'GET /api/console/v1/clusters/{id}/pods/{name}/logs',
    getClustersByIdPodsByNameFiles: 'GET /api/console/v1/clusters/{id}/pods/{name}/files',
    putClustersByIdPodsByNameFiles: 'PUT /api/console/v1/clusters/{id}/pods/{name}/files',
    deleteClustersByIdPodsByNameFiles: 'DELETE /api/console/v1/clusters/{id}/pods/{name}/files',
    postClustersByIdPodsByNameFilesRename: 'POST /api/console/v1/clusters/{id}/pods/{name}/files/rename',
    getClustersByIdLogsStream: 'GET /api/console/v1/clusters/{id}/logs/stream',
    getClustersByIdLogsDownload: 'GET /api/console/v1/clusters/{id}/logs/download',
    getClustersByIdMetricsCluster: 'GET /api/console/v1/clusters/{id}/metrics/cluster',
    getClustersByIdMetricsNodes: 'GET /api/console/v1/clusters/{id}/metrics/nodes',
    getClustersByIdMetricsPods: 'GET /api/console/v1/clusters/{id}/metrics/pods',
    postClustersByIdMetricsUsage: 'POST /api/console/v1/clusters/{id}/metrics/usage',
    getClustersByIdMetricsStats: 'GET /api/console/v1/clusters/{id}/metrics/stats',
    getClustersByIdMetricsCharts: 'GET /api/console/v1/clusters/{id}/metrics/charts',
    getClustersByIdMesh: 'GET /api/console/v1/clusters/{id}/mesh',
    getClustersByIdPrometheusQuery: 'GET /api/console/v1/clusters/{id}/prometheus/query',
    getClustersByIdPodsByNameTerminal: 'GET /api/console/v1/clusters/{id}/pods/{name}/terminal',
    getClustersByIdNodesByNameTerminal: 'GET /api/console/v1/clusters/{id}/nodes/{name}/terminal',
    patchClustersByIdResourcesByGroupByVersionByPluralByName:
      'PATCH /api/console/v1/clusters/{id}/resources/{group}/{version}/{plural}/{name}',
    getClustersByIdResourcesByGroupByVersionByPluralByNameRelated:
      'GET /api/console/v1/clusters/{id}/resources/{group}/{version}/{plural}/{name}/related',
    getClustersByIdResourcesByGroupByVersionByPluralByNameRevisions:
      'GET /api/console/v1/clusters/{id}/resources/{group}/{version}/{plural}/{name}/revisions',
    postClustersByIdResourcesByGroupByVersionByPluralByNameRollback:
      'POST /api/console/v1/clusters/{id}/resources/{group}/{version}/{plural}/{name}/rollback',
    postClustersByIdResourcesByGroupByVersionByPluralByNameTrigger:
      'POST /api/console/v1/clusters/{id}/resources/{group}/{version}/{plural}/{name}/trigger',
    postClustersByIdResourcesCoreV1PodsByNameEvict:
      'POST /api/console/v1/clusters/{id}/resources/core/v1/pods/{name}/evict',
    postClustersByIdResourcesCoreV1NodesByNameSchedule:
      'POST /api/console/v1/clusters/{id}/resources/core/v1/nodes/{name}/schedule',
    postClustersByIdResourcesCoreV1NodesByNameDrain:
      'POST /api/console/v1/clusters/{id}/resources/core/v1/nodes/{name}/drain',
    getClustersByIdResourcesCoreV1NodesByNameDrain:
      'GET /api/console/v1/clusters/{id}/resources/core/v1/nodes/{name}/drain',
    deleteClustersByIdResourcesCoreV1NodesByNameDrain:
      'DELETE /api/console/v1/clusters/{id}/resources/core/v1/nodes/{name}/drain',
    postClustersByIdResourcesByGroupByVersionByPlural:
      'POST /api/console/v1/clusters/{id}/resources/{group}/{version}/{plural}',
    putClustersByIdResourcesByGroupByVersionByPluralByName:
      'PUT /api/console/v1/clusters/{id}/resources/{group}/{version}/{plural}/{name}',
    postClustersByIdResourcesByGroupByVersionByPluralByNameApply:
      'POST /api/console/v1/clusters/{id}/resources/{group}/{version}/{plural}/{name}/apply',
    postClustersByIdResourcesByGroupByVersionByPluralByNameDiff:
      'POST /api/console/v1/clusters/{id}/resources/{group}/{version}/{plural}/{name}/diff',
    postClustersByIdManifestsCheck: 'POST /api/console/v1/clusters/{id}/manifests/check',
    getClustersByIdSchemasByGroupByVersionByKind: 'GET /api/console/v1/clusters/{id}/schemas/{group}/{version}/{kind}',
    postClustersByIdResourcesByGroupByVersionByPluralByNameUndo:
      'POST /api/console/v1/clusters/{id}/resources/{group}/{version}/{plural}/{name}/undo',
  },
  kubegale: {
    getClusters: 'GET /api/v1/kubernetes/clusters',
    getClustersById: 'GET /api/v1/kubernetes/clusters/{id}',
    postClusters: 'POST /api/v1/kubernetes/clusters',
    putClustersById: 'PUT /api/v1/kubernetes/clusters/{id}',
    deleteClustersById: 'DELETE /api/v1/kubernetes/clusters/{id}',
    getClustersByIdNamespaces: 'GET /api/v1/kubernetes/clusters/{id}/namespaces',
    getPods: 'GET /api/v1/kubernetes/pods',
    getPodsByName: 'GET /api/v1/kubernetes/pods/{name}',
    postPods: 'POST /api/v1/kubernetes/pods',
    deletePodsByName: 'DELETE /api/v1/kubernetes/pods/{name}',
    getDeployments: 'GET /api/v1/kubernetes/deployments',
    getDeploymentsByName: 'GET /api/v1/kubernetes/deployments/{name}',
    postDeployments: 'POST /api/v1/kubernetes/deployments',
    putDeploymentsByName: 'PUT /api/v1/kubernetes/deployments/{name}',
    deleteDeploymentsByName: 'DELETE /api/v1/kubernetes/deployments/{name}',
    getStatefulsets: 'GET /api/v1/kubernetes/statefulsets',
    getStatefulsetsByName: 'GET /api/v1/kubernetes/statefulsets/{name}',
    postStatefulsets: 'POST /api/v1/kubernetes/statefulsets',
    putStatefulsetsByName: 'PUT /api/v1/kubernetes/statefulsets/{name}',
    deleteStatefulsetsByName: 'DELETE /api/v1/kubernetes/statefulsets/{name}',
    getDaemonsets: 'GET /api/v1/kubernetes/daemonsets',
    getDaemonsetsByName: 'GET /api/v1/kubernetes/daemonsets/{name}',
    postDaemonsets: 'POST /api/v1/kubernetes/daemonsets',
    putDaemonsetsByName: 'PUT /api/v1/kubernetes/daemonsets/{name}',
    deleteDaemonsetsByName: 'DELETE /api/v1/kubernetes/daemonsets/{name}',
    getJobs: 'GET /api/v1/kubernetes/jobs',
    getJobsByName: 'GET /api/v1/kubernetes/jobs/{name}',
    postJobs: 'POST /api/v1/kubernetes/jobs',
    putJobsByName: 'PUT /api/v1/kubernetes/jobs/{name}',
    deleteJobsByName: 'DELETE /api/v1/kubernetes/jobs/{name}',
    getCronjobs: 'GET /api/v1/kubernetes/cronjobs',
    getCronjobsByName: 'GET /api/v1/kubernetes/cronjobs/{name}',
    postCronjobs: 'POST /api/v1/kubernetes/cronjobs',
    putCronjobsByName: 'PUT /api/v1/kubernetes/cronjobs/{name}',
    deleteCronjobsByName: 'DELETE /api/v1/kubernetes/cronjobs/{name}',
    getServices: 'GET /api/v1/kubernetes/services',
    getServicesByName: 'GET /api/v1/kubernetes/services/{name}',
    postServices: 'POST /api/v1/kubernetes/services',
    putServicesByName: 'PUT /api/v1/kubernetes/services/{name}',
    deleteServicesByName: 'DELETE /api/v1/kubernetes/services/{name}',
    getIngresses: 'GET /api/v1/kubernetes/ingresses',
    getIngressesByName: 'GET /api/v1/kubernetes/ingresses/{name}',
    postIngresses: 'POST /api/v1/kubernetes/ingresses',
    putIngressesByName: 'PUT /api/v1/kubernetes/ingresses/{name}',
    deleteIngressesByName: 'DELETE /api/v1/kubernetes/ingresses/{name}',
    getEndpoints: 'GET /api/v1/kubernetes/endpoints',
    getEndpointsByName: 'GET /api/v1/kubernetes/endpoints/{name}',
    postEndpoints: 'POST /api/v1/kubernetes/endpoints',
    putEndpointsByName: 'PUT /api/v1/kubernetes/endpoints/{name}',
    deleteEndpointsByName: 'DELETE /api/v1/kubernetes/endpoints/{name}',
    getPersistentvolumes: 'GET /api/v1/kubernetes/persistentvolumes',
    getPersistentvolumesByName: 'GET /api/v1/kubernetes/persistentvolumes/{name}',
    postPersistentvolumes: 'POST /api/v1/kubernetes/persistentvolumes',
    putPersistentvolumesByName: 'PUT /api/v1/kubernetes/persistentvolumes/{name}',
    deletePersistentvolumesByName: 'DELETE /api/v1/kubernetes/persistentvolumes/{name}',
    getPersistentvolumeclaims: 'GET /api/v1/kubernetes/persistentvolumeclaims',
    getPersistentvolumeclaimsByName: 'GET /api/v1/kubernetes/persistentvolumeclaims/{name}',
    postPersistentvolumeclaims: 'POST /api/v1/kubernetes/persistentvolumeclaims',
    putPersistentvolumeclaimsByName: 'PUT /api/v1/kubernetes/persistentvolumeclaims/{name}',
    deletePersistentvolumeclaimsByName: 'DELETE /api/v1/kubernetes/persistentvolumeclaims/{name}',
    getStorageclasses: 'GET /api/v1/kubernetes/storageclasses',
    getStorageclassesByName: 'GET /api/v1/kubernetes/storageclasses/{name}',
    postStorageclasses: 'POST /api/v1/kubernetes/storageclasses',
    putStorageclassesByName: 'PUT /api/v1/kubernetes/storageclasses/{name}',
    deleteStorageclassesByName: 'DELETE /api/v1/kubernetes/storageclasses/{name}',
    getConfigmaps: 'GET /api/v1/kubernetes/configmaps',
    getConfigmapsByName: 'GET /api/v1/kubernetes/configmaps/{name}',
    postConfigmaps: 'POST /api/v1/kubernetes/configmaps',
    putConfigmapsByName: 'PUT /api/v1/kubernetes/configmaps/{name}',
    deleteConfigmapsByName: 'DELETE /api/v1/kubernetes/configmaps/{name}',
    getSecrets: 'GET /api/v1/kubernetes/secrets',
    getSecretsByName: 'GET /api/v1/kubernetes/secrets/{name}',
    postSecrets: 'POST /api/v1/kubernetes/secrets',
    putSecretsByName: 'PUT /api/v1/kubernetes/secrets/{name}',
    deleteSecretsByName: 'DELETE /api/v1/kubernetes/secrets/{name}',
    getRoles: 'GET /api/v1/kubernetes/roles',
    getRolesByName: 'GET /api/v1/kubernetes/roles/{name}',
    postRoles: 'POST /api/v1/kubernetes/roles',
    putRolesByName: 'PUT /api/v1/kubernetes/roles/{name}',
    deleteRolesByName: 'DELETE /api/v1/kubernetes/roles/{name}',
    getClusterroles: 'GET /api/v1/kubernetes/clusterroles',
    getClusterrolesByName: 'GET /api/v1/kubernetes/clusterroles/{name}',
    postClusterroles: 'POST /api/v1/kubernetes/clusterroles',
    putClusterrolesByName: 'PUT /api/v1/kubernetes/clusterroles/{name}',
    deleteClusterrolesByName: 'DELETE /api/v1/kubernetes/clusterroles/{name}',
    getRolebindings: 'GET /api/v1/kubernetes/rolebindings',
    getRolebindingsByName: 'GET /api/v1/kubernetes/rolebindings/{name}',
    postRolebindings: 'POST /api/v1/kubernetes/rolebindings',
    putRolebindingsByName: 'PUT /api/v1/kubernetes/rolebindings/{name}',
    deleteRolebindingsByName: 'DELETE /api/v1/kubernetes/rolebindings/{name}',
    getClusterrolebindings: 'GET /api/v1/kubernetes/clusterrolebindings',
    getClusterrolebindingsByName: 'GET /api/v1/kubernetes/clusterrolebindings/{name}',
    postClusterrolebindings: 'POST /api/v1/kubernetes/clusterrolebindings',
    putClusterrolebindingsByName: 'PUT /api/v1/kubernetes/clusterrolebindings/{name}',
    deleteClusterrolebindingsByName: 'DELETE /api/v1/kubernetes/clusterrolebindings/{name}',
    getServiceaccounts: 'GET /api/v1/kubernetes/serviceaccounts',
    getServiceaccountsByName: 'GET /api/v1/kubernetes/serviceaccounts/{name}',
    postServiceaccounts: 'POST /api/v1/kubernetes/serviceaccounts',
    putServiceaccountsByName: 'PUT /api/v1/kubernetes/serviceaccounts/{name}',
    deleteServiceaccountsByName: 'DELETE /api/v1/kubernetes/serviceaccounts/{name}',
    getNodes: 'GET /api/v1/kubernetes/nodes',
    getNodesByName: 'GET /api/v1/kubernetes/nodes/{name}',
    putNodesByName: 'PUT /api/v1/kubernetes/nodes/{name}',
    deleteNodesByName: 'DELETE /api/v1/kubernetes/nodes/{name}',
    getNamespaces: 'GET /api/v1/kubernetes/namespaces',
    getNamespacesByName: 'GET /api/v1/kubernetes/namespaces/{name}',
    postNamespaces: 'POST /api/v1/kubernetes/namespaces',
    deleteNamespacesByName: 'DELETE /api/v1/kubernetes/namespaces/{name}',
    getReplicasets: 'GET /api/v1/kubernetes/replicasets',
    getReplicasetsByName: 'GET /api/v1/kubernetes/replicasets/{name}',
    postReplicasets: 'POST /api/v1/kubernetes/replicasets',
    putReplicasetsByName: 'PUT /api/v1/kubernetes/replicasets/{name}',
    deleteReplicasetsByName: 'DELETE /api/v1/kubernetes/replicasets/{name}',
    getHorizontalpodautoscalers: 'GET /api/v1/kubernetes/horizontalpodautoscalers',
    getHorizontalpodautoscalersByName: 'GET /api/v1/kubernetes/horizontalpodautoscalers/{name}',
    postHorizontalpodautoscalers: 'POST /api/v1/kubernetes/horizontalpodautoscalers',
    putHorizontalpodautoscalersByName: 'PUT /api/v1/kubernetes/horizontalpodautoscalers/{name}',
    deleteHorizontalpodautoscalersByName: 'DELETE /api/v1/kubernetes/horizontalpodautoscalers/{name}',
    getPoddisruptionbudgets: 'GET /api/v1/kubernetes/poddisruptionbudgets',
    getPoddisruptionbudgetsByName: 'GET /api/v1/kubernetes/poddisruptionbudgets/{name}',
    postPoddisruptionbudgets: 'POST /api/v1/kubernetes/poddisruptionbudgets',
    putPoddisruptionbudgetsByName: 'PUT /api/v1/kubernetes/poddisruptionbudgets/{name}',
    deletePoddisruptionbudgetsByName: 'DELETE /api/v1/kubernetes/poddisruptionbudgets/{name}',
    getNetworkpolicies: 'GET /api/v1/kubernetes/networkpolicies',
    getNetworkpoliciesByName: 'GET /api/v1/kubernetes/networkpolicies/{name}',
    postNetworkpolicies: 'POST /api/v1/kubernetes/networkpolicies',
    putNetworkpoliciesByName: 'PUT /api/v1/kubernetes/networkpolicies/{name}',
    deleteNetworkpoliciesByName: 'DELETE /api/v1/kubernetes/networkpolicies/{name}',
    getIngressclasses: 'GET /api/v1/kubernetes/ingressclasses',
    getIngressclassesByName: 'GET /api/v1/kubernetes/ingressclasses/{name}',
    postIngressclasses: 'POST /api/v1/kubernetes/ingressclasses',
    putIngressclassesByName: 'PUT /api/v1/kubernetes/ingressclasses/{name}',
    deleteIngressclassesByName: 'DELETE /api/v1/kubernetes/ingressclasses/{name}',
    getEndpointslices: 'GET /api/v1/kubernetes/endpointslices',
    getEndpointslicesByName: 'GET /api/v1/kubernetes/endpointslices/{name}',
    postEndpointslices: 'POST /api/v1/kubernetes/endpointslices',
    putEndpointslicesByName: 'PUT /api/v1/kubernetes/endpointslices/{name}',
    deleteEndpointslicesByName: 'DELETE /api/v1/kubernetes/endpointslices/{name}',
    getCustomresourcedefinitions: 'GET /api/v1/kubernetes/customresourcedefinitions',
    getCustomresourcedefinitionsByName: 'GET /api/v1/kubernetes/customresourcedefinitions/{name}',
    postCustomresourcedefinitions: 'POST /api/v1/kubernetes/customresourcedefinitions',
    putCustomresourcedefinitionsByName: 'PUT /api/v1/kubernetes/customresourcedefinitions/{name}',
    deleteCustomresourcedefinitionsByName: 'DELETE /api/v1/kubernetes/customresourcedefinitions/{name}',
    getLeases: 'GET /api/v1/kubernetes/leases',
    getLeasesByName: 'GET /api/v1/kubernetes/leases/{name}',
    postLeases: 'POST /api/v1/kubernetes/leases',
    putLeasesByName: 'PUT /api/v1/kubernetes/leases/{name}',
    deleteLeasesByName: 'DELETE /api/v1/kubernetes/leases/{name}',
    postPodsByNameRestart: 'POST /api/v1/kubernetes/pods/{name}/restart',
    getPodsByNameLogs: 'GET /api/v1/kubernetes/pods/{name}/logs',
    getPodsByNameEvents: 'GET /api/v1/kubernetes/pods/{name}/events',
    postDeploymentsByNameScale: 'POST /api/v1/kubernetes/deployments/{name}/scale',
    postDeploymentsByNameRollback: 'POST /api/v1/kubernetes/deployments/{name}/rollback',
    getDeploymentsByNameRevisions: 'GET /api/v1/kubernetes/deployments/{name}/revisions',
    postDeploymentsByNameRestart: 'POST /api/v1/kubernetes/deployments/{name}/restart',
    postStatefulsetsByNameScale: 'POST /api/v1/kubernetes/statefulsets/{name}/scale',
    postStatefulsetsByNameRollback: 'POST /api/v1/kubernetes/statefulsets/{name}/rollback',
    getStatefulsetsByNameRevisions: 'GET /api/v1/kubernetes/statefulsets/{name}/revisions',
    postStatefulsetsByNameRestart: 'POST /api/v1/kubernetes/statefulsets/{name}/restart',
    postDaemonsetsByNameScale: 'POST /api/v1/kubernetes/daemonsets/{name}/scale',
    postDaemonsetsByNameRollback: 'POST /api/v1/kubernetes/daemonsets/{name}/rollback',
    getDaemonsetsByNameRevisions: 'GET /api/v1/kubernetes/daemonsets/{name}/revisions',
    postDaemonsetsByNameRestart: 'POST /api/v1/kubernetes/daemonsets/{name}/restart',
    postJobsByNameScale: 'POST /api/v1/kubernetes/jobs/{name}/scale',
    postJobsByNameRollback: 'POST /api/v1/kubernetes/jobs/{name}/rollback',
    getJobsByNameRevisions: 'GET /api/v1/kubernetes/jobs/{name}/revisions',
    postJobsByNameRestart: 'POST /api/v1/kubernetes/jobs/{name}/restart',
    postCronjobsByNameScale: 'POST /api/v1/kubernetes/cronjobs/{name}/scale',
    postCronjobsByNameRollback: 'POST /api/v1/kubernetes/cronjobs/{name}/rollback',
    getCronjobsByNameRevisions: 'GET /api/v1/kubernetes/cronjobs/{name}/revisions',
    postCronjobsByNameRestart: 'POST /api/v1/kubernetes/cronjobs/{name}/restart',
    postNodesByNameSchedule: 'POST /api/v1/kubernetes/nodes/{name}/schedule',
    postNodesByNameDrain: 'POST /api/v1/kubernetes/nodes/{name}/drain',
    getNodesByNameDrain: 'GET /api/v1/kubernetes/nodes/{name}/drain',
    deleteNodesByNameDrain: 'DELETE /api/v1/kubernetes/nodes/{name}/drain',
    getPodsByNameFiles: 'GET /api/v1/kubernetes/pods/{name}/files',
    putPodsByNameFiles: 'PUT /api/v1/kubernetes/pods/{name}/files',
    deletePodsByNameFiles: 'DELETE /api/v1/kubernetes/pods/{name}/files',
    postPodsByNameFilesRename: 'POST /api/v1/kubernetes/pods/{name}/files/rename',
    getPodsByNameLogsStream: 'GET /api/v1/kubernetes/pods/{name}/logs/stream',
    getPodsByNameLogsDownload: 'GET /api/v1/kubernetes/pods/{name}/logs/download',
    getLogsStream: 'GET /api/v1/kubernetes/logs/stream',
    getLogsDownload: 'GET /api/v1/kubernetes/logs/download',
    getMetricsCluster: 'GET /api/v1/kubernetes/metrics/cluster',
    getNodesMetrics: 'GET /api/v1/kubernetes/nodes/metrics',
    getMetricsNodes: 'GET /api/v1/kubernetes/metrics/nodes',
    getPodsMetrics: 'GET /api/v1/kubernetes/pods/metrics',
    getMetricsPods: 'GET /api/v1/kubernetes/metrics/pods',
    getMetricsStats: 'GET /api/v1/kubernetes/metrics/stats',
    getPodsByNameTerminal: 'GET /api/v1/kubernetes/pods/{name}/terminal',
    getNodesByNameTerminal: 'GET /api/v1/kubernetes/nodes/{name}/terminal',
    getNamespacesByNameResourcequotas: 'GET /api/v1/kubernetes/namespaces/{name}/resourcequotas',
    getNamespacesByNameLimitranges: 'GET /api/v1/kubernetes/namespaces/{name}/limitranges',
    getResourcesByGroupByVersionByPlural: 'GET /api/v1/kubernetes/resources/{group}/{version}/{plural}',
    getResourcesByGroupByVersionByPluralByName: 'GET /api/v1/kubernetes/resources/{group}/{version}/{plural}/{name}',
    postResourcesByGroupByVersionByPlural: 'POST /api/v1/kubernetes/resources/{group}/{version}/{plural}',
    putResourcesByGroupByVersionByPluralByName: 'PUT /api/v1/kubernetes/resources/{group}/{version}/{plural}/{name}',
    patchResourcesByGroupByVersionByPluralByName:
      'PATCH /api/v1/kubernetes/resources/{group}/{version}/{plural}/{name}',
    postResourcesByGroupByVersionByPluralByNameDiff:
      'POST /api/v1/kubernetes/resources/{group}/{version}/{plural}/{name}/diff',
    deleteResourcesByGroupByVersionByPluralByName:
      'DELETE /api/v1/kubernetes/resources/{group}/{version}/{plural}/{name}',
    postManifestsCheck: 'POST /api/v1/kubernetes/manifests/check',
    getSchemasByGroupByVersionByKind: 'GET /api/v1/kubernetes/schemas/{group}/{version}/{kind}',
    getEvents: 'GET /api/v1/kubernetes/events',
  },
  kite: {
    getClusters: 'GET /api/v1/k8s/clusters',
    getClustersById: 'GET /api/v1/k8s/clusters/{id}',
    postClusters: 'POST /api/v1/k8s/clusters',
    putClustersById: 'PUT /api/v1/k8s/clusters/{id}',
    deleteClustersById: 'DELETE /api/v1/k8s/clusters/{id}',
    postClustersByIdTestConnection: 'POST /api/v1/k8s/clusters/{id}/test-connection',
    postClustersByIdTest: 'POST /api/v1/k8s/clusters/{id}/test',
    postClustersByIdPrometheusRediscover: 'POST /api/v1/k8s/clusters/{id}/prometheus/rediscover',
  },
  cloudpilot: {
    postK8sClusterAdd: 'POST /k8s/cluster/add',
    getK8sClusterList: 'GET /k8s/cluster/list',
    postK8sClusterList: 'POST /k8s/cluster/list',
    getK8sClusterInfo: 'GET /k8s/cluster/info',
    postK8sClusterInfo: 'POST /k8s/cluster/info',
    getK8sOverviewCluster: 'GET /k8s/overview/cluster',
    postK8sOverviewCluster: 'POST /k8s/overview/cluster',
    getK8sResourcesNodesList: 'GET /k8s/resources/nodes/list',
    postK8sResourcesNodesList: 'POST /k8s/resources/nodes/list',
    getK8sResourcesNodesDetail: 'GET /k8s/resources/nodes/detail',
    postK8sResourcesNodesDetail: 'POST /k8s/resources/nodes/detail',
    getK8sResourcesNodesCapacity: 'GET /k8s/resources/nodes/capacity',
    postK8sResourcesNodesCapacity: 'POST /k8s/resources/nodes/capacity',
    getK8sResourcesPodsList: 'GET /k8s/resources/pods/list',
    postK8sResourcesPodsList: 'POST /k8s/resources/pods/list',
    getK8sResourcesPodsDetail: 'GET /k8s/resources/pods/detail',
    postK8sResourcesPodsDetail: 'POST /k8s/resources/pods/detail',
    getK8sResourcesDeploymentsList: 'GET /k8s/resources/deployments/list',
    postK8sResourcesDeploymentsList: 'POST /k8s/resources/deployments/list',
    getK8sResourcesDeploymentsDetail: 'GET /k8s/resources/deployments/detail',
    postK8sResourcesDeploymentsDetail: 'POST /k8s/resources/deployments/detail',
    postK8sResourcesDeploymentsScaling: 'POST /k8s/resources/deployments/scaling',
    getK8sResourcesDeploymentsScaling: 'GET /k8s/resources/deployments/scaling',
    getK8sResourcesServicesList: 'GET /k8s/resources/services/list',
    postK8sResourcesServicesList: 'POST /k8s/resources/services/list',
    getK8sResourcesServicesDetail: 'GET /k8s/resources/services/detail',
    postK8sResourcesServicesDetail: 'POST /k8s/resources/services/detail',
    getK8sResourcesEventsResource: 'GET /k8s/resources/events/resource',
    postK8sResourcesEventsResource: 'POST /k8s/resources/events/resource',
    getK8sResourcesEventsNamespace: 'GET /k8s/resources/events/namespace',
    postK8sResourcesEventsNamespace: 'POST /k8s/resources/events/namespace',
    getK8sResourcesEventsCluster: 'GET /k8s/resources/events/cluster',
    postK8sResourcesEventsCluster: 'POST /k8s/resources/events/cluster',
    getK8sResourcesLogsPod: 'GET /k8s/resources/logs/pod',
    postK8sResourcesLogsPod: 'POST /k8s/resources/logs/pod',
    getK8sResourcesLogsContainer: 'GET /k8s/resources/logs/container',
    postK8sResourcesLogsContainer: 'POST /k8s/resources/logs/container',
    getIstioWorkloadsIstiodDetail: 'GET /istio/workloads/istiod/detail',
    postIstioWorkloadsIstiodDetail: 'POST /istio/workloads/istiod/detail',
    getIstioWorkloadsIstiodLogs: 'GET /istio/workloads/istiod/logs',
    postIstioWorkloadsIstiodLogs: 'POST /istio/workloads/istiod/logs',
    getIstioWorkloadsIstiodEvents: 'GET /istio/workloads/istiod/events',
    postIstioWorkloadsIstiodEvents: 'POST /istio/workloads/istiod/events',
    getIstioWorkloadsGatewayDetail: 'GET /istio/workloads/gateway/detail',
    postIstioWorkloadsGatewayDetail: 'POST /istio/workloads/gateway/detail',
    getIstioWorkloadsGatewayLogs: 'GET /istio/workloads/gateway/logs',
    postIstioWorkloadsGatewayLogs: 'POST /istio/workloads/gateway/logs',
    getIstioWorkloadsGatewayEvents: 'GET /istio/workloads/gateway/events',
    postIstioWorkloadsGatewayEvents: 'POST /istio/workloads/gateway/events',
    getApiIstioGatewayList: 'GET /api/istio/gateway/list',
    postApiIstioGatewayList: 'POST /api/istio/gateway/list',
    getIstioComponentsGatewayList: 'GET /istio/components/gateway/list',
    postIstioComponentsGatewayList: 'POST /istio/components/gateway/list',
    getApiIstioGatewayDetail: 'GET /api/istio/gateway/detail',
    postApiIstioGatewayDetail: 'POST /api/istio/gateway/detail',
    getIstioComponentsGatewayDetail: 'GET /istio/components/gateway/detail',
    postIstioComponentsGatewayDetail: 'POST /istio/components/gateway/detail',
    getApiIstioVirtualserviceList: 'GET /api/istio/virtualservice/list',
    postApiIstioVirtualserviceList: 'POST /api/istio/virtualservice/list',
    getIstioComponentsVirtualserviceList: 'GET /istio/components/virtualservice/list',
    postIstioComponentsVirtualserviceList: 'POST /istio/components/virtualservice/list',
    getApiIstioVirtualserviceDetail: 'GET /api/istio/virtualservice/detail',
    postApiIstioVirtualserviceDetail: 'POST /api/istio/virtualservice/detail',
    getIstioComponentsVirtualserviceDetail: 'GET /istio/components/virtualservice/detail',
    postIstioComponentsVirtualserviceDetail: 'POST /istio/components/virtualservice/detail',
    getApiIstioDestinationruleList: 'GET /api/istio/destinationrule/list',
    postApiIstioDestinationruleList: 'POST /api/istio/destinationrule/list',
    getIstioComponentsDestinationruleList: 'GET /istio/components/destinationrule/list',
    postIstioComponentsDestinationruleList: 'POST /istio/components/destinationrule/list',
    getApiIstioDestinationruleDetail: 'GET /api/istio/destinationrule/detail',
    postApiIstioDestinationruleDetail: 'POST /api/istio/destinationrule/detail',
    getIstioComponentsDestinationruleDetail: 'GET /istio/components/destinationrule/detail',
    postIstioComponentsDestinationruleDetail: 'POST /istio/components/destinationrule/detail',
    getIstioHealthSummary: 'GET /istio/health/summary',
    postIstioHealthSummary: 'POST /istio/health/summary',
    postK8sBatch: 'POST /k8s/batch',
  },
  'kruise-dashboard': {
    getRolloutByNamespaceByName: 'GET /api/v1/rollout/{namespace}/{name}',
    getRolloutStatusByNamespaceByName: 'GET /api/v1/rollout/status/{namespace}/{name}',
    getRolloutListByNamespace: 'GET /api/v1/rollout/list/{namespace}',
    getRolloutActiveByNamespace: 'GET /api/v1/rollout/active/{namespace}',
    getRolloutByNamespaceByNamePods: 'GET /api/v1/rollout/{namespace}/{name}/pods',
    getRolloutHistoryByNamespaceByName: 'GET /api/v1/rollout/history/{namespace}/{name}',
    getRolloutByNamespaceByNameAnalysis: 'GET /api/v1/rollout/{namespace}/{name}/analysis',
    postRolloutPauseByNamespaceByName: 'POST /api/v1/rollout/pause/{namespace}/{name}',
    postRolloutResumeByNamespaceByName: 'POST /api/v1/rollout/resume/{namespace}/{name}',
    postRolloutEnableByNamespaceByName: 'POST /api/v1/rollout/enable/{namespace}/{name}',
    postRolloutDisableByNamespaceByName: 'POST /api/v1/rollout/disable/{namespace}/{name}',
    postRolloutAbortByNamespaceByName: 'POST /api/v1/rollout/abort/{namespace}/{name}',
    postRolloutRestartByNamespaceByName: 'POST /api/v1/rollout/restart/{namespace}/{name}',
    postRolloutRetryByNamespaceByName: 'POST /api/v1/rollout/retry/{namespace}/{name}',
    postRolloutPromoteByNamespaceByName: 'POST /api/v1/rollout/promote/{namespace}/{name}',
    postRolloutApproveByNamespaceByName: 'POST /api/v1/rollout/approve/{namespace}/{name}',
    postRolloutRollbackByNamespaceByName: 'POST /api/v1/rollout/rollback/{namespace}/{name}',
    postRolloutUndoByNamespaceByName: 'POST /api/v1/rollout/undo/{namespace}/{name}',
    postRolloutSetImageByNamespaceByName: 'POST /api/v1/rollout/set-image/{namespace}/{name}',
    postRolloutJumpByNamespaceByName: 'POST /api/v1/rollout/jump/{namespace}/{name}',
    getRolloutWatch: 'GET /api/v1/rollout/watch',
    getRolloutWatchByNamespace: 'GET /api/v1/rollout/watch/{namespace}',
    getRolloutWatchByNamespaceByName: 'GET /api/v1/rollout/watch/{namespace}/{name}',
    getClusterMetrics: 'GET /api/v1/cluster/metrics',
    getNamespaces: 'GET /api/v1/namespaces',
    getWorkloadByNamespace: 'GET /api/v1/workload/{namespace}',
    getWorkloadByNamespaceByType: 'GET /api/v1/workload/{namespace}/{type}',
    getWorkloadByNamespaceByTypeByName: 'GET /api/v1/workload/{namespace}/{type}/{name}',
    getWorkloadByNamespaceByTypeByNamePods: 'GET /api/v1/workload/{namespace}/{type}/{name}/pods',
    postWorkloadByNamespaceByTypeByNameScale: 'POST /api/v1/workload/{namespace}/{type}/{name}/scale',
    postWorkloadByNamespaceByTypeByNameRestart: 'POST /api/v1/workload/{namespace}/{type}/{name}/restart',
    deleteWorkloadByNamespaceByTypeByName: 'DELETE /api/v1/workload/{namespace}/{type}/{name}',
  },
} as const;

/** What each takes: parameters of the path and of the query side by side, and `body`. */
export interface OperationInputs {
  console: {
    /** Sign in with user name and password. Source: packages/api/src/people.ts. */
    postAuthLogin: { body: { username: string; password: string; refresh?: boolean } };
    /** Sign in with a one-time link. Source: packages/api/src/people.ts. */
    postAuthRedeem: { body: { code: string } };
    /** Another token for a session that can be refreshed. Source: packages/api/src/people.ts. */
    postAuthRefresh: { body: { refresh_token: string } };
    /** Sign out: the session ends. Source: packages/api/src/people.ts. */
    postAuthLogout: Nothing;
    /** Who is signed in. Source: packages/api/src/people.ts. */
    getAuthMe: Nothing;
    /** Change the own password; all other sessions end. Source: packages/api/src/people.ts. */
    postAuthPassword: { body: { current_password?: string; new_password: string } };
    /** The own sessions. Source: packages/api/src/people.ts. */
    getAuthSessions: Nothing;
    /** End one of the own sessions. Source: packages/api/src/people.ts. */
    deleteAuthSessionsById: { id: string | number };
    /** Sign out everywhere. Source: packages/api/src/people.ts. */
    postAuthSignOutEverywhere: Nothing;
    /** The own API keys. Source: packages/api/src/people.ts. */
    getAuthKeys: Nothing;
    /** Make an API key for oneself; it is shown once. Source: packages/api/src/people.ts. */
    postAuthKeys: { body: { name: string; roles: readonly string[]; expires_in_days?: number } };
    /** Revoke one of the own API keys. Source: packages/api/src/people.ts. */
    deleteAuthKeysById: { id: string | number };
    /** Whom one can sign in through beside the password. Source: packages/api/src/people.ts. */
    getAuthProviders: Nothing;
    /** Send the browser to a provider to sign in. Source: packages/api/src/people.ts. */
    getAuthProvidersByProviderStart: { provider: string | number; return_to?: string };
    /** Sign in with what the provider sent the browser back with. Source: packages/api/src/people.ts. */
    getAuthProvidersByProviderCallback: { provider: string | number };
    /** All users. Source: packages/api/src/people.ts. */
    getUsers: { keyword?: string; offset?: number; limit?: number };
    /** Make a user. Source: packages/api/src/people.ts. */
    postUsers: {
      body: {
        username: string;
        display_name?: string;
        email?: string;
        roles?: readonly string[];
        groups?: readonly string[];
        password?: string;
        temporary?: boolean;
        source?: string;
      };
    };
    /** One user. Source: packages/api/src/people.ts. */
    getUsersByUsername: { username: string | number };
    /** Change a user's profile and groups, disable or enable the user. Source: packages/api/src/people.ts. */
    patchUsersByUsername: {
      username: string | number;
      body: {
        display_name?: string;
        email?: string;
        roles?: readonly string[];
        groups?: readonly string[];
        disabled?: boolean;
      };
    };
    /** Remove a user, with sessions and API keys. Source: packages/api/src/people.ts. */
    deleteUsersByUsername: { username: string | number };
    /** Set another user's password; the user's sessions end. Source: packages/api/src/people.ts. */
    postUsersByUsernamePassword: { username: string | number; body: { password: string; temporary?: boolean } };
    /** End all sessions of a user. Source: packages/api/src/people.ts. */
    postUsersByUsernameSignOut: { username: string | number };
    /** Everybody's API keys. Source: packages/api/src/people.ts. */
    getKeys: Nothing;
    /** Revoke anybody's API key. Source: packages/api/src/people.ts. */
    deleteKeysById: { id: string | number };
    /** All roles. Source: packages/api/src/people.ts. */
    getRoles: Nothing;
    /** Make a role. Source: packages/api/src/people.ts. */
    postRoles: {
      body: {
        name: string;
        description?: string;
        rules: readonly {
          clusters: readonly string[];
          namespaces: readonly string[];
          resources: readonly string[];
          verbs: readonly string[];
        }[];
      };
    };
    /** Change what a role allows. Source: packages/api/src/people.ts. */
    putRolesByName: {
      name: string | number;
      body: {
        name: string;
        description?: string;
        rules: readonly {
          clusters: readonly string[];
          namespaces: readonly string[];
          resources: readonly string[];
          verbs: readonly string[];
        }[];
      };
    };
    /** Remove a role that is not bound. Source: packages/api/src/people.ts. */
    deleteRolesByName: { name: string | number };
    /** Who has which role, and within which limits. Source: packages/api/src/people.ts. */
    getBindings: Nothing;
    /** Give a role to a user or a group. Source: packages/api/src/people.ts. */
    postBindings: {
      body: {
        role: string;
        subject: { kind: string; name: string };
        clusters?: readonly string[];
        namespaces?: readonly string[];
      };
    };
    /** Take a role from a user or a group. Source: packages/api/src/people.ts. */
    deleteBindingsById: { id: string | number };
    /** Every operation, as rules speak of it. Source: packages/api/src/people.ts. */
    getAccessVerbs: Nothing;
    /** What somebody may do, and through what. Source: packages/api/src/people.ts. */
    getAccessSubjectsMe: Nothing;
    /** What somebody may do, and through what. Source: packages/api/src/people.ts. */
    getAccessSubjectsByKindByName: { kind: string | number; name: string | number };
    /** Whether somebody may do one thing. Source: packages/api/src/people.ts. */
    getAccessCheck: { subject?: string; cluster?: string; namespace?: string; resource: string; verb: string };
    /** Who did what, newest first. Source: packages/api/src/people.ts. */
    getAudit: {
      user?: string;
      verb?: string;
      operation?: string;
      cluster?: string;
      kind?: string;
      namespace?: string;
      name?: string;
      result?: string;
      since?: string;
      until?: string;
      limit?: number;
      before?: number;
    };
    /** The whole trail, oldest first. Source: packages/api/src/people.ts. */
    getAuditExport: {
      user?: string;
      verb?: string;
      operation?: string;
      cluster?: string;
      kind?: string;
      namespace?: string;
      name?: string;
      result?: string;
      since?: string;
      until?: string;
    };
    /** All registered clusters with their connection state. Source: packages/api/src/console.ts. */
    getClusters: Nothing;
    /** Register a cluster by its kubeconfig, once it answers. Source: packages/api/src/console.ts. */
    postClusters: {
      body: {
        name: string;
        kubeconfig?: string;
        context?: string;
        api_server?: string;
        token?: string;
        ca_data?: string;
        insecure_skip_tls_verify?: boolean;
        description?: string;
        is_default?: boolean;
        enabled?: boolean;
        colour?: string;
        production?: boolean;
        identity?: string;
        prometheus_url?: string;
      };
    };
    /** One registered cluster with its connection state. Source: packages/api/src/console.ts. */
    getClustersById: { id: string | number };
    /** Change a registered cluster. Source: packages/api/src/console.ts. */
    patchClustersById: {
      id: string | number;
      body: {
        name?: string;
        kubeconfig?: string;
        context?: string;
        api_server?: string;
        token?: string;
        ca_data?: string;
        insecure_skip_tls_verify?: boolean;
        description?: string;
        is_default?: boolean;
        enabled?: boolean;
        colour?: string;
        production?: boolean;
        identity?: string;
        prometheus_url?: string;
      };
    };
    /** Remove a cluster from Binnacle; nothing changes in the cluster. Source: packages/api/src/console.ts. */
    deleteClustersById: { id: string | number };
    /** Connect to a registered cluster afresh. Source: packages/api/src/console.ts. */
    postClustersByIdTest: { id: string | number };
    /** Look for the Prometheus of a cluster again. Source: packages/api/src/console.ts. */
    postClustersByIdDiscovery: { id: string | number };
    /** The contexts of a kubeconfig, and which of them can be used. Source: packages/api/src/console.ts. */
    postKubeconfigInspect: { body: { kubeconfig: string } };
    /** Connect by a kubeconfig that is not registered. Source: packages/api/src/console.ts. */
    postKubeconfigTest: {
      body: {
        kubeconfig?: string;
        context?: string;
        api_server?: string;
        token?: string;
        ca_data?: string;
        insecure_skip_tls_verify?: boolean;
      };
    };
    /** Register several contexts of a kubeconfig, each by itself. Source: packages/api/src/console.ts. */
    postKubeconfigImport: { body: { kubeconfig: string; choices: readonly { context: string; name?: string }[] } };
    /** All clusters at a glance: what they have, ask for and use, and how much is wrong. Source: packages/api/src/fleet.ts. */
    getFleet: Nothing;
    /** What is wrong in the cluster, the worst first, with what to do about it. Source: packages/api/src/findings.ts. */
    getClustersByIdFindings: { id: string | number; area?: 'kubernetes' | 'istio'; namespace?: string };
    /** The clusters that are used with the own token, and which of them have one. Source: packages/api/src/people.ts. */
    getAuthClusterTokens: Nothing;
    /** Give the own token for a cluster. Source: packages/api/src/people.ts. */
    putAuthClusterTokensById: { id: string | number; body: { token: string } };
    /** Forget the own token for a cluster. Source: packages/api/src/people.ts. */
    deleteAuthClusterTokensById: { id: string | number };
    /** The Rollouts of all clusters, in short (Rollout). Source: packages/api/src/rollouts.ts. */
    getRollouts: { cluster?: readonly string[]; namespace?: readonly string[]; state?: readonly string[] };
    /** Which share of the requests the new revisions get, as counted (Rollout). Source: packages/api/src/rollouts.ts. */
    getRolloutsTraffic: { cluster?: readonly string[]; namespace?: readonly string[]; state?: readonly string[] };
    /** What a Rollout for a workload would have to do with: its Services, routes and autoscalers (Rollout). Source: packages/api/src/rollouts.ts. */
    getClustersByIdRolloutProspect: {
      id: string | number;
      namespace: string;
      apiVersion: string;
      kind: string;
      name: string;
    };
    /** The kinds that the cluster serves, with their columns and capabilities. Source: packages/api/src/console.ts. */
    getClustersByIdKinds: { id: string | number };
    /** A page of the objects of a kind, from the watch cache, with its age. Source: packages/api/src/console.ts. */
    getClustersByIdResourcesByGroupByVersionByPlural: {
      id: string | number;
      group: string | number;
      version: string | number;
      plural: string | number;
      namespace?: readonly string[];
      labelSelector?: string;
      fieldSelector?: string;
      keyword?: string;
      sortBy?: string;
      order?: 'asc' | 'desc';
      offset?: number;
      limit?: number;
      owners?: boolean;
    };
    /** One object as JSON. Source: packages/api/src/console.ts. */
    getClustersByIdResourcesByGroupByVersionByPluralByName: {
      id: string | number;
      group: string | number;
      version: string | number;
      plural: string | number;
      name: string | number;
      namespace?: string;
      reveal?: boolean;
      managedFields?: boolean;
    };
    /** Delete one object. Source: packages/api/src/console.ts. */
    deleteClustersByIdResourcesByGroupByVersionByPluralByName: {
      id: string | number;
      group: string | number;
      version: string | number;
      plural: string | number;
      name: string | number;
      namespace?: string;
      propagationPolicy?: string;
      gracePeriodSeconds?: number;
    };
    /** What was reported about one object, newest first. Source: packages/api/src/console.ts. */
    getClustersByIdResourcesByGroupByVersionByPluralByNameEvents: {
      id: string | number;
      group: string | number;
      version: string | number;
      plural: string | number;
      name: string | number;
      namespace?: string;
    };
    /** Set how many replicas a workload has. Source: packages/api/src/console.ts. */
    postClustersByIdResourcesByGroupByVersionByPluralByNameScale: {
      id: string | number;
      group: string | number;
      version: string | number;
      plural: string | number;
      name: string | number;
      namespace?: string;
      body: { replicas: number };
    };
    /** Replace a workload's Pods one after another. Source: packages/api/src/console.ts. */
    postClustersByIdResourcesByGroupByVersionByPluralByNameRestart: {
      id: string | number;
      group: string | number;
      version: string | number;
      plural: string | number;
      name: string | number;
      namespace?: string;
    };
    /** Replace a Pod by a new one of its controller (Pod). Source: packages/api/src/console.ts. */
    postClustersByIdResourcesCoreV1PodsByNameRestart: {
      id: string | number;
      name: string | number;
      namespace?: string;
    };
    /** A container's log (Pod). Source: packages/api/src/console.ts. */
    getClustersByIdPodsByNameLogs: {
      id: string | number;
      name: string | number;
      namespace: string;
      container?: string;
      follow?: boolean;
      previous?: boolean;
      timestamps?: boolean;
      tailLines?: number;
      sinceSeconds?: number;
    };
    /** What is in a folder of a container, or a file or a folder to keep. Source: packages/api/src/files.ts. */
    getClustersByIdPodsByNameFiles: {
      id: string | number;
      name: string | number;
      namespace: string;
      container?: string;
      path: string;
      download?: string;
      recursive?: string;
      to?: string;
    };
    /** Put a file into a container. Source: packages/api/src/files.ts. */
    putClustersByIdPodsByNameFiles: {
      id: string | number;
      name: string | number;
      namespace: string;
      container?: string;
      path: string;
      download?: string;
      recursive?: string;
      to?: string;
      body: Bytes;
    };
    /** Remove a file or folder of a container. Source: packages/api/src/files.ts. */
    deleteClustersByIdPodsByNameFiles: {
      id: string | number;
      name: string | number;
      namespace: string;
      container?: string;
      path: string;
      download?: string;
      recursive?: string;
      to?: string;
    };
    /** Move a file or folder within a container. Source: packages/api/src/files.ts. */
    postClustersByIdPodsByNameFilesRename: {
      id: string | number;
      name: string | number;
      namespace: string;
      container?: string;
      path: string;
      download?: string;
      recursive?: string;
      to?: string;
    };
    /** Logs of containers as they are written, merged in time order. Source: packages/api/src/logs.ts. */
    getClustersByIdLogsStream: {
      id: string | number;
      namespace: string;
      pod?: string;
      labelSelector?: string;
      kind?: string;
      name?: string;
      container?: string;
      previous?: boolean;
      tailLines?: number;
      sinceSeconds?: number;
      search?: string;
      resume?: readonly string[];
    };
    /** Logs of containers as far as they are kept, merged in time order. Source: packages/api/src/logs.ts. */
    getClustersByIdLogsDownload: {
      id: string | number;
      namespace: string;
      pod?: string;
      labelSelector?: string;
      kind?: string;
      name?: string;
      container?: string;
      previous?: boolean;
      tailLines?: number;
      sinceSeconds?: number;
      search?: string;
      resume?: readonly string[];
    };
    /** What a cluster has, asks for and uses. Source: packages/api/src/metrics.ts. */
    getClustersByIdMetricsCluster: { id: string | number };
    /** What nodes have and use. Source: packages/api/src/metrics.ts. */
    getClustersByIdMetricsNodes: { id: string | number };
    /** What Pods use, against what they asked for. Source: packages/api/src/metrics.ts. */
    getClustersByIdMetricsPods: {
      id: string | number;
      namespace?: string;
      name?: string;
      top?: 'cpu' | 'memory';
      limit?: number;
    };
    /** What some Pods or nodes use, for their lists. Source: packages/api/src/metrics.ts. */
    postClustersByIdMetricsUsage: { id: string | number; body: { of: 'pods' | 'nodes'; names: readonly string[] } };
    /** Usage of a cluster over time. Source: packages/api/src/metrics.ts. */
    getClustersByIdMetricsStats: { id: string | number; minutes?: number };
    /** Use over time, from Prometheus or else from what the metrics API has said. Source: packages/api/src/metrics.ts. */
    getClustersByIdMetricsCharts: {
      id: string | number;
      scope: 'cluster' | 'node' | 'namespace' | 'workload' | 'pod';
      namespace?: string;
      kind?: string;
      name?: string;
      minutes?: number;
    };
    /** How the services of a mesh are connected, and how well. Source: packages/api/src/mesh.ts. */
    getClustersByIdMesh: { id: string | number; namespace?: string };
    /** Ask a cluster's Prometheus, within limits. Source: packages/api/src/metrics.ts. */
    getClustersByIdPrometheusQuery: {
      id: string | number;
      query: string;
      time?: string;
      start?: string;
      end?: string;
      step?: string;
    };
    /** Leave to open a terminal in a container. Source: packages/api/src/terminal.ts. */
    getClustersByIdPodsByNameTerminal: {
      id: string | number;
      name: string | number;
      namespace: string;
      container?: string;
      token?: string;
    };
    /** Leave to open a terminal on a node. Source: packages/api/src/terminal.ts. */
    getClustersByIdNodesByNameTerminal: { id: string | number; name: string | number; token?: string };
    /** Change some fields of one object. Source: packages/api/src/actions.ts. */
    patchClustersByIdResourcesByGroupByVersionByPluralByName: {
      id: string | number;
      group: string | number;
      version: string | number;
      plural: string | number;
      name: string | number;
      namespace?: string;
      body: { patch: unknown; dry_run?: boolean };
    };
    /** The objects that an object refers to, and those that refer to it. Source: packages/api/src/actions.ts. */
    getClustersByIdResourcesByGroupByVersionByPluralByNameRelated: {
      id: string | number;
      group: string | number;
      version: string | number;
      plural: string | number;
      name: string | number;
      namespace?: string;
    };
    /** The templates that a workload had, newest first, and what changed with each. Source: packages/api/src/actions.ts. */
    getClustersByIdResourcesByGroupByVersionByPluralByNameRevisions: {
      id: string | number;
      group: string | number;
      version: string | number;
      plural: string | number;
      name: string | number;
      namespace?: string;
    };
    /** Return a workload to a former template. Source: packages/api/src/actions.ts. */
    postClustersByIdResourcesByGroupByVersionByPluralByNameRollback: {
      id: string | number;
      group: string | number;
      version: string | number;
      plural: string | number;
      name: string | number;
      namespace?: string;
      body: { revision: number };
    };
    /** Run what a schedule would run, now. Source: packages/api/src/actions.ts. */
    postClustersByIdResourcesByGroupByVersionByPluralByNameTrigger: {
      id: string | number;
      group: string | number;
      version: string | number;
      plural: string | number;
      name: string | number;
      namespace?: string;
    };
    /** Move a Pod off its node, within its disruption budgets (Pod). Source: packages/api/src/actions.ts. */
    postClustersByIdResourcesCoreV1PodsByNameEvict: {
      id: string | number;
      name: string | number;
      namespace?: string;
      body: { grace_period_seconds?: number };
    };
    /** Allow or stop new Pods on a node (Node). Source: packages/api/src/actions.ts. */
    postClustersByIdResourcesCoreV1NodesByNameSchedule: {
      id: string | number;
      name: string | number;
      body: { schedulable: boolean };
    };
    /** Move all Pods off a node, within their disruption budgets (Node). Source: packages/api/src/actions.ts. */
    postClustersByIdResourcesCoreV1NodesByNameDrain: {
      id: string | number;
      name: string | number;
      body: {
        grace_period_seconds?: number;
        timeout_seconds?: number;
        delete_empty_dir_data?: boolean;
        force?: boolean;
      };
    };
    /** How far a node's drain is (Node). Source: packages/api/src/actions.ts. */
    getClustersByIdResourcesCoreV1NodesByNameDrain: { id: string | number; name: string | number };
    /** Evict no more Pods of a node that is being drained (Node). Source: packages/api/src/actions.ts. */
    deleteClustersByIdResourcesCoreV1NodesByNameDrain: { id: string | number; name: string | number };
    /** Create one object. Source: packages/api/src/manifests.ts. */
    postClustersByIdResourcesByGroupByVersionByPlural: {
      id: string | number;
      group: string | number;
      version: string | number;
      plural: string | number;
      namespace?: string;
      body: { content: Readonly<Record<string, unknown>> | string; dry_run?: boolean };
    };
    /** Replace one object. Source: packages/api/src/manifests.ts. */
    putClustersByIdResourcesByGroupByVersionByPluralByName: {
      id: string | number;
      group: string | number;
      version: string | number;
      plural: string | number;
      name: string | number;
      namespace?: string;
      body: { content: Readonly<Record<string, unknown>> | string; dry_run?: boolean };
    };
    /** Create one object or change the fields that are stated. Source: packages/api/src/manifests.ts. */
    postClustersByIdResourcesByGroupByVersionByPluralByNameApply: {
      id: string | number;
      group: string | number;
      version: string | number;
      plural: string | number;
      name: string | number;
      namespace?: string;
      body: {
        content: Readonly<Record<string, unknown>> | string;
        force?: boolean;
        field_manager?: string;
        dry_run?: boolean;
      };
    };
    /** What a write would change in one object. Source: packages/api/src/manifests.ts. */
    postClustersByIdResourcesByGroupByVersionByPluralByNameDiff: {
      id: string | number;
      group: string | number;
      version: string | number;
      plural: string | number;
      name: string | number;
      namespace?: string;
      body: {
        content: Readonly<Record<string, unknown>> | string;
        mode?: string;
        force?: boolean;
        field_manager?: string;
      };
    };
    /** The objects of a text, and what of them does not fit the schemas of the cluster. Source: packages/api/src/manifests.ts. */
    postClustersByIdManifestsCheck: { id: string | number; body: { text: string; namespace?: string } };
    /** The cluster's own schema of a kind. Source: packages/api/src/manifests.ts. */
    getClustersByIdSchemasByGroupByVersionByKind: {
      id: string | number;
      group: string | number;
      version: string | number;
      kind: string | number;
    };
    /** Take back one change that was made through Binnacle. Source: packages/api/src/manifests.ts. */
    postClustersByIdResourcesByGroupByVersionByPluralByNameUndo: {
      id: string | number;
      group: string | number;
      version: string | number;
      plural: string | number;
      name: string | number;
      namespace?: string;
      body: { entry: number; dry_run?: boolean };
    };
  };
  kubegale: {
    /** All registered clusters with their connection state. Source: 1.1. */
    getClusters: { page?: number; pageSize?: number; keyword?: string };
    /** One registered cluster; with its kubeconfig for administrators. Source: 1.2. */
    getClustersById: { id: string | number };
    /** Register a cluster by its kubeconfig, once it answers. Source: 1.3. */
    postClusters: { body: { name: string; description?: string; kubeconfig: string } };
    /** Change a registered cluster. Source: 1.4. */
    putClustersById: { id: string | number; body: { name?: string; description?: string; kubeconfig?: string } };
    /** Remove a cluster from Binnacle; nothing changes in the cluster. Source: 1.5. */
    deleteClustersById: { id: string | number };
    /** A page of the objects of a kind, from the watch cache, with its age (Namespace). Source: 1.6. */
    getClustersByIdNamespaces: { id: string | number };
    /** A page of the objects of a kind, from the watch cache, with its age (Pod). Source: 2.1.1. */
    getPods: {
      cluster_id?: number | string;
      namespace?: string;
      page?: number;
      pageSize?: number;
      keyword?: string;
      labelSelector?: string;
      fieldSelector?: string;
      sortBy?: string;
      order?: 'asc' | 'desc';
    };
    /** One object as JSON (Pod). Source: 2.1.2. */
    getPodsByName: { name: string | number; cluster_id?: number | string; namespace: string };
    /** Create one object (Pod). Source: 2.1.3. */
    postPods: {
      body: { cluster_id?: number | string; namespace?: string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Delete one object (Pod). Source: 2.1.4. */
    deletePodsByName: { name: string | number; cluster_id?: number | string; namespace: string };
    /** A page of the objects of a kind, from the watch cache, with its age (Deployment). Source: 2.2.1. */
    getDeployments: {
      cluster_id?: number | string;
      namespace?: string;
      page?: number;
      pageSize?: number;
      keyword?: string;
      labelSelector?: string;
      fieldSelector?: string;
      sortBy?: string;
      order?: 'asc' | 'desc';
    };
    /** One object as JSON (Deployment). Source: 2.2.2. */
    getDeploymentsByName: { name: string | number; cluster_id?: number | string; namespace: string };
    /** Create one object (Deployment). Source: 2.2.3. */
    postDeployments: {
      body: { cluster_id?: number | string; namespace?: string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Replace one object (Deployment). Source: 2.2.4. */
    putDeploymentsByName: {
      name: string | number;
      body: { cluster_id?: number | string; namespace?: string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Delete one object (Deployment). Source: 2.2.5. */
    deleteDeploymentsByName: { name: string | number; cluster_id?: number | string; namespace: string };
    /** A page of the objects of a kind, from the watch cache, with its age (StatefulSet). Source: 2.3.1. */
    getStatefulsets: {
      cluster_id?: number | string;
      namespace?: string;
      page?: number;
      pageSize?: number;
      keyword?: string;
      labelSelector?: string;
      fieldSelector?: string;
      sortBy?: string;
      order?: 'asc' | 'desc';
    };
    /** One object as JSON (StatefulSet). Source: 2.3.2. */
    getStatefulsetsByName: { name: string | number; cluster_id?: number | string; namespace: string };
    /** Create one object (StatefulSet). Source: 2.3.3. */
    postStatefulsets: {
      body: { cluster_id?: number | string; namespace?: string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Replace one object (StatefulSet). Source: 2.3.4. */
    putStatefulsetsByName: {
      name: string | number;
      body: { cluster_id?: number | string; namespace?: string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Delete one object (StatefulSet). Source: 2.3.5. */
    deleteStatefulsetsByName: { name: string | number; cluster_id?: number | string; namespace: string };
    /** A page of the objects of a kind, from the watch cache, with its age (DaemonSet). Source: 2.4.1. */
    getDaemonsets: {
      cluster_id?: number | string;
      namespace?: string;
      page?: number;
      pageSize?: number;
      keyword?: string;
      labelSelector?: string;
      fieldSelector?: string;
      sortBy?: string;
      order?: 'asc' | 'desc';
    };
    /** One object as JSON (DaemonSet). Source: 2.4.2. */
    getDaemonsetsByName: { name: string | number; cluster_id?: number | string; namespace: string };
    /** Create one object (DaemonSet). Source: 2.4.3. */
    postDaemonsets: {
      body: { cluster_id?: number | string; namespace?: string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Replace one object (DaemonSet). Source: 2.4.4. */
    putDaemonsetsByName: {
      name: string | number;
      body: { cluster_id?: number | string; namespace?: string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Delete one object (DaemonSet). Source: 2.4.5. */
    deleteDaemonsetsByName: { name: string | number; cluster_id?: number | string; namespace: string };
    /** A page of the objects of a kind, from the watch cache, with its age (Job). Source: 2.5.1. */
    getJobs: {
      cluster_id?: number | string;
      namespace?: string;
      page?: number;
      pageSize?: number;
      keyword?: string;
      labelSelector?: string;
      fieldSelector?: string;
      sortBy?: string;
      order?: 'asc' | 'desc';
    };
    /** One object as JSON (Job). Source: 2.5.2. */
    getJobsByName: { name: string | number; cluster_id?: number | string; namespace: string };
    /** Create one object (Job). Source: 2.5.3. */
    postJobs: {
      body: { cluster_id?: number | string; namespace?: string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Replace one object (Job). Source: 2.5.4. */
    putJobsByName: {
      name: string | number;
      body: { cluster_id?: number | string; namespace?: string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Delete one object (Job). Source: 2.5.5. */
    deleteJobsByName: { name: string | number; cluster_id?: number | string; namespace: string };
    /** A page of the objects of a kind, from the watch cache, with its age (CronJob). Source: 2.6.1. */
    getCronjobs: {
      cluster_id?: number | string;
      namespace?: string;
      page?: number;
      pageSize?: number;
      keyword?: string;
      labelSelector?: string;
      fieldSelector?: string;
      sortBy?: string;
      order?: 'asc' | 'desc';
    };
    /** One object as JSON (CronJob). Source: 2.6.2. */
    getCronjobsByName: { name: string | number; cluster_id?: number | string; namespace: string };
    /** Create one object (CronJob). Source: 2.6.3. */
    postCronjobs: {
      body: { cluster_id?: number | string; namespace?: string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Replace one object (CronJob). Source: 2.6.4. */
    putCronjobsByName: {
      name: string | number;
      body: { cluster_id?: number | string; namespace?: string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Delete one object (CronJob). Source: 2.6.5. */
    deleteCronjobsByName: { name: string | number; cluster_id?: number | string; namespace: string };
    /** A page of the objects of a kind, from the watch cache, with its age (Service). Source: 3.1.1. */
    getServices: {
      cluster_id?: number | string;
      namespace?: string;
      page?: number;
      pageSize?: number;
      keyword?: string;
      labelSelector?: string;
      fieldSelector?: string;
      sortBy?: string;
      order?: 'asc' | 'desc';
    };
    /** One object as JSON (Service). Source: 3.1.2. */
    getServicesByName: { name: string | number; cluster_id?: number | string; namespace: string };
    /** Create one object (Service). Source: 3.1.3. */
    postServices: {
      body: { cluster_id?: number | string; namespace?: string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Replace one object (Service). Source: 3.1.4. */
    putServicesByName: {
      name: string | number;
      body: { cluster_id?: number | string; namespace?: string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Delete one object (Service). Source: 3.1.5. */
    deleteServicesByName: { name: string | number; cluster_id?: number | string; namespace: string };
    /** A page of the objects of a kind, from the watch cache, with its age (Ingress). Source: 3.2.1. */
    getIngresses: {
      cluster_id?: number | string;
      namespace?: string;
      page?: number;
      pageSize?: number;
      keyword?: string;
      labelSelector?: string;
      fieldSelector?: string;
      sortBy?: string;
      order?: 'asc' | 'desc';
    };
    /** One object as JSON (Ingress). Source: 3.2.2. */
    getIngressesByName: { name: string | number; cluster_id?: number | string; namespace: string };
    /** Create one object (Ingress). Source: 3.2.3. */
    postIngresses: {
      body: { cluster_id?: number | string; namespace?: string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Replace one object (Ingress). Source: 3.2.4. */
    putIngressesByName: {
      name: string | number;
      body: { cluster_id?: number | string; namespace?: string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Delete one object (Ingress). Source: 3.2.5. */
    deleteIngressesByName: { name: string | number; cluster_id?: number | string; namespace: string };
    /** A page of the objects of a kind, from the watch cache, with its age (Endpoints). Source: 3.3.1. */
    getEndpoints: {
      cluster_id?: number | string;
      namespace?: string;
      page?: number;
      pageSize?: number;
      keyword?: string;
      labelSelector?: string;
      fieldSelector?: string;
      sortBy?: string;
      order?: 'asc' | 'desc';
    };
    /** One object as JSON (Endpoints). Source: 3.3.2. */
    getEndpointsByName: { name: string | number; cluster_id?: number | string; namespace: string };
    /** Create one object (Endpoints). Source: 3.3.3. */
    postEndpoints: {
      body: { cluster_id?: number | string; namespace?: string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Replace one object (Endpoints). Source: 3.3.4. */
    putEndpointsByName: {
      name: string | number;
      body: { cluster_id?: number | string; namespace?: string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Delete one object (Endpoints). Source: 3.3.5. */
    deleteEndpointsByName: { name: string | number; cluster_id?: number | string; namespace: string };
    /** A page of the objects of a kind, from the watch cache, with its age (PersistentVolume). Source: 4.1. */
    getPersistentvolumes: {
      cluster_id?: number | string;
      page?: number;
      pageSize?: number;
      keyword?: string;
      labelSelector?: string;
      fieldSelector?: string;
      sortBy?: string;
      order?: 'asc' | 'desc';
    };
    /** One object as JSON (PersistentVolume). Source: 4.1. */
    getPersistentvolumesByName: { name: string | number; cluster_id?: number | string };
    /** Create one object (PersistentVolume). Source: 4.1. */
    postPersistentvolumes: {
      body: { cluster_id?: number | string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Replace one object (PersistentVolume). Source: 4.1. */
    putPersistentvolumesByName: {
      name: string | number;
      body: { cluster_id?: number | string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Delete one object (PersistentVolume). Source: 4.1. */
    deletePersistentvolumesByName: { name: string | number; cluster_id?: number | string };
    /** A page of the objects of a kind, from the watch cache, with its age (PersistentVolumeClaim). Source: 4.2. */
    getPersistentvolumeclaims: {
      cluster_id?: number | string;
      namespace?: string;
      page?: number;
      pageSize?: number;
      keyword?: string;
      labelSelector?: string;
      fieldSelector?: string;
      sortBy?: string;
      order?: 'asc' | 'desc';
    };
    /** One object as JSON (PersistentVolumeClaim). Source: 4.2. */
    getPersistentvolumeclaimsByName: { name: string | number; cluster_id?: number | string; namespace: string };
    /** Create one object (PersistentVolumeClaim). Source: 4.2. */
    postPersistentvolumeclaims: {
      body: { cluster_id?: number | string; namespace?: string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Replace one object (PersistentVolumeClaim). Source: 4.2. */
    putPersistentvolumeclaimsByName: {
      name: string | number;
      body: { cluster_id?: number | string; namespace?: string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Delete one object (PersistentVolumeClaim). Source: 4.2. */
    deletePersistentvolumeclaimsByName: { name: string | number; cluster_id?: number | string; namespace: string };
    /** A page of the objects of a kind, from the watch cache, with its age (StorageClass). Source: 4.3. */
    getStorageclasses: {
      cluster_id?: number | string;
      page?: number;
      pageSize?: number;
      keyword?: string;
      labelSelector?: string;
      fieldSelector?: string;
      sortBy?: string;
      order?: 'asc' | 'desc';
    };
    /** One object as JSON (StorageClass). Source: 4.3. */
    getStorageclassesByName: { name: string | number; cluster_id?: number | string };
    /** Create one object (StorageClass). Source: 4.3. */
    postStorageclasses: { body: { cluster_id?: number | string; content: Readonly<Record<string, unknown>> | string } };
    /** Replace one object (StorageClass). Source: 4.3. */
    putStorageclassesByName: {
      name: string | number;
      body: { cluster_id?: number | string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Delete one object (StorageClass). Source: 4.3. */
    deleteStorageclassesByName: { name: string | number; cluster_id?: number | string };
    /** A page of the objects of a kind, from the watch cache, with its age (ConfigMap). Source: 5.1. */
    getConfigmaps: {
      cluster_id?: number | string;
      namespace?: string;
      page?: number;
      pageSize?: number;
      keyword?: string;
      labelSelector?: string;
      fieldSelector?: string;
      sortBy?: string;
      order?: 'asc' | 'desc';
    };
    /** One object as JSON (ConfigMap). Source: 5.1. */
    getConfigmapsByName: { name: string | number; cluster_id?: number | string; namespace: string };
    /** Create one object (ConfigMap). Source: 5.1. */
    postConfigmaps: {
      body: { cluster_id?: number | string; namespace?: string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Replace one object (ConfigMap). Source: 5.1. */
    putConfigmapsByName: {
      name: string | number;
      body: { cluster_id?: number | string; namespace?: string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Delete one object (ConfigMap). Source: 5.1. */
    deleteConfigmapsByName: { name: string | number; cluster_id?: number | string; namespace: string };
    /** A page of the objects of a kind, from the watch cache, with its age (Secret). Source: 5.2. */
    getSecrets: {
      cluster_id?: number | string;
      namespace?: string;
      page?: number;
      pageSize?: number;
      keyword?: string;
      labelSelector?: string;
      fieldSelector?: string;
      sortBy?: string;
      order?: 'asc' | 'desc';
    };
    /** One object as JSON (Secret). Source: 5.2. */
    getSecretsByName: { name: string | number; cluster_id?: number | string; namespace: string };
    /** Create one object (Secret). Source: 5.2. */
    postSecrets: {
      body: { cluster_id?: number | string; namespace?: string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Replace one object (Secret). Source: 5.2. */
    putSecretsByName: {
      name: string | number;
      body: { cluster_id?: number | string; namespace?: string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Delete one object (Secret). Source: 5.2. */
    deleteSecretsByName: { name: string | number; cluster_id?: number | string; namespace: string };
    /** A page of the objects of a kind, from the watch cache, with its age (Role). Source: 6.1. */
    getRoles: {
      cluster_id?: number | string;
      namespace?: string;
      page?: number;
      pageSize?: number;
      keyword?: string;
      labelSelector?: string;
      fieldSelector?: string;
      sortBy?: string;
      order?: 'asc' | 'desc';
    };
    /** One object as JSON (Role). Source: 6.1. */
    getRolesByName: { name: string | number; cluster_id?: number | string; namespace: string };
    /** Create one object (Role). Source: 6.1. */
    postRoles: {
      body: { cluster_id?: number | string; namespace?: string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Replace one object (Role). Source: 6.1. */
    putRolesByName: {
      name: string | number;
      body: { cluster_id?: number | string; namespace?: string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Delete one object (Role). Source: 6.1. */
    deleteRolesByName: { name: string | number; cluster_id?: number | string; namespace: string };
    /** A page of the objects of a kind, from the watch cache, with its age (ClusterRole). Source: 6.2. */
    getClusterroles: {
      cluster_id?: number | string;
      page?: number;
      pageSize?: number;
      keyword?: string;
      labelSelector?: string;
      fieldSelector?: string;
      sortBy?: string;
      order?: 'asc' | 'desc';
    };
    /** One object as JSON (ClusterRole). Source: 6.2. */
    getClusterrolesByName: { name: string | number; cluster_id?: number | string };
    /** Create one object (ClusterRole). Source: 6.2. */
    postClusterroles: { body: { cluster_id?: number | string; content: Readonly<Record<string, unknown>> | string } };
    /** Replace one object (ClusterRole). Source: 6.2. */
    putClusterrolesByName: {
      name: string | number;
      body: { cluster_id?: number | string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Delete one object (ClusterRole). Source: 6.2. */
    deleteClusterrolesByName: { name: string | number; cluster_id?: number | string };
    /** A page of the objects of a kind, from the watch cache, with its age (RoleBinding). Source: 6.3. */
    getRolebindings: {
      cluster_id?: number | string;
      namespace?: string;
      page?: number;
      pageSize?: number;
      keyword?: string;
      labelSelector?: string;
      fieldSelector?: string;
      sortBy?: string;
      order?: 'asc' | 'desc';
    };
    /** One object as JSON (RoleBinding). Source: 6.3. */
    getRolebindingsByName: { name: string | number; cluster_id?: number | string; namespace: string };
    /** Create one object (RoleBinding). Source: 6.3. */
    postRolebindings: {
      body: { cluster_id?: number | string; namespace?: string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Replace one object (RoleBinding). Source: 6.3. */
    putRolebindingsByName: {
      name: string | number;
      body: { cluster_id?: number | string; namespace?: string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Delete one object (RoleBinding). Source: 6.3. */
    deleteRolebindingsByName: { name: string | number; cluster_id?: number | string; namespace: string };
    /** A page of the objects of a kind, from the watch cache, with its age (ClusterRoleBinding). Source: 6.4. */
    getClusterrolebindings: {
      cluster_id?: number | string;
      page?: number;
      pageSize?: number;
      keyword?: string;
      labelSelector?: string;
      fieldSelector?: string;
      sortBy?: string;
      order?: 'asc' | 'desc';
    };
    /** One object as JSON (ClusterRoleBinding). Source: 6.4. */
    getClusterrolebindingsByName: { name: string | number; cluster_id?: number | string };
    /** Create one object (ClusterRoleBinding). Source: 6.4. */
    postClusterrolebindings: {
      body: { cluster_id?: number | string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Replace one object (ClusterRoleBinding). Source: 6.4. */
    putClusterrolebindingsByName: {
      name: string | number;
      body: { cluster_id?: number | string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Delete one object (ClusterRoleBinding). Source: 6.4. */
    deleteClusterrolebindingsByName: { name: string | number; cluster_id?: number | string };
    /** A page of the objects of a kind, from the watch cache, with its age (ServiceAccount). Source: 6.5. */
    getServiceaccounts: {
      cluster_id?: number | string;
      namespace?: string;
      page?: number;
      pageSize?: number;
      keyword?: string;
      labelSelector?: string;
      fieldSelector?: string;
      sortBy?: string;
      order?: 'asc' | 'desc';
    };
    /** One object as JSON (ServiceAccount). Source: 6.5. */
    getServiceaccountsByName: { name: string | number; cluster_id?: number | string; namespace: string };
    /** Create one object (ServiceAccount). Source: 6.5. */
    postServiceaccounts: {
      body: { cluster_id?: number | string; namespace?: string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Replace one object (ServiceAccount). Source: 6.5. */
    putServiceaccountsByName: {
      name: string | number;
      body: { cluster_id?: number | string; namespace?: string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Delete one object (ServiceAccount). Source: 6.5. */
    deleteServiceaccountsByName: { name: string | number; cluster_id?: number | string; namespace: string };
    /** A page of the objects of a kind, from the watch cache, with its age (Node). Source: 7.1. */
    getNodes: {
      cluster_id?: number | string;
      page?: number;
      pageSize?: number;
      keyword?: string;
      labelSelector?: string;
      fieldSelector?: string;
      sortBy?: string;
      order?: 'asc' | 'desc';
    };
    /** One object as JSON (Node). Source: 7.2. */
    getNodesByName: { name: string | number; cluster_id?: number | string };
    /** Replace one object (Node). Source: 7.3. */
    putNodesByName: {
      name: string | number;
      body: { cluster_id?: number | string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Delete one object (Node). Source: 7.4. */
    deleteNodesByName: { name: string | number; cluster_id?: number | string };
    /** A page of the objects of a kind, from the watch cache, with its age (Namespace). Source: 8.1. */
    getNamespaces: {
      cluster_id?: number | string;
      page?: number;
      pageSize?: number;
      keyword?: string;
      labelSelector?: string;
      fieldSelector?: string;
      sortBy?: string;
      order?: 'asc' | 'desc';
    };
    /** One object as JSON (Namespace). Source: 8.2. */
    getNamespacesByName: { name: string | number; cluster_id?: number | string };
    /** Create one object (Namespace). Source: 8.3. */
    postNamespaces: { body: { cluster_id?: number | string; content: Readonly<Record<string, unknown>> | string } };
    /** Delete one object (Namespace). Source: 8.4. */
    deleteNamespacesByName: { name: string | number; cluster_id?: number | string };
    /** A page of the objects of a kind, from the watch cache, with its age (ReplicaSet). Source: README. */
    getReplicasets: {
      cluster_id?: number | string;
      namespace?: string;
      page?: number;
      pageSize?: number;
      keyword?: string;
      labelSelector?: string;
      fieldSelector?: string;
      sortBy?: string;
      order?: 'asc' | 'desc';
    };
    /** One object as JSON (ReplicaSet). Source: README. */
    getReplicasetsByName: { name: string | number; cluster_id?: number | string; namespace: string };
    /** Create one object (ReplicaSet). Source: README. */
    postReplicasets: {
      body: { cluster_id?: number | string; namespace?: string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Replace one object (ReplicaSet). Source: README. */
    putReplicasetsByName: {
      name: string | number;
      body: { cluster_id?: number | string; namespace?: string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Delete one object (ReplicaSet). Source: README. */
    deleteReplicasetsByName: { name: string | number; cluster_id?: number | string; namespace: string };
    /** A page of the objects of a kind, from the watch cache, with its age (HorizontalPodAutoscaler). Source: README. */
    getHorizontalpodautoscalers: {
      cluster_id?: number | string;
      namespace?: string;
      page?: number;
      pageSize?: number;
      keyword?: string;
      labelSelector?: string;
      fieldSelector?: string;
      sortBy?: string;
      order?: 'asc' | 'desc';
    };
    /** One object as JSON (HorizontalPodAutoscaler). Source: README. */
    getHorizontalpodautoscalersByName: { name: string | number; cluster_id?: number | string; namespace: string };
    /** Create one object (HorizontalPodAutoscaler). Source: README. */
    postHorizontalpodautoscalers: {
      body: { cluster_id?: number | string; namespace?: string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Replace one object (HorizontalPodAutoscaler). Source: README. */
    putHorizontalpodautoscalersByName: {
      name: string | number;
      body: { cluster_id?: number | string; namespace?: string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Delete one object (HorizontalPodAutoscaler). Source: README. */
    deleteHorizontalpodautoscalersByName: { name: string | number; cluster_id?: number | string; namespace: string };
    /** A page of the objects of a kind, from the watch cache, with its age (PodDisruptionBudget). Source: README. */
    getPoddisruptionbudgets: {
      cluster_id?: number | string;
      namespace?: string;
      page?: number;
      pageSize?: number;
      keyword?: string;
      labelSelector?: string;
      fieldSelector?: string;
      sortBy?: string;
      order?: 'asc' | 'desc';
    };
    /** One object as JSON (PodDisruptionBudget). Source: README. */
    getPoddisruptionbudgetsByName: { name: string | number; cluster_id?: number | string; namespace: string };
    /** Create one object (PodDisruptionBudget). Source: README. */
    postPoddisruptionbudgets: {
      body: { cluster_id?: number | string; namespace?: string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Replace one object (PodDisruptionBudget). Source: README. */
    putPoddisruptionbudgetsByName: {
      name: string | number;
      body: { cluster_id?: number | string; namespace?: string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Delete one object (PodDisruptionBudget). Source: README. */
    deletePoddisruptionbudgetsByName: { name: string | number; cluster_id?: number | string; namespace: string };
    /** A page of the objects of a kind, from the watch cache, with its age (NetworkPolicy). Source: README. */
    getNetworkpolicies: {
      cluster_id?: number | string;
      namespace?: string;
      page?: number;
      pageSize?: number;
      keyword?: string;
      labelSelector?: string;
      fieldSelector?: string;
      sortBy?: string;
      order?: 'asc' | 'desc';
    };
    /** One object as JSON (NetworkPolicy). Source: README. */
    getNetworkpoliciesByName: { name: string | number; cluster_id?: number | string; namespace: string };
    /** Create one object (NetworkPolicy). Source: README. */
    postNetworkpolicies: {
      body: { cluster_id?: number | string; namespace?: string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Replace one object (NetworkPolicy). Source: README. */
    putNetworkpoliciesByName: {
      name: string | number;
      body: { cluster_id?: number | string; namespace?: string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Delete one object (NetworkPolicy). Source: README. */
    deleteNetworkpoliciesByName: { name: string | number; cluster_id?: number | string; namespace: string };
    /** A page of the objects of a kind, from the watch cache, with its age (IngressClass). Source: README. */
    getIngressclasses: {
      cluster_id?: number | string;
      page?: number;
      pageSize?: number;
      keyword?: string;
      labelSelector?: string;
      fieldSelector?: string;
      sortBy?: string;
      order?: 'asc' | 'desc';
    };
    /** One object as JSON (IngressClass). Source: README. */
    getIngressclassesByName: { name: string | number; cluster_id?: number | string };
    /** Create one object (IngressClass). Source: README. */
    postIngressclasses: { body: { cluster_id?: number | string; content: Readonly<Record<string, unknown>> | string } };
    /** Replace one object (IngressClass). Source: README. */
    putIngressclassesByName: {
      name: string | number;
      body: { cluster_id?: number | string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Delete one object (IngressClass). Source: README. */
    deleteIngressclassesByName: { name: string | number; cluster_id?: number | string };
    /** A page of the objects of a kind, from the watch cache, with its age (EndpointSlice). Source: README. */
    getEndpointslices: {
      cluster_id?: number | string;
      namespace?: string;
      page?: number;
      pageSize?: number;
      keyword?: string;
      labelSelector?: string;
      fieldSelector?: string;
      sortBy?: string;
      order?: 'asc' | 'desc';
    };
    /** One object as JSON (EndpointSlice). Source: README. */
    getEndpointslicesByName: { name: string | number; cluster_id?: number | string; namespace: string };
    /** Create one object (EndpointSlice). Source: README. */
    postEndpointslices: {
      body: { cluster_id?: number | string; namespace?: string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Replace one object (EndpointSlice). Source: README. */
    putEndpointslicesByName: {
      name: string | number;
      body: { cluster_id?: number | string; namespace?: string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Delete one object (EndpointSlice). Source: README. */
    deleteEndpointslicesByName: { name: string | number; cluster_id?: number | string; namespace: string };
    /** A page of the objects of a kind, from the watch cache, with its age (CustomResourceDefinition). Source: README. */
    getCustomresourcedefinitions: {
      cluster_id?: number | string;
      page?: number;
      pageSize?: number;
      keyword?: string;
      labelSelector?: string;
      fieldSelector?: string;
      sortBy?: string;
      order?: 'asc' | 'desc';
    };
    /** One object as JSON (CustomResourceDefinition). Source: README. */
    getCustomresourcedefinitionsByName: { name: string | number; cluster_id?: number | string };
    /** Create one object (CustomResourceDefinition). Source: README. */
    postCustomresourcedefinitions: {
      body: { cluster_id?: number | string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Replace one object (CustomResourceDefinition). Source: README. */
    putCustomresourcedefinitionsByName: {
      name: string | number;
      body: { cluster_id?: number | string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Delete one object (CustomResourceDefinition). Source: README. */
    deleteCustomresourcedefinitionsByName: { name: string | number; cluster_id?: number | string };
    /** A page of the objects of a kind, from the watch cache, with its age (Lease). Source: README. */
    getLeases: {
      cluster_id?: number | string;
      namespace?: string;
      page?: number;
      pageSize?: number;
      keyword?: string;
      labelSelector?: string;
      fieldSelector?: string;
      sortBy?: string;
      order?: 'asc' | 'desc';
    };
    /** One object as JSON (Lease). Source: README. */
    getLeasesByName: { name: string | number; cluster_id?: number | string; namespace: string };
    /** Create one object (Lease). Source: README. */
    postLeases: {
      body: { cluster_id?: number | string; namespace?: string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Replace one object (Lease). Source: README. */
    putLeasesByName: {
      name: string | number;
      body: { cluster_id?: number | string; namespace?: string; content: Readonly<Record<string, unknown>> | string };
    };
    /** Delete one object (Lease). Source: README. */
    deleteLeasesByName: { name: string | number; cluster_id?: number | string; namespace: string };
    /** Replace a Pod by a new one of its controller (Pod). Source: 2.1.5. */
    postPodsByNameRestart: { name: string | number; body: { cluster_id?: number | string; namespace: string } };
    /** A container's log (Pod). Source: 2.1.6. */
    getPodsByNameLogs: {
      name: string | number;
      cluster_id?: number | string;
      namespace: string;
      container?: string;
      tail_lines?: number;
      since_seconds?: number;
      follow?: boolean;
      previous?: boolean;
      timestamps?: boolean;
    };
    /** What was reported about one object, newest first (Pod). Source: 2.1.8. */
    getPodsByNameEvents: { name: string | number; cluster_id?: number | string; namespace: string };
    /** Set how many replicas a workload has (Deployment). Source: 2.2.6. */
    postDeploymentsByNameScale: {
      name: string | number;
      body: { cluster_id?: number | string; namespace: string; replicas: number };
    };
    /** Return a workload to a former template (Deployment). Source: 2.2.7. */
    postDeploymentsByNameRollback: {
      name: string | number;
      body: { cluster_id?: number | string; namespace: string; revision: number };
    };
    /** The templates that a workload had, newest first, and what changed with each (Deployment). Source: 2.2.8. */
    getDeploymentsByNameRevisions: { name: string | number; cluster_id?: number | string; namespace: string };
    /** Replace a workload's Pods one after another (Deployment). Source: 2.2 (README). */
    postDeploymentsByNameRestart: { name: string | number; body: { cluster_id?: number | string; namespace: string } };
    /** Set how many replicas a workload has (StatefulSet). Source: 2.3.6. */
    postStatefulsetsByNameScale: {
      name: string | number;
      body: { cluster_id?: number | string; namespace: string; replicas: number };
    };
    /** Return a workload to a former template (StatefulSet). Source: 2.3.7. */
    postStatefulsetsByNameRollback: {
      name: string | number;
      body: { cluster_id?: number | string; namespace: string; revision: number };
    };
    /** The templates that a workload had, newest first, and what changed with each (StatefulSet). Source: 2.3.8. */
    getStatefulsetsByNameRevisions: { name: string | number; cluster_id?: number | string; namespace: string };
    /** Replace a workload's Pods one after another (StatefulSet). Source: 2.3 (README). */
    postStatefulsetsByNameRestart: { name: string | number; body: { cluster_id?: number | string; namespace: string } };
    /** Set how many replicas a workload has (DaemonSet). Source: 2.4.6. */
    postDaemonsetsByNameScale: {
      name: string | number;
      body: { cluster_id?: number | string; namespace: string; replicas: number };
    };
    /** Return a workload to a former template (DaemonSet). Source: 2.4.7. */
    postDaemonsetsByNameRollback: {
      name: string | number;
      body: { cluster_id?: number | string; namespace: string; revision: number };
    };
    /** The templates that a workload had, newest first, and what changed with each (DaemonSet). Source: 2.4.8. */
    getDaemonsetsByNameRevisions: { name: string | number; cluster_id?: number | string; namespace: string };
    /** Replace a workload's Pods one after another (DaemonSet). Source: 2.4 (README). */
    postDaemonsetsByNameRestart: { name: string | number; body: { cluster_id?: number | string; namespace: string } };
    /** Set how many replicas a workload has (Job). Source: 2.5.6. */
    postJobsByNameScale: {
      name: string | number;
      body: { cluster_id?: number | string; namespace: string; replicas: number };
    };
    /** Return a workload to a former template (Job). Source: 2.5.7. */
    postJobsByNameRollback: {
      name: string | number;
      body: { cluster_id?: number | string; namespace: string; revision: number };
    };
    /** The templates that a workload had, newest first, and what changed with each (Job). Source: 2.5.8. */
    getJobsByNameRevisions: { name: string | number; cluster_id?: number | string; namespace: string };
    /** Replace a workload's Pods one after another (Job). Source: 2.5 (README). */
    postJobsByNameRestart: { name: string | number; body: { cluster_id?: number | string; namespace: string } };
    /** Set how many replicas a workload has (CronJob). Source: 2.6.6. */
    postCronjobsByNameScale: {
      name: string | number;
      body: { cluster_id?: number | string; namespace: string; replicas: number };
    };
    /** Return a workload to a former template (CronJob). Source: 2.6.7. */
    postCronjobsByNameRollback: {
      name: string | number;
      body: { cluster_id?: number | string; namespace: string; revision: number };
    };
    /** The templates that a workload had, newest first, and what changed with each (CronJob). Source: 2.6.8. */
    getCronjobsByNameRevisions: { name: string | number; cluster_id?: number | string; namespace: string };
    /** Replace a workload's Pods one after another (CronJob). Source: 2.6 (README). */
    postCronjobsByNameRestart: { name: string | number; body: { cluster_id?: number | string; namespace: string } };
    /** Allow or stop new Pods on a node (Node). Source: 7.5. */
    postNodesByNameSchedule: { name: string | number; body: { cluster_id?: number | string; schedulable: boolean } };
    /** Move all Pods off a node, within their disruption budgets (Node). Source: 7.6. */
    postNodesByNameDrain: {
      name: string | number;
      body: {
        cluster_id?: number | string;
        grace_period_seconds?: number;
        timeout_seconds?: number;
        ignore_daemonsets?: boolean;
        delete_emptydir_data?: boolean;
        force?: boolean;
      };
    };
    /** How far a node's drain is (Node). Source: 7.6 (progress). */
    getNodesByNameDrain: { name: string | number; cluster_id?: number | string };
    /** Evict no more Pods of a node that is being drained (Node). Source: 7.6 (cancel). */
    deleteNodesByNameDrain: { name: string | number; cluster_id?: number | string };
    /** What is in a folder of a container, or a file or a folder to keep. Source: README. */
    getPodsByNameFiles: {
      name: string | number;
      cluster_id?: number | string;
      namespace: string;
      container?: string;
      path: string;
      download?: string;
      recursive?: string;
      to?: string;
    };
    /** Put a file into a container. Source: README. */
    putPodsByNameFiles: {
      name: string | number;
      cluster_id?: number | string;
      namespace: string;
      container?: string;
      path: string;
      download?: string;
      recursive?: string;
      to?: string;
      body: Bytes;
    };
    /** Remove a file or folder of a container. Source: README. */
    deletePodsByNameFiles: {
      name: string | number;
      cluster_id?: number | string;
      namespace: string;
      container?: string;
      path: string;
      download?: string;
      recursive?: string;
      to?: string;
    };
    /** Move a file or folder within a container. Source: README. */
    postPodsByNameFilesRename: {
      name: string | number;
      cluster_id?: number | string;
      namespace: string;
      container?: string;
      path: string;
      download?: string;
      recursive?: string;
      to?: string;
    };
    /** Logs of containers as they are written, merged in time order. Source: README. */
    getPodsByNameLogsStream: {
      name: string | number;
      cluster_id?: number | string;
      namespace: string;
      labelSelector?: string;
      kind?: string;
      container?: string;
      previous?: boolean;
      tail_lines?: number;
      since_seconds?: number;
      search?: string;
      resume?: readonly string[];
    };
    /** Logs of containers as far as they are kept, merged in time order. Source: README. */
    getPodsByNameLogsDownload: {
      name: string | number;
      cluster_id?: number | string;
      namespace: string;
      labelSelector?: string;
      kind?: string;
      container?: string;
      previous?: boolean;
      tail_lines?: number;
      since_seconds?: number;
      search?: string;
      resume?: readonly string[];
    };
    /** Logs of containers as they are written, merged in time order. Source: README. */
    getLogsStream: {
      cluster_id?: number | string;
      namespace: string;
      labelSelector?: string;
      kind?: string;
      name?: string;
      container?: string;
      previous?: boolean;
      tail_lines?: number;
      since_seconds?: number;
      search?: string;
      resume?: readonly string[];
    };
    /** Logs of containers as far as they are kept, merged in time order. Source: README. */
    getLogsDownload: {
      cluster_id?: number | string;
      namespace: string;
      labelSelector?: string;
      kind?: string;
      name?: string;
      container?: string;
      previous?: boolean;
      tail_lines?: number;
      since_seconds?: number;
      search?: string;
      resume?: readonly string[];
    };
    /** What a cluster has, asks for and uses. Source: 9.1. */
    getMetricsCluster: { cluster_id?: number | string };
    /** What nodes have and use. Source: 7.7. */
    getNodesMetrics: { cluster_id?: number | string; node_name?: string };
    /** What nodes have and use. Source: 9.2. */
    getMetricsNodes: { cluster_id?: number | string; node_name?: string };
    /** What Pods use, against what they asked for. Source: 2.1.9. */
    getPodsMetrics: { cluster_id?: number | string; namespace?: string; pod_name?: string };
    /** What Pods use, against what they asked for. Source: 9.3. */
    getMetricsPods: { cluster_id?: number | string; namespace?: string; pod_name?: string };
    /** Usage of a cluster over time. Source: 9.4. */
    getMetricsStats: { cluster_id?: number | string; time_range?: string };
    /** Leave to open a terminal in a container. Source: 2.1.7. */
    getPodsByNameTerminal: {
      name: string | number;
      cluster_id?: number | string;
      namespace: string;
      container?: string;
      token?: string;
    };
    /** Leave to open a terminal on a node. Source: 7.8. */
    getNodesByNameTerminal: { name: string | number; cluster_id?: number | string; token?: string };
    /** A page of the objects of a kind, from the watch cache, with its age (ResourceQuota). Source: 8.5. */
    getNamespacesByNameResourcequotas: { name: string | number; cluster_id?: number | string };
    /** A page of the objects of a kind, from the watch cache, with its age (LimitRange). Source: 8.6. */
    getNamespacesByNameLimitranges: { name: string | number; cluster_id?: number | string };
    /** A page of the objects of a kind, from the watch cache, with its age. Source: README. */
    getResourcesByGroupByVersionByPlural: {
      group: string | number;
      version: string | number;
      plural: string | number;
      cluster_id?: number | string;
      namespace?: string;
      page?: number;
      pageSize?: number;
      keyword?: string;
      labelSelector?: string;
      fieldSelector?: string;
      sortBy?: string;
      order?: 'asc' | 'desc';
    };
    /** One object as JSON. Source: README. */
    getResourcesByGroupByVersionByPluralByName: {
      group: string | number;
      version: string | number;
      plural: string | number;
      name: string | number;
      cluster_id?: number | string;
      namespace?: string;
    };
    /** Create one object. Source: README. */
    postResourcesByGroupByVersionByPlural: {
      group: string | number;
      version: string | number;
      plural: string | number;
      body: {
        cluster_id?: number | string;
        namespace?: string;
        content: Readonly<Record<string, unknown>> | string;
        dry_run?: boolean;
      };
    };
    /** Replace one object. Source: README. */
    putResourcesByGroupByVersionByPluralByName: {
      group: string | number;
      version: string | number;
      plural: string | number;
      name: string | number;
      body: {
        cluster_id?: number | string;
        namespace?: string;
        content: Readonly<Record<string, unknown>> | string;
        dry_run?: boolean;
      };
    };
    /** Create one object or change the fields that are stated. Source: README (server-side apply). */
    patchResourcesByGroupByVersionByPluralByName: {
      group: string | number;
      version: string | number;
      plural: string | number;
      name: string | number;
      body: {
        cluster_id?: number | string;
        namespace?: string;
        content: Readonly<Record<string, unknown>> | string;
        dry_run?: boolean;
        force?: boolean;
        field_manager?: string;
      };
    };
    /** What a write would change in one object. Source: README (dry run). */
    postResourcesByGroupByVersionByPluralByNameDiff: {
      group: string | number;
      version: string | number;
      plural: string | number;
      name: string | number;
      body: {
        cluster_id?: number | string;
        namespace?: string;
        content: Readonly<Record<string, unknown>> | string;
        dry_run?: boolean;
        force?: boolean;
        field_manager?: string;
        mode?: 'apply' | 'create' | 'replace';
      };
    };
    /** Delete one object. Source: README. */
    deleteResourcesByGroupByVersionByPluralByName: {
      group: string | number;
      version: string | number;
      plural: string | number;
      name: string | number;
      cluster_id?: number | string;
      namespace?: string;
    };
    /** The objects of a text, and what of them does not fit the schemas of the cluster. Source: README (validation). */
    postManifestsCheck: { body: { cluster_id?: number | string; namespace?: string; content: string } };
    /** The cluster's own schema of a kind. Source: README (schema). */
    getSchemasByGroupByVersionByKind: {
      group: string | number;
      version: string | number;
      kind: string | number;
      cluster_id?: number | string;
      namespace?: string;
    };
    /** A page of the objects of a kind, from the watch cache, with its age (Event). Source: 10.1. */
    getEvents: {
      cluster_id?: number | string;
      namespace?: string;
      page?: number;
      pageSize?: number;
      keyword?: string;
      labelSelector?: string;
      fieldSelector?: string;
      sortBy?: string;
      order?: 'asc' | 'desc';
      resource_type?: string;
      resource_name?: string;
      type?: string;
      reason?: string;
    };
  };
  kite: {
    /** All registered clusters with their connection state. Source: C1. */
    getClusters: Nothing;
    /** One registered cluster; with its kubeconfig for administrators. Source: C2. */
    getClustersById: { id: string | number };
    /** Register a cluster by its kubeconfig, once it answers. Source: C3. */
    postClusters: {
      body: {
        name: string;
        kubeconfig: string;
        is_default?: boolean;
        enabled?: boolean;
        prometheus_url?: string;
        description?: string;
        context?: string;
      };
    };
    /** Change a registered cluster. Source: C4. */
    putClustersById: {
      id: string | number;
      body: {
        name?: string;
        kubeconfig?: string;
        is_default?: boolean;
        enabled?: boolean;
        prometheus_url?: string;
        description?: string;
        context?: string;
      };
    };
    /** Remove a cluster from Binnacle; nothing changes in the cluster. Source: C5. */
    deleteClustersById: { id: string | number };
    /** Connect to a registered cluster afresh. Source: C6. */
    postClustersByIdTestConnection: { id: string | number };
    /** Connect to a registered cluster afresh. Source: C6. */
    postClustersByIdTest: { id: string | number };
    /** Look for the Prometheus of a cluster again. Source: C7. */
    postClustersByIdPrometheusRediscover: { id: string | number };
  };
  cloudpilot: {
    /** Register a cluster by its kubeconfig, once it answers. Source: 集群管理. */
    postK8sClusterAdd: {
      body: {
        name: string;
        api_server: string;
        token: string;
        description?: string;
        ca_data?: string;
        insecure_skip_tls_verify?: boolean;
      };
    };
    /** All registered clusters with their connection state. Source: 集群管理. */
    getK8sClusterList: Nothing;
    /** All registered clusters with their connection state. Source: 集群管理. */
    postK8sClusterList: Nothing;
    /** One registered cluster with its connection state. Source: 集群管理. */
    getK8sClusterInfo: { cluster_name?: string };
    /** One registered cluster with its connection state. Source: 集群管理. */
    postK8sClusterInfo: { body: { cluster_name?: string } };
    /** A cluster in numbers, from the watch caches. Source: 资源概览. */
    getK8sOverviewCluster: { cluster_name?: string; force_refresh?: boolean };
    /** A cluster in numbers, from the watch caches. Source: 资源概览. */
    postK8sOverviewCluster: { body: { cluster_name?: string; force_refresh?: boolean } };
    /** All objects of a kind, no older than 30 seconds (Node). Source: 节点管理. */
    getK8sResourcesNodesList: { cluster_name?: string; force_refresh?: boolean };
    /** All objects of a kind, no older than 30 seconds (Node). Source: 节点管理. */
    postK8sResourcesNodesList: { body: { cluster_name?: string; force_refresh?: boolean } };
    /** A node with its use and what is wrong with it (Node). Source: 节点管理. */
    getK8sResourcesNodesDetail: { cluster_name?: string; node_name: string; force_refresh?: boolean };
    /** A node with its use and what is wrong with it (Node). Source: 节点管理. */
    postK8sResourcesNodesDetail: { body: { cluster_name?: string; node_name: string; force_refresh?: boolean } };
    /** What a node offers and how much of it is taken (Node). Source: 节点管理. */
    getK8sResourcesNodesCapacity: { cluster_name?: string; node_name: string; force_refresh?: boolean };
    /** What a node offers and how much of it is taken (Node). Source: 节点管理. */
    postK8sResourcesNodesCapacity: { body: { cluster_name?: string; node_name: string; force_refresh?: boolean } };
    /** All objects of a kind, no older than 30 seconds (Pod). Source: Pod管理. */
    getK8sResourcesPodsList: {
      cluster_name?: string;
      namespace?: string;
      force_refresh?: boolean;
      page?: number;
      page_size?: number;
    };
    /** All objects of a kind, no older than 30 seconds (Pod). Source: Pod管理. */
    postK8sResourcesPodsList: {
      body: { cluster_name?: string; namespace?: string; force_refresh?: boolean; page?: number; page_size?: number };
    };
    /** A Pod with its use and what is wrong with it (Pod). Source: Pod管理. */
    getK8sResourcesPodsDetail: { cluster_name?: string; namespace: string; pod_name: string; force_refresh?: boolean };
    /** A Pod with its use and what is wrong with it (Pod). Source: Pod管理. */
    postK8sResourcesPodsDetail: {
      body: { cluster_name?: string; namespace: string; pod_name: string; force_refresh?: boolean };
    };
    /** All objects of a kind, no older than 30 seconds (Deployment). Source: 部署管理. */
    getK8sResourcesDeploymentsList: { cluster_name?: string; namespace?: string; force_refresh?: boolean };
    /** All objects of a kind, no older than 30 seconds (Deployment). Source: 部署管理. */
    postK8sResourcesDeploymentsList: { body: { cluster_name?: string; namespace?: string; force_refresh?: boolean } };
    /** A Deployment with its ReplicaSets, how it was scaled, and what is wrong with it (Deployment). Source: 部署管理. */
    getK8sResourcesDeploymentsDetail: {
      cluster_name?: string;
      namespace: string;
      deployment_name: string;
      force_refresh?: boolean;
    };
    /** A Deployment with its ReplicaSets, how it was scaled, and what is wrong with it (Deployment). Source: 部署管理. */
    postK8sResourcesDeploymentsDetail: {
      body: { cluster_name?: string; namespace: string; deployment_name: string; force_refresh?: boolean };
    };
    /** Set how many replicas a workload has (Deployment). Source: 部署管理. */
    postK8sResourcesDeploymentsScaling: {
      body:
        | { cluster_name?: string; namespace: string; deployment_name: string; replicas?: number }
        | { cluster_name?: string; namespace: string; deployment_name: string; force_refresh?: boolean };
    };
    /** When and how a Deployment was scaled, newest first (Deployment). Source: 部署管理. */
    getK8sResourcesDeploymentsScaling: {
      cluster_name?: string;
      namespace: string;
      deployment_name: string;
      force_refresh?: boolean;
    };
    /** All objects of a kind, no older than 30 seconds (Service). Source: 服务管理. */
    getK8sResourcesServicesList: { cluster_name?: string; namespace?: string; force_refresh?: boolean };
    /** All objects of a kind, no older than 30 seconds (Service). Source: 服务管理. */
    postK8sResourcesServicesList: { body: { cluster_name?: string; namespace?: string; force_refresh?: boolean } };
    /** A Service with its endpoints and what is wrong with it (Service). Source: 服务管理. */
    getK8sResourcesServicesDetail: {
      cluster_name?: string;
      namespace: string;
      service_name: string;
      force_refresh?: boolean;
    };
    /** A Service with its endpoints and what is wrong with it (Service). Source: 服务管理. */
    postK8sResourcesServicesDetail: {
      body: { cluster_name?: string; namespace: string; service_name: string; force_refresh?: boolean };
    };
    /** What was reported, newest first: about one object, in one namespace or in the cluster (Event). Source: 事件管理. */
    getK8sResourcesEventsResource: {
      cluster_name?: string;
      namespace: string;
      resource_name: string;
      resource_kind: string;
    };
    /** What was reported, newest first: about one object, in one namespace or in the cluster (Event). Source: 事件管理. */
    postK8sResourcesEventsResource: {
      body: { cluster_name?: string; namespace: string; resource_name: string; resource_kind: string };
    };
    /** What was reported, newest first: about one object, in one namespace or in the cluster (Event). Source: 事件管理. */
    getK8sResourcesEventsNamespace: { cluster_name?: string; namespace: string };
    /** What was reported, newest first: about one object, in one namespace or in the cluster (Event). Source: 事件管理. */
    postK8sResourcesEventsNamespace: { body: { cluster_name?: string; namespace: string } };
    /** What was reported, newest first: about one object, in one namespace or in the cluster (Event). Source: 事件管理. */
    getK8sResourcesEventsCluster: { cluster_name?: string };
    /** What was reported, newest first: about one object, in one namespace or in the cluster (Event). Source: 事件管理. */
    postK8sResourcesEventsCluster: { body: { cluster_name?: string } };
    /** A container's log (Pod). Source: 日志管理. */
    getK8sResourcesLogsPod: {
      cluster_name?: string;
      namespace: string;
      pod_name: string;
      lines?: number;
      since_seconds?: number;
    };
    /** A container's log (Pod). Source: 日志管理. */
    postK8sResourcesLogsPod: {
      body: { cluster_name?: string; namespace: string; pod_name: string; lines?: number; since_seconds?: number };
    };
    /** A container's log (Pod). Source: 日志管理. */
    getK8sResourcesLogsContainer: {
      cluster_name?: string;
      namespace: string;
      pod_name: string;
      lines?: number;
      since_seconds?: number;
      container_name: string;
    };
    /** A container's log (Pod). Source: 日志管理. */
    postK8sResourcesLogsContainer: {
      body: {
        cluster_name?: string;
        namespace: string;
        pod_name: string;
        lines?: number;
        since_seconds?: number;
        container_name: string;
      };
    };
    /** istiod or the ingress gateway: its Deployment, its Pods and what is wrong with them (Deployment). Source: Istio工作负载管理. */
    getIstioWorkloadsIstiodDetail: { cluster_name?: string; namespace?: string; force_refresh?: boolean };
    /** istiod or the ingress gateway: its Deployment, its Pods and what is wrong with them (Deployment). Source: Istio工作负载管理. */
    postIstioWorkloadsIstiodDetail: { body: { cluster_name?: string; namespace?: string; force_refresh?: boolean } };
    /** The log of istiod or of the ingress gateway (Pod). Source: Istio工作负载管理. */
    getIstioWorkloadsIstiodLogs: { cluster_name?: string; namespace?: string; lines?: number; since_seconds?: number };
    /** The log of istiod or of the ingress gateway (Pod). Source: Istio工作负载管理. */
    postIstioWorkloadsIstiodLogs: {
      body: { cluster_name?: string; namespace?: string; lines?: number; since_seconds?: number };
    };
    /** What was reported about istiod or the ingress gateway, its ReplicaSets and Pods (Event). Source: Istio工作负载管理. */
    getIstioWorkloadsIstiodEvents: { cluster_name?: string; namespace?: string; force_refresh?: boolean };
    /** What was reported about istiod or the ingress gateway, its ReplicaSets and Pods (Event). Source: Istio工作负载管理. */
    postIstioWorkloadsIstiodEvents: { body: { cluster_name?: string; namespace?: string; force_refresh?: boolean } };
    /** istiod or the ingress gateway: its Deployment, its Pods and what is wrong with them (Deployment). Source: Istio工作负载管理. */
    getIstioWorkloadsGatewayDetail: { cluster_name?: string; namespace?: string; force_refresh?: boolean };
    /** istiod or the ingress gateway: its Deployment, its Pods and what is wrong with them (Deployment). Source: Istio工作负载管理. */
    postIstioWorkloadsGatewayDetail: { body: { cluster_name?: string; namespace?: string; force_refresh?: boolean } };
    /** The log of istiod or of the ingress gateway (Pod). Source: Istio工作负载管理. */
    getIstioWorkloadsGatewayLogs: { cluster_name?: string; namespace?: string; lines?: number; since_seconds?: number };
    /** The log of istiod or of the ingress gateway (Pod). Source: Istio工作负载管理. */
    postIstioWorkloadsGatewayLogs: {
      body: { cluster_name?: string; namespace?: string; lines?: number; since_seconds?: number };
    };
    /** What was reported about istiod or the ingress gateway, its ReplicaSets and Pods (Event). Source: Istio工作负载管理. */
    getIstioWorkloadsGatewayEvents: { cluster_name?: string; namespace?: string; force_refresh?: boolean };
    /** What was reported about istiod or the ingress gateway, its ReplicaSets and Pods (Event). Source: Istio工作负载管理. */
    postIstioWorkloadsGatewayEvents: { body: { cluster_name?: string; namespace?: string; force_refresh?: boolean } };
    /** Istio's configuration of one kind, with its health (Gateway). Source: Istio组件管理. */
    getApiIstioGatewayList: { cluster_name?: string; namespace?: string; force_refresh?: boolean };
    /** Istio's configuration of one kind, with its health (Gateway). Source: Istio组件管理. */
    postApiIstioGatewayList: { body: { cluster_name?: string; namespace?: string; force_refresh?: boolean } };
    /** Istio's configuration of one kind, with its health (Gateway). Source: Istio组件管理. */
    getIstioComponentsGatewayList: { cluster_name?: string; namespace?: string; force_refresh?: boolean };
    /** Istio's configuration of one kind, with its health (Gateway). Source: Istio组件管理. */
    postIstioComponentsGatewayList: { body: { cluster_name?: string; namespace?: string; force_refresh?: boolean } };
    /** One piece of Istio's configuration, with what is wrong with it (Gateway). Source: Istio组件管理. */
    getApiIstioGatewayDetail: {
      cluster_name?: string;
      namespace: string;
      gateway_name: string;
      force_refresh?: boolean;
    };
    /** One piece of Istio's configuration, with what is wrong with it (Gateway). Source: Istio组件管理. */
    postApiIstioGatewayDetail: {
      body: { cluster_name?: string; namespace: string; gateway_name: string; force_refresh?: boolean };
    };
    /** One piece of Istio's configuration, with what is wrong with it (Gateway). Source: Istio组件管理. */
    getIstioComponentsGatewayDetail: {
      cluster_name?: string;
      namespace: string;
      gateway_name: string;
      force_refresh?: boolean;
    };
    /** One piece of Istio's configuration, with what is wrong with it (Gateway). Source: Istio组件管理. */
    postIstioComponentsGatewayDetail: {
      body: { cluster_name?: string; namespace: string; gateway_name: string; force_refresh?: boolean };
    };
    /** Istio's configuration of one kind, with its health (VirtualService). Source: Istio组件管理. */
    getApiIstioVirtualserviceList: { cluster_name?: string; namespace?: string; force_refresh?: boolean };
    /** Istio's configuration of one kind, with its health (VirtualService). Source: Istio组件管理. */
    postApiIstioVirtualserviceList: { body: { cluster_name?: string; namespace?: string; force_refresh?: boolean } };
    /** Istio's configuration of one kind, with its health (VirtualService). Source: Istio组件管理. */
    getIstioComponentsVirtualserviceList: { cluster_name?: string; namespace?: string; force_refresh?: boolean };
    /** Istio's configuration of one kind, with its health (VirtualService). Source: Istio组件管理. */
    postIstioComponentsVirtualserviceList: {
      body: { cluster_name?: string; namespace?: string; force_refresh?: boolean };
    };
    /** One piece of Istio's configuration, with what is wrong with it (VirtualService). Source: Istio组件管理. */
    getApiIstioVirtualserviceDetail: {
      cluster_name?: string;
      namespace: string;
      virtualservice_name: string;
      force_refresh?: boolean;
    };
    /** One piece of Istio's configuration, with what is wrong with it (VirtualService). Source: Istio组件管理. */
    postApiIstioVirtualserviceDetail: {
      body: { cluster_name?: string; namespace: string; virtualservice_name: string; force_refresh?: boolean };
    };
    /** One piece of Istio's configuration, with what is wrong with it (VirtualService). Source: Istio组件管理. */
    getIstioComponentsVirtualserviceDetail: {
      cluster_name?: string;
      namespace: string;
      virtualservice_name: string;
      force_refresh?: boolean;
    };
    /** One piece of Istio's configuration, with what is wrong with it (VirtualService). Source: Istio组件管理. */
    postIstioComponentsVirtualserviceDetail: {
      body: { cluster_name?: string; namespace: string; virtualservice_name: string; force_refresh?: boolean };
    };
    /** Istio's configuration of one kind, with its health (DestinationRule). Source: Istio组件管理. */
    getApiIstioDestinationruleList: { cluster_name?: string; namespace?: string; force_refresh?: boolean };
    /** Istio's configuration of one kind, with its health (DestinationRule). Source: Istio组件管理. */
    postApiIstioDestinationruleList: { body: { cluster_name?: string; namespace?: string; force_refresh?: boolean } };
    /** Istio's configuration of one kind, with its health (DestinationRule). Source: Istio组件管理. */
    getIstioComponentsDestinationruleList: { cluster_name?: string; namespace?: string; force_refresh?: boolean };
    /** Istio's configuration of one kind, with its health (DestinationRule). Source: Istio组件管理. */
    postIstioComponentsDestinationruleList: {
      body: { cluster_name?: string; namespace?: string; force_refresh?: boolean };
    };
    /** One piece of Istio's configuration, with what is wrong with it (DestinationRule). Source: Istio组件管理. */
    getApiIstioDestinationruleDetail: {
      cluster_name?: string;
      namespace: string;
      destinationrule_name: string;
      force_refresh?: boolean;
    };
    /** One piece of Istio's configuration, with what is wrong with it (DestinationRule). Source: Istio组件管理. */
    postApiIstioDestinationruleDetail: {
      body: { cluster_name?: string; namespace: string; destinationrule_name: string; force_refresh?: boolean };
    };
    /** One piece of Istio's configuration, with what is wrong with it (DestinationRule). Source: Istio组件管理. */
    getIstioComponentsDestinationruleDetail: {
      cluster_name?: string;
      namespace: string;
      destinationrule_name: string;
      force_refresh?: boolean;
    };
    /** One piece of Istio's configuration, with what is wrong with it (DestinationRule). Source: Istio组件管理. */
    postIstioComponentsDestinationruleDetail: {
      body: { cluster_name?: string; namespace: string; destinationrule_name: string; force_refresh?: boolean };
    };
    /** The health of the mesh: every gateway, virtual service and destination rule. Source: Istio健康分析. */
    getIstioHealthSummary: { cluster_name?: string; namespace?: string; force_refresh?: boolean };
    /** The health of the mesh: every gateway, virtual service and destination rule. Source: Istio健康分析. */
    postIstioHealthSummary: { body: { cluster_name?: string; namespace?: string; force_refresh?: boolean } };
    /** Several requests in one, answered side by side. Source: 并发处理. */
    postK8sBatch: {
      body: {
        requests: readonly { path: string; method?: 'GET' | 'POST'; params?: Readonly<Record<string, unknown>> }[];
      };
    };
  };
  'kruise-dashboard': {
    /** One Rollout (Rollout). Source: 查询接口. */
    getRolloutByNamespaceByName: { namespace: string | number; name: string | number; cluster?: string };
    /** One Rollout (Rollout). Source: 查询接口. */
    getRolloutStatusByNamespaceByName: { namespace: string | number; name: string | number; cluster?: string };
    /** The Rollouts of a namespace, from the watch cache (Rollout). Source: 查询接口. */
    getRolloutListByNamespace: { namespace: string | number; cluster?: string };
    /** The Rollouts of a namespace, from the watch cache (Rollout). Source: 查询接口. */
    getRolloutActiveByNamespace: { namespace: string | number; cluster?: string };
    /** The Pods of a Rollout's workload, by revision (Rollout). Source: 查询接口. */
    getRolloutByNamespaceByNamePods: { namespace: string | number; name: string | number; cluster?: string };
    /** What was released before (Rollout). Source: 查询接口. */
    getRolloutHistoryByNamespaceByName: { namespace: string | number; name: string | number; cluster?: string };
    /** How the requests of both revisions of a release do (Rollout). Source: Analysis 占位接口. */
    getRolloutByNamespaceByNameAnalysis: { namespace: string | number; name: string | number; cluster?: string };
    /** Hold a release where it is (Rollout). Source: 控制接口. */
    postRolloutPauseByNamespaceByName: { namespace: string | number; name: string | number; cluster?: string };
    /** Let a held release go on (Rollout). Source: 控制接口. */
    postRolloutResumeByNamespaceByName: { namespace: string | number; name: string | number; cluster?: string };
    /** Have changes of the workload released in steps again (Rollout). Source: 控制接口. */
    postRolloutEnableByNamespaceByName: { namespace: string | number; name: string | number; cluster?: string };
    /** Let go of the workload: its changes are no longer released in steps (Rollout). Source: 控制接口. */
    postRolloutDisableByNamespaceByName: { namespace: string | number; name: string | number; cluster?: string };
    /** Let go of the workload: its changes are no longer released in steps (Rollout). Source: 控制接口. */
    postRolloutAbortByNamespaceByName: { namespace: string | number; name: string | number; cluster?: string };
    /** Replace the workload's Pods, released in steps (Rollout). Source: 控制接口. */
    postRolloutRestartByNamespaceByName: { namespace: string | number; name: string | number; cluster?: string };
    /** Run the current step again (Rollout). Source: 控制接口. */
    postRolloutRetryByNamespaceByName: { namespace: string | number; name: string | number; cluster?: string };
    /** Go on past the step that waits (Rollout). Source: 控制接口. */
    postRolloutPromoteByNamespaceByName: { namespace: string | number; name: string | number; cluster?: string };
    /** Go to the last step and through it, with no further pause (Rollout). Source: 控制接口. */
    postRolloutApproveByNamespaceByName: { namespace: string | number; name: string | number; cluster?: string };
    /** Give the workload its stable template again (Rollout). Source: 控制接口. */
    postRolloutRollbackByNamespaceByName: { namespace: string | number; name: string | number; cluster?: string };
    /** Give the workload the template before the current one (Rollout). Source: 控制接口. */
    postRolloutUndoByNamespaceByName: { namespace: string | number; name: string | number; cluster?: string };
    /** Give a container of the workload another image (Rollout). Source: Set Image 请求体. */
    postRolloutSetImageByNamespaceByName: {
      namespace: string | number;
      name: string | number;
      cluster?: string;
      body: { container: string; image: string; initContainer?: boolean };
    };
    /** Go to another step, forwards or back (Rollout). Source: 控制接口. */
    postRolloutJumpByNamespaceByName: {
      namespace: string | number;
      name: string | number;
      cluster?: string;
      body: { step: number };
    };
    /** Rollouts as they are and as they change (Rollout). Source: Rollout Watch（SSE）. */
    getRolloutWatch: { cluster?: string };
    /** Rollouts as they are and as they change (Rollout). Source: Rollout Watch（SSE）. */
    getRolloutWatchByNamespace: { namespace: string | number; cluster?: string };
    /** Rollouts as they are and as they change (Rollout). Source: Rollout Watch（SSE）. */
    getRolloutWatchByNamespaceByName: { namespace: string | number; name: string | number; cluster?: string };
    /** How much of the cluster is in use. Source: 集群 / 命名空间 / 工作负载. */
    getClusterMetrics: { cluster?: string };
    /** A page of the objects of a kind, from the watch cache, with its age (Namespace). Source: 集群 / 命名空间 / 工作负载. */
    getNamespaces: { cluster?: string };
    /** The workloads of a namespace, by kind. Source: 集群 / 命名空间 / 工作负载. */
    getWorkloadByNamespace: { namespace: string | number; cluster?: string };
    /** The workloads of one type in a namespace. Source: 集群 / 命名空间 / 工作负载. */
    getWorkloadByNamespaceByType: { namespace: string | number; type: string | number; cluster?: string };
    /** One workload by type and name. Source: 集群 / 命名空间 / 工作负载. */
    getWorkloadByNamespaceByTypeByName: {
      namespace: string | number;
      type: string | number;
      name: string | number;
      cluster?: string;
    };
    /** A workload and its Pods. Source: 集群 / 命名空间 / 工作负载. */
    getWorkloadByNamespaceByTypeByNamePods: {
      namespace: string | number;
      type: string | number;
      name: string | number;
      cluster?: string;
    };
    /** Set how many replicas a workload has. Source: 集群 / 命名空间 / 工作负载. */
    postWorkloadByNamespaceByTypeByNameScale: {
      namespace: string | number;
      type: string | number;
      name: string | number;
      cluster?: string;
      replicas: number;
    };
    /** Replace a workload's Pods one after another. Source: 集群 / 命名空间 / 工作负载. */
    postWorkloadByNamespaceByTypeByNameRestart: {
      namespace: string | number;
      type: string | number;
      name: string | number;
      cluster?: string;
    };
    /** Delete one workload. Source: 集群 / 命名空间 / 工作负载. */
    deleteWorkloadByNamespaceByTypeByName: {
      namespace: string | number;
      type: string | number;
      name: string | number;
      cluster?: string;
    };
  };
}
