import { consoleBase } from '../console.ts';
import type { FilesReply } from '../files.ts';
import type { Cancel } from './address.ts';
import type { Http } from './http.ts';

/** A path in a container; the default container without one. */
export interface FileAddress {
  clusterId: number;
  namespace: string;
  pod: string;
  container?: string;
  /** Absolute. */
  path: string;
}

const filesPath = ({ clusterId, pod }: FileAddress): string =>
  `${consoleBase}/clusters/${clusterId}/pods/${encodeURIComponent(pod)}/files`;
const queryOf = ({ namespace, container, path }: FileAddress) => ({ namespace, container, path });

/** Files of containers, as functions. An upload is a PUT of the bytes to the address that `fileUrl` gives, which shows its progress. */
export const createFileActions = (http: Http) => ({
  listFiles: (at: FileAddress, cancel: Cancel = {}) =>
    http.json<FilesReply>(filesPath(at), { ...cancel, query: queryOf(at) }),
  renameFile: (at: FileAddress, to: string, cancel: Cancel = {}) =>
    http.json<{ path: string }>(`${filesPath(at)}/rename`, {
      ...cancel,
      method: 'POST',
      query: { ...queryOf(at), to },
    }),
  deleteFile: (at: FileAddress, { recursive, ...cancel }: Cancel & { recursive?: boolean } = {}) =>
    http.json<{ path: string }>(filesPath(at), { ...cancel, method: 'DELETE', query: { ...queryOf(at), recursive } }),
  /** Of a file, or of a folder as a tar archive: for a link that downloads, and for uploads without `download`. */
  fileUrl: (at: FileAddress, { download = false } = {}): string => {
    const { namespace, container, path } = at;
    const query = new URLSearchParams({ namespace, path, ...(container === undefined ? {} : { container }) });
    if (download) query.set('download', '1');
    return `${filesPath(at)}?${query.toString()}`;
  },
});
