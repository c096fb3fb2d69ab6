import type { terminal as texts } from '../en/terminal.ts';
import type { Translation } from '../translation.ts';

export const terminal: Translation<typeof texts> = {
  'terminal.again': '重新打开',
  'terminal.broken': '连接已断开，可以打开新的 shell。',
  'terminal.close': '关闭 {{name}} 的终端',
  'terminal.ended': 'shell 已结束：{{reason}}',
  'terminal.height': '终端高度',
  'terminal.hint': '按 F6 离开终端',
  'terminal.idle': '长时间没有按键，已关闭。',
  'terminal.minimise': '最小化终端',
  'terminal.open': '已连接',
  'terminal.opening': '正在打开 shell…',
  'terminal.refused': '无法打开 shell：容器没有运行，或没有 shell。',
  'terminal.restore': '显示终端',
  'terminal.title': '终端',
};
