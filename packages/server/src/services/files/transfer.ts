import { posix } from 'node:path';
import { badRequest, serviceUnavailable } from '@binnacle/kube/api';
import type { Session, SessionOutput } from '@binnacle/kube/client';
import { createComplaint, openProgram, requireSuccess, runProgram, scriptOf, type ContainerAddress } from './run.ts';
import type { FileDownloadOutput, FileUploadInput } from './types.ts';

/** A file as it is, a folder as an archive of what is in it. Nothing is read ahead of the client. */
export const downloadPath = async (at: ContainerAddress, path: string): Promise<FileDownloadOutput> => {
  const kind = (await runProgram(at, scriptOf(kindScript, path), path)).toString('utf8').trim();
  const name = posix.basename(path) || at.key.name;
  if (kind === 'directory') {
    const stream = await outputOf(at, scriptOf('exec tar cf - -C "$1" .', path), path);
    return { fileName: `${name}.tar`, contentType: 'application/x-tar', stream };
  }
  const stream = await outputOf(at, scriptOf('exec cat < "$1"', path), path);
  return { fileName: name, contentType: 'application/octet-stream', stream };
};

const kindScript =
  'if [ -d "$1" ]; then echo directory; elif [ -e "$1" ]; then echo file; else echo "$1: No such file or directory" >&2; exit 1; fi';

/** What a program prints, once it is known that it prints something or has succeeded. */
const outputOf = async (at: ContainerAddress, command: string[], path: string): Promise<AsyncIterable<Uint8Array>> => {
  const session = await openProgram(at, command);
  const chunks = printed(session, { path, container: at.container });
  const first = await chunks.next();
  return resumed(first, chunks);
};

async function* printed(
  session: Session,
  { path, container }: { path: string; container: string },
): AsyncGenerator<Uint8Array> {
  const complaint = createComplaint();
  try {
    for await (const { stream, bytes } of session.output() as AsyncIterable<SessionOutput>) {
      if (stream === 'stderr') complaint.add(bytes);
      else yield bytes;
    }
    await requireSuccess(session, { complaint: complaint.text(), path, container });
  } finally {
    session.close();
  }
}

async function* resumed(
  first: IteratorResult<Uint8Array>,
  rest: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    for (let next = first; !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return(undefined);
  }
}

/**
 * Beside the file first, and in its place when it is whole: a transfer that breaks off leaves the old file. The size is
 * told, since not every cluster can be told that input has ended.
 */
const uploadScript = `
t="$1.binnacle-$$"
trap 'rm -f "$t"' EXIT
if [ -d "$1" ]; then echo "$1: Is a directory" >&2; exit 1; fi
if [ ! -d "$3" ]; then echo "$3: No such file or directory" >&2; exit 1; fi
head -c "$2" > "$t" || exit 1
if [ "$(wc -c < "$t")" -ne "$2" ]; then echo "$1: the transfer was cut short" >&2; exit 1; fi
if [ -e "$1" ]; then cat "$t" > "$1" || exit 1; else mv "$t" "$1" || exit 1; fi
`;

export const uploadFile = async (
  at: ContainerAddress,
  path: string,
  { body, size }: Pick<FileUploadInput, 'body' | 'size'>,
): Promise<void> => {
  const session = await openProgram(at, scriptOf(uploadScript, path, String(size), posix.dirname(path)), true);
  const complaint = createComplaint();
  let sent = 0;
  let isOver = false;
  const reading = (async () => {
    for await (const { bytes } of session.output()) complaint.add(bytes);
    isOver = true;
    // Who sends to a program that has ended waits for nothing.
    body.destroy();
  })();
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      sent += chunk.length;
      if (sent > size) throw badRequest('the body is longer than its Content-Length');
      await session.write(chunk);
      if (isOver) break;
    }
    if (!isOver && sent < size) throw serviceUnavailable('the upload was cut short');
    await reading;
    await requireSuccess(session, { complaint: complaint.text(), path, container: at.container });
  } catch (error) {
    // A program that has complained says more than the stream that it broke off.
    if (isOver) await requireSuccess(session, { complaint: complaint.text(), path, container: at.container });
    throw error;
  } finally {
    session.close();
  }
};
