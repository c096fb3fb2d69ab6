export const capacity = {
  'capacity.allFindings': '全部发现',
  'capacity.by': '排序依据',
  'capacity.nodes': '{{total}} 个节点中 {{ready}} 个就绪',
  'capacity.of': '/',
  'capacity.requested': '已请求',
  'capacity.title': '容量',
  'capacity.top': '资源消耗最多',
};
