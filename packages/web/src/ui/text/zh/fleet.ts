export const fleet = {
  'fleet.findings': '{{critical}} 项严重，{{warning}} 项警告',
  'fleet.findingsUnknown': '问题未知',
  'fleet.healthy': '应答正常的集群',
  'fleet.nodes': '{{shown}} 个节点',
  'fleet.nodesTile': '节点',
  'fleet.pods': '{{shown}} 个 Pod',
  'fleet.podsTile': 'Pod',
  'fleet.title': '集群总览',
  'fleet.versions': 'Kubernetes 版本',
  'fleet.waiting': '{{shown}} 个发布等待处理',
  'fleet.waitingTile': '等待处理的发布',
};
