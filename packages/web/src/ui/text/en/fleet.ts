/** All clusters at a glance. */
export const fleet = {
  'fleet.findings': '{{critical}} critical, {{warning}} warnings',
  'fleet.findingsUnknown': 'Findings unknown',
  'fleet.healthy': 'Clusters answer well',
  'fleet.nodes': '{{shown}} nodes',
  'fleet.nodesTile': 'Nodes',
  'fleet.pods': '{{shown}} Pods',
  'fleet.podsTile': 'Pods',
  'fleet.title': 'Fleet overview',
  'fleet.versions': 'Kubernetes versions',
  'fleet.waiting': '{{shown}} releases waiting',
  'fleet.waitingTile': 'Releases waiting',
} as const;
