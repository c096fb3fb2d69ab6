import type { shell as texts } from '../en/shell.ts';
import type { Translation } from '../translation.ts';

export const shell: Translation<typeof texts> = {
  'action.cancel': '取消',
  'action.close': '关闭',
  'action.copied': '已复制',
  'action.delete': '删除',
  'action.download': '下载',
  'action.overview': '前往概览',
  'action.restart': '重启',
  'action.retry': '重试',
  'action.scale': '伸缩',

  'error.badRequest': '无法识别此筛选条件',
  'error.failed': '无法加载',
  'error.forbidden': '您没有查看权限',
  'error.network': 'Binnacle 没有响应。请检查网络，正在重试。',
  'error.notFound': '未找到',
  'error.timeout': 'Binnacle 响应超时。',
  'error.trace': '追踪编号',

  'fresh.closed': '非实时',
  'fresh.connecting': '连接中…',
  'fresh.down': '集群中断，数据截至 {{since}}',
  'fresh.live': '实时',
  'fresh.reconnecting': '重新连接中…',
  'fresh.reconnectingSince': '重新连接中，数据截至 {{since}}',
  'fresh.stale': '自 {{since}} 起未更新',

  'group.access': '访问控制',
  'group.cluster': '集群',
  'group.configuration': '配置',
  'group.custom': '自定义资源',
  'group.network': '网络',
  'group.storage': '存储',
  'group.workloads': '工作负载',

  'namespace.all': '全部命名空间',
  'namespace.clear': '清除',
  'namespace.label': '命名空间',
  'namespace.none': '没有匹配的命名空间',
  'namespace.search': '搜索命名空间',
  'namespace.some_other': '{{count}} 个命名空间',

  'create.title': '创建',
  'nav.overview': '概览',
  'nav.rollouts': 'Rollout',
  'nav.rolloutsOfAll': '所有集群的 Rollout',

  'page.unknown': '页面不存在',
  'page.unknownKind': '此处不提供“{{kind}}”',
  'page.unknownKindText': '{{cluster}} 不提供该类型，或不提供该版本。',

  'palette.button': '搜索或前往…',
  'palette.cluster': '集群',
  'palette.enter': '打开',
  'palette.kind': '类型',
  'palette.move': '移动',
  'palette.namespace': '命名空间',
  'palette.none': '没有找到',
  'palette.open': '前往',
  'palette.page': '页面',
  'palette.placeholder': '类型、命名空间或集群',

  'shell.account': '账户',
  'shell.anonymous': '演示访客',
  'shell.language': '语言',
  'shell.navigation': '导航',
  'shell.notifications': '通知',
  'shell.signOut': '退出登录',
  'shell.signOutFailed': '退出登录失败',
  'shell.skip': '跳到正文',
  'shell.theme': '主题',

  'theme.dark': '深色',
  'theme.light': '浅色',
  'theme.system': '跟随系统',

  'audit.title': '审计',
  'people.title': '人员',

  'nav.fleet': '集群群组',
};
