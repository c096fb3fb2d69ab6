import { ApiError, badRequest, isApiError } from '@binnacle/kube/api';
import type { KubeClient, Session } from '@binnacle/kube/client';

export interface ContainerAddress {
  client: KubeClient;
  key: { namespace: string; name: string };
  container: string;
  signal: AbortSignal;
}

const mostOutput = 4 * 1024 * 1024;
const mostComplaint = 16 * 1024;

/** A script of the container's own `sh`, with its arguments as `$1` and so on: nothing of a name is ever read as code. */
export const scriptOf = (script: string, ...args: string[]): string[] => ['sh', '-c', script, 'sh', ...args];

export const openProgram = (
  { client, key, container, signal }: ContainerAddress,
  command: readonly string[],
  stdin = false,
): Promise<Session> => client.session(key, { container, command, stdin, signal });

/** Runs a program to its end. Throws what its complaint means when it fails. */
export const runProgram = async (at: ContainerAddress, command: readonly string[], path: string): Promise<Buffer> => {
  const session = await openProgram(at, command);
  const chunks: Uint8Array[] = [];
  let length = 0;
  const complaint = createComplaint();
  for await (const { stream, bytes } of session.output()) {
    if (stream === 'stderr') complaint.add(bytes);
    else {
      chunks.push(bytes);
      length += bytes.length;
    }
    if (length > mostOutput) {
      session.close();
      throw badRequest(`${path} holds more than can be shown`);
    }
  }
  await requireSuccess(session, { complaint: complaint.text(), path, container: at.container });
  return Buffer.concat(chunks);
};

export const createComplaint = () => {
  let text = '';
  return {
    add: (bytes: Uint8Array) => {
      if (text.length < mostComplaint) text += Buffer.from(bytes).toString('utf8');
    },
    text: () => text.trim(),
  };
};

/** Throws what an exit code and a complaint mean. */
export const requireSuccess = async (
  session: Session,
  { complaint, path, container }: { complaint: string; path: string; container: string },
): Promise<void> => {
  const code = await session.exited.catch((error: unknown) => {
    if (isApiError(error) && /executable file not found|no such file or directory/i.test(error.message)) return 127;
    throw error;
  });
  if (code !== 0) throw toFileError(code, { complaint, path, container });
};

const meanings: readonly [RegExp, string, number, string][] = [
  [/No such file or directory/i, 'NotFound', 404, 'there is no such file or folder'],
  [/Read-only file system/i, 'Forbidden', 403, 'the file system is read-only'],
  [/Permission denied|Operation not permitted/i, 'Forbidden', 403, "the container's user may not do that"],
  [/No space left/i, 'Forbidden', 403, 'no space is left'],
  [/File exists/i, 'AlreadyExists', 409, 'something is there already'],
  [/Directory not empty/i, 'Conflict', 409, 'the folder is not empty'],
  [/Not a directory/i, 'BadRequest', 400, 'is not a folder'],
  [/Is a directory/i, 'BadRequest', 400, 'is a folder'],
];

const toFileError = (
  code: number,
  { complaint, path, container }: { complaint: string; path: string; container: string },
): ApiError => {
  const missing = /(?:^|[\s:"])(sh|tar|stat|cat|head|mv|rm)"?: (?:command )?not found/.exec(complaint)?.[1];
  if (missing !== undefined || code === 127)
    return badRequest(
      `container "${container}" has no ${missing ?? 'sh'}, which its files are reached through: use a debugging container`,
    );
  const known = meanings.find(([pattern]) => pattern.test(complaint));
  if (known === undefined) return badRequest(`${path}: ${complaint === '' ? `failed with code ${code}` : complaint}`);
  const [, reason, status, why] = known;
  // A script of our own says which of two paths it means.
  const meant = /^(\/.*): (File exists|No such file or directory)$/m.exec(complaint)?.[1] ?? path;
  return new ApiError(reason, status, `${meant}: ${why}`, { details: { kind: 'files', name: meant } });
};
