import { internal, notFound } from '@binnacle/kube/api';
import type { ControllerContext, NodeAgent, SessionEnd, SessionStreams } from '../../types.ts';
import { emptyReader, nullWriter, type ByteWriter } from '../../streams/pipe.ts';
import { refs, type Pod } from '../../local/objects.ts';
import { toHexId } from '../identity.ts';
import { createTerminal } from '../shell/terminal.ts';
import { ConfigError } from './environment.ts';
import { RuntimeError, type LiveContainer } from './live-container.ts';
import { findStatus, type LivePods } from './live-pods.ts';

/** A runtime's words for a program that it could not start. Source: containerd 2.1 and runc 1.3. */
const startFailure = (container: string, why: string): string =>
  `failed to exec in container: failed to start exec "${toHexId(container, why)}": OCI runtime exec failed: exec failed: unable to start container process: ${why}: unknown`;

interface SessionContext {
  client: ControllerContext['client'];
  live: LivePods;
  /** Follows what the container's own process writes, until it ends or the signal comes. */
  followOutput: (pod: Pod, container: string, signal: AbortSignal) => Promise<AsyncIterable<Uint8Array>>;
}

/** Runs programs in containers and attaches to what runs in them. */
export const createSessions = ({ client, live, followOutput }: SessionContext): NodeAgent['session'] => {
  const exec = async (
    container: LiveContainer,
    argv: readonly string[],
    options: { tty: boolean; streams: SessionStreams },
  ): Promise<SessionEnd> => {
    const { streams, tty } = options;
    const { stdin = emptyReader, stdout = nullWriter, stderr = nullWriter, signal } = streams;
    const terminal = tty ? createTerminal(stdout) : undefined;
    if (terminal !== undefined) {
      streams.onResize?.(({ columns, rows }) => Object.assign(terminal, { columns, rows }));
      void feedTerminal(terminal, streams);
    }
    const started = container.start(argv, {
      stdin: terminal?.input ?? stdin,
      stdout: terminal?.output ?? stdout,
      stderr: terminal?.output ?? stderr,
      ...(terminal === undefined ? {} : { terminal }),
    });
    if (terminal !== undefined) terminal.onInterrupt ??= () => started.kill('INT');
    const onLeave = () => started.kill('KILL');
    signal.addEventListener('abort', onLeave, { once: true });
    if (signal.aborted) onLeave();
    try {
      const exitCode = await started.exited;
      return { exitCode, message: `error executing command [${argv.join(' ')}], exit code ${exitCode}` };
    } catch (error) {
      if (!(error instanceof RuntimeError)) throw error;
      return { failure: startFailure(container.context.hostname, error.message) };
    } finally {
      signal.removeEventListener('abort', onLeave);
    }
  };

  const attach = async (pod: Pod, container: string, streams: SessionStreams): Promise<SessionEnd> => {
    const { stdout = nullWriter, signal } = streams;
    const main = live.mainProcess(pod, container);
    if (main !== undefined) {
      await main.attach(streams);
      return { exitCode: 0, message: '' };
    }
    for await (const chunk of await followOutput(pod, container, signal)) await write(stdout, chunk, signal);
    return { exitCode: 0, message: '' };
  };

  return ({ namespace, pod: name, container, tty, command }) => {
    const pod = client.get<Pod>(refs.pods, { namespace, name });
    if (pod === undefined) throw notFound(refs.pods, name);
    if (command === undefined) {
      const { state } = findStatus(pod, container) ?? {};
      if (state?.running === undefined)
        throw internal(`unable to upgrade connection: container ${container} not found in pod ${name}_${namespace}`);
      return (streams) => attach(pod, container, streams);
    }
    try {
      const entered = live.enter(pod, container);
      return (streams) => exec(entered, command, { tty, streams });
    } catch (error) {
      if (error instanceof ConfigError) throw internal(`unable to upgrade connection: ${error.message}`);
      throw error;
    }
  };
};

const feedTerminal = async (
  terminal: ReturnType<typeof createTerminal>,
  { stdin = emptyReader }: SessionStreams,
): Promise<void> => {
  for (let bytes = await stdin.read(); bytes !== undefined; bytes = await stdin.read()) terminal.type(bytes);
  terminal.hangUp();
};

const write = async (writer: ByteWriter, bytes: Uint8Array, signal: AbortSignal): Promise<void> => {
  if (!signal.aborted) await writer.write(bytes).catch(() => {});
};
