import type { create as texts } from '../en/create.ts';
import type { Translation } from '../translation.ts';

export const create: Translation<typeof texts> = {
  'create.app': '其 Pod 的 app 标签',
  'create.command': '命令（sh）',
  'create.configured': '已更改',
  'create.created': '已创建',
  'create.data': '数据，每行一个 key=value',
  'create.drop': '也可以把文件拖到文本中。',
  'create.files': '打开文件…',
  'create.form': '起点',
  'create.host': '主机名',
  'create.lead': '未写明命名空间的对象将创建在 {{namespace}} 中。',
  'create.make': '创建',
  'create.noForm': '仅 YAML',
  'create.notServed': '集群不提供 {{kind}}。',
  'create.objects': '对象',
  'create.port': '端口',
  'create.problems': '问题',
  'create.schedule': '计划（cron）',
  'create.service': 'Service',
  'create.targetPort': 'Pod 的端口',
  'create.text': '新对象的 YAML',
  'create.try': '试运行',
  'create.unchanged': '无变化',
  'create.wouldChange': '将更改',
  'create.wouldCreate': '将创建',
};
