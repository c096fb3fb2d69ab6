import type { Clock } from '@binnacle/kube/clock';
import { framesOf } from './frames.ts';
import { createRecording } from './recording.ts';
import type { Shell } from './shell.ts';
import type { TerminalPeer, TerminalSettings } from './types.ts';

/** Source: RFC 6455 §7.4.2, codes for private use; the HTTP status for a client that took too long. */
const idleCode = 4408;

interface ConnectOptions {
  clock: Clock;
  settings: Pick<TerminalSettings, 'idleMs' | 'record'>;
}

/** Joins a shell and a client until either leaves, or no key was pressed for long. Resolves to what the audit keeps. */
export const connectShell = async (
  { session, output, command }: Shell,
  peer: TerminalPeer,
  { clock, settings: { idleMs, record } }: ConnectOptions,
): Promise<string> => {
  const frames = framesOf(peer.protocol);
  const recording = record ? createRecording(clock) : undefined;
  const told = { shell: command.join(' '), bytes_in: 0, bytes_out: 0 };
  let isIdle = false;
  let cancelIdle = () => {};
  const touch = () => {
    cancelIdle();
    cancelIdle = clock.after(idleMs, () => {
      isIdle = true;
      peer.close(idleCode, `no key was pressed for ${Math.round(idleMs / 60_000)} minutes`);
      session.close();
    });
  };

  const listen = async (): Promise<void> => {
    for await (const message of peer.messages()) {
      const said = frames.read(message);
      if (said === undefined) continue;
      touch();
      if (said.type === 'stdin') {
        told.bytes_in += said.bytes.length;
        // A shell that is gone has said so by itself.
        await session.write(said.bytes).catch(() => undefined);
      } else {
        recording?.resize(said.columns, said.rows);
        session.resize(said);
      }
    }
  };
  const show = async (): Promise<void> => {
    for await (const { bytes } of output) {
      told.bytes_out += bytes.length;
      recording?.output(bytes);
      await peer.send(frames.output(bytes));
    }
  };

  touch();
  let hasLeft = false;
  let failure: unknown;
  void listen()
    .catch((error: unknown) => (failure = error))
    .finally(() => {
      hasLeft = true;
      session.close();
    });
  try {
    await show();
    const ended = await session.exited.then(
      (code) => ({ code }),
      (error: unknown) => ({ error }),
    );
    if (failure !== undefined) throw failure;
    if ('code' in ended) {
      const status = frames.status(ended.code);
      if (status !== undefined) await peer.send(status);
      peer.close(1000, `exited with code ${ended.code}`);
    } else if (!hasLeft && !isIdle && !peer.closed.aborted) throw ended.error;
    return JSON.stringify({
      ...told,
      ...('code' in ended ? { exit_code: ended.code } : {}),
      ...(recording === undefined ? {} : { recording: recording.text() }),
    });
  } finally {
    cancelIdle();
    session.close();
  }
};
