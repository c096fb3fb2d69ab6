import { podKind, type Pod } from '@binnacle/kube/api';
import { Type } from 'typebox';
import type { CallContext, Operation } from '../operation.ts';
import { chooseContainer } from '../pods/index.ts';
import { clusterOperation, NameField, NamespaceField } from '../resources/index.ts';
import { listFolder } from './list.ts';
import { toChangedPath, toPath } from './path.ts';
import { runProgram, scriptOf, type ContainerAddress } from './run.ts';
import { downloadPath, uploadFile } from './transfer.ts';
import type {
  FileChangedOutput,
  FileDeleteInput,
  FileDownloadOutput,
  FileInput,
  FileListOutput,
  FileReadInput,
  FileRenameInput,
  FileUploadInput,
} from './types.ts';

export interface FileOperations {
  read: Operation<FileReadInput, FileListOutput | FileDownloadOutput>;
  upload: Operation<FileUploadInput, FileChangedOutput>;
  rename: Operation<FileRenameInput, FileChangedOutput>;
  delete: Operation<FileDeleteInput, FileChangedOutput>;
}

/** Bytes; more is better brought in an image or a volume. */
export const largestUpload = 2 * 1024 ** 3;

const PathField = Type.String({ minLength: 1, maxLength: 4_096 });
const fields = {
  namespace: NamespaceField,
  name: NameField,
  container: Type.Optional(NameField),
  path: PathField,
};

const renameScript = `
if [ -e "$2" ] || [ -L "$2" ]; then echo "$2: File exists" >&2; exit 1; fi
exec mv "$1" "$2"
`;
const deleteScript = `
if [ ! -e "$1" ] && [ ! -L "$1" ]; then echo "$1: No such file or directory" >&2; exit 1; fi
if [ -d "$1" ] && [ ! -L "$1" ]; then exec rmdir "$1"; fi
exec rm -f "$1"
`;
const deleteAllScript = `
if [ ! -e "$1" ] && [ ! -L "$1" ]; then echo "$1: No such file or directory" >&2; exit 1; fi
exec rm -rf "$1"
`;

/** Files of containers, through their own shell: whoever may open a terminal may read and write them. */
export const createFileOperations = (): FileOperations => ({
  read: clusterOperation({
    id: 'files.read',
    summary: 'What is in a folder of a container, or a file or a folder to keep',
    effect: 'read',
    access: 'operator',
    input: Type.Object({ ...fields, download: Type.Optional(Type.Boolean()) }),
    run: async ({ download = false, ...input }, context) => {
      const path = toPath(input.path);
      const at = await addressOf(input, context);
      if (!download) return { container: at.container, path, items: await listFolder(at, path) };
      // Tokens and Secrets are files too.
      context.delicate = true;
      return downloadPath(at, path);
    },
  }),
  upload: clusterOperation({
    id: 'files.upload',
    summary: 'Put a file into a container',
    effect: 'write',
    access: 'operator',
    input: Type.Object({
      ...fields,
      size: Type.Integer({ minimum: 0, maximum: largestUpload }),
      body: Type.Unsafe<FileUploadInput['body']>({}),
    }),
    run: async (input, context) => {
      const path = toChangedPath(input.path);
      await uploadFile(await addressOf(input, context), path, input);
      return { path, size: input.size };
    },
  }),
  rename: clusterOperation({
    id: 'files.rename',
    summary: 'Move a file or folder within a container',
    effect: 'write',
    access: 'operator',
    input: Type.Object({ ...fields, to: PathField }),
    run: async (input, context) => {
      const path = toChangedPath(input.path);
      const to = toChangedPath(input.to, 'to');
      await runProgram(await addressOf(input, context), scriptOf(renameScript, path, to), path);
      return { path: to };
    },
  }),
  delete: clusterOperation({
    id: 'files.delete',
    summary: 'Remove a file or folder of a container',
    effect: 'write',
    access: 'operator',
    input: Type.Object({ ...fields, recursive: Type.Optional(Type.Boolean()) }),
    run: async (input, context) => {
      const path = toChangedPath(input.path);
      const script = input.recursive === true ? deleteAllScript : deleteScript;
      await runProgram(await addressOf(input, context), scriptOf(script, path), path);
      return { path };
    },
  }),
});

const addressOf = async (
  { namespace, name, container }: FileInput,
  { cluster: { client }, signal }: CallContext,
): Promise<ContainerAddress> => {
  const key = { namespace, name };
  const pod = await client.get<Pod>(podKind, key, signal);
  return { client, key, container: chooseContainer(pod, container), signal };
};
