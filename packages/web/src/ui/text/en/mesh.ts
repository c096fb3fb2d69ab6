/** How the services of a mesh are connected. */
export const mesh = {
  'mesh.alternatives': 'or {{shown}} others',
  'mesh.anything': 'every request',
  'mesh.gateways': 'Gateways',
  'mesh.inside': 'inside the mesh',
  'mesh.lostSubset': '{{subset}}: no rule defines it',
  'mesh.noSubset': 'all Pods of the service',
  'mesh.notReady': '({{shown}} not ready)',
  'mesh.proxies': 'Proxies',
  'mesh.ready': '{{ready}} of {{wanted}} ready',
  'mesh.routes': 'Virtual services: where requests go',
  'mesh.rules': 'Destination rules',
  'mesh.score': 'Health {{score}}',
  'mesh.title': 'Istio mesh',
  'mesh.unknown': 'Not judged',
  'mesh.well': 'Configuration without findings',
} as const;
