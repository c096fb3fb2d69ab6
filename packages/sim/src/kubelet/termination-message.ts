/** What a container leaves to be read when it has ended. Source: Kubernetes docs, "Determine the Reason for Pod Failure". */
import { planCommand } from './command.ts';
import type { Remains } from './containers/scripts.ts';
import { createLogSource, type LogIdentity, type LogSource } from './logs/source.ts';

const fileBytes = 4096;
const logBytes = 2048;
const logLines = 80;

const lastBytes = (text: string, most: number): string => {
  const bytes = Buffer.from(text);
  return bytes.length <= most ? text : bytes.subarray(bytes.length - most).toString('utf8');
};

/** The end of a run's log. */
const lastLines = (log: LogSource, ended: { endedAt: number }): string => {
  // The log of a run ends within the second that its status names.
  const now = ended.endedAt + 999;
  const lines: string[] = [];
  for (let i = log.firstIndex({ now, tailLines: logLines, since: 0 }); ; i += 1) {
    const line = log.line(i, now);
    if (line === undefined) break;
    lines.push(`${line.text}\n`);
  }
  return lastBytes(lines.join(''), logBytes);
};

/**
 * The message in a terminated state: what the command wrote to its file, or, after a failure, the end of its log.
 * `remains`: of a command that was run, not planned.
 */
export const terminationMessage = (
  ended: LogIdentity & { endedAt: number; exitCode: number },
  remains: Remains | undefined,
): string | undefined => {
  if (remains?.message !== undefined) return remains.message;
  const { command, args, terminationMessagePath, terminationMessagePolicy } = ended.container;
  const written = planCommand(command, args)?.written?.get(terminationMessagePath ?? '/dev/termination-log');
  if (written !== undefined) return Buffer.from(written).subarray(0, fileBytes).toString('utf8');
  if (terminationMessagePolicy !== 'FallbackToLogsOnError' || ended.exitCode === 0) return undefined;
  const tail = lastLines(remains?.log ?? createLogSource(ended), ended);
  return tail === '' ? undefined : tail;
};
