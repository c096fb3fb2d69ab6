import type { Fields } from './fields.ts';

/** Contract 002, "日志管理": 100 lines unless given. More than these are refused. */
export const usualLines = 100;
export const mostLines = 10_000;
export const longestAgo = 2 ** 31 - 1;
/** A log in the envelope is held in memory as a whole, so that it has bounds. */
export const mostBytes = 4 * 1024 * 1024;

interface LogInfo {
  pod: string;
  namespace: string;
  container: string;
  lines: number;
  sinceSeconds: number | undefined;
}

const stamp = /^(\d{4}-\d{2}-\d{2}T\S+) (.*)$/s;
const levels: readonly [RegExp, string, string][] = [
  [/\b(fatal|panic|critical)\b/i, 'FATAL', 'critical'],
  [/\b(error|exception)\b|^E\d{4} /i, 'ERROR', 'high'],
  [/\bwarn(ing)?\b|^W\d{4} /i, 'WARNING', 'medium'],
  [/\bdebug\b/i, 'DEBUG', 'low'],
];

const entryOf = (line: string, { container, number }: { container: string; number: number }) => {
  const [, timestamp = null, message = line] = stamp.exec(line) ?? [];
  const [, level = 'INFO', severity = 'normal'] = levels.find(([test]) => test.test(message)) ?? [];
  return {
    timestamp,
    container_name: container,
    message,
    level,
    severity,
    is_error: level === 'ERROR' || level === 'FATAL',
    line_number: number,
  };
};

/** The log as entries. `has_more`: the log begins before the first line, or went on past the limit of bytes. */
export const logFields = async (stream: AsyncIterable<Uint8Array>, info: LogInfo): Promise<Fields> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= mostBytes) break;
  }
  const text = Buffer.concat(chunks).toString('utf8');
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  const { pod, namespace, container, sinceSeconds } = info;
  const entries = lines.map((line, index) => entryOf(line, { container, number: index + 1 }));
  return {
    pod_name: pod,
    namespace,
    container_name: container,
    total_lines: entries.length,
    entries,
    error_count: entries.filter((entry) => entry.is_error).length,
    warning_count: entries.filter(({ level }) => level === 'WARNING').length,
    has_more: entries.length >= info.lines || size >= mostBytes,
    query_info: {
      since_time: null,
      since_seconds: sinceSeconds ?? null,
      until_time: null,
      tail_lines: info.lines,
      previous: false,
      timestamps: true,
    },
  };
};
