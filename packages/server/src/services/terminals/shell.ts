import { badRequest, isApiError } from '@binnacle/kube/api';
import type { KubeClient, Session, SessionOutput } from '@binnacle/kube/client';
import { sleep, type Clock } from '@binnacle/kube/clock';

/** A shell in a container. */
export interface Shell {
  command: readonly string[];
  session: Session;
  /** To be read once. */
  output: AsyncIterable<SessionOutput>;
}

export interface ShellTarget {
  key: { namespace: string; name: string };
  container: string;
  /** Tried one after the other. */
  commands: readonly (readonly string[])[];
  clock: Clock;
  signal: AbortSignal;
}

/** What a shell that is there takes at most to print its prompt; some print none. */
const patienceMs = 3_000;
/** What runtimes print of a program that is not there, where they do not say it in the status. */
const missingText = /executable file not found|no such file or directory|OCI runtime exec failed|not found/i;
const missingCodes = [126, 127];

/** The first of the commands that is in the container, on a terminal. Throws BadRequest when none is. */
export const openShell = async (client: KubeClient, target: ShellTarget): Promise<Shell> => {
  for (const command of target.commands) {
    const shell = await tryCommand(client, command, target);
    if (shell !== undefined) return shell;
  }
  const tried = target.commands.map((command) => command.join(' ')).join(', ');
  throw badRequest(
    `container "${target.container}" of pods "${target.key.name}" has no shell (tried: ${tried}): use a debugging container`,
  );
};

const tryCommand = async (
  client: KubeClient,
  command: readonly string[],
  { key, container, clock, signal }: ShellTarget,
): Promise<Shell | undefined> => {
  const session = await client.session(key, { container, command, tty: true, stdin: true, signal });
  const output = session.output()[Symbol.asyncIterator]();
  const first = output.next();
  if (await isMissing(first, session, { clock, signal })) {
    session.close();
    return undefined;
  }
  return { command, session, output: resumed(first, output) };
};

/** True once it is known that the program is not there; false for one that prints something or keeps quiet. */
const isMissing = async (
  first: Promise<IteratorResult<SessionOutput>>,
  { exited }: Session,
  { clock, signal }: Pick<ShellTarget, 'clock' | 'signal'>,
): Promise<boolean> => {
  const waited = new AbortController();
  const patience = sleep(clock, patienceMs, AbortSignal.any([signal, waited.signal])).catch(() => undefined);
  try {
    const sign = await Promise.race([first, patience]);
    if (sign === undefined) return false;
    if (!sign.done && !missingText.test(Buffer.from(sign.value.bytes).toString('utf8'))) return false;
    // It has ended, or says that it is about to.
    const code = await Promise.race([exited, patience]);
    return code !== undefined && missingCodes.includes(code);
  } catch (error) {
    if (isApiError(error) && missingText.test(error.message)) return true;
    throw error;
  } finally {
    waited.abort();
  }
};

const resumed = async function* (
  first: Promise<IteratorResult<SessionOutput>>,
  rest: AsyncIterator<SessionOutput>,
): AsyncGenerator<SessionOutput> {
  for (let next = await first; !next.done; next = await rest.next()) yield next.value;
};
