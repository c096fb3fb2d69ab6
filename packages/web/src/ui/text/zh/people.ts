import type { people as texts } from '../en/people.ts';
import type { Translation } from '../translation.ts';

export const people: Translation<typeof texts> = {
  'choosePassword.current': '当前密码',
  'choosePassword.currentHint': '如果您通过一次性链接登录，请留空。',
  'choosePassword.lead': '{{username}}，请将分配给您的密码换成自己的密码。',
  'choosePassword.next': '新密码',
  'choosePassword.nextHint': '至少 8 个字符。',
  'choosePassword.submit': '保存并继续',
  'choosePassword.title': '设置密码',

  'signIn.lead': '在一处管理所有 Kubernetes 集群',
  'signIn.password': '密码',
  'signIn.showPassword': '显示密码',
  'signIn.submit': '登录',
  'signIn.title': '登录 Binnacle',
  'signIn.username': '用户名',
};
