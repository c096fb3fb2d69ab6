/**
 * Files of a container, at /clusters/{id}/pods/{name}/files?namespace&container&path (absolute).
 * GET → FilesReply; with `download=1` a file as it is, a folder as a tar archive.
 * PUT with a body of type application/octet-stream and its Content-Length → {path, size}: a new file, or the new content of one.
 * DELETE → {path}; a folder with all that is in it with `recursive=1`. POST …/files/rename?…&to= → {path}; nothing may be there.
 */
export interface FilesReply {
  container: string;
  path: string;
  /** By name. */
  items: WireFile[];
  total: number;
}

export interface WireFile {
  name: string;
  type: 'file' | 'directory' | 'link' | 'other';
  /** Bytes. */
  size: number;
  /** `0644` */
  mode: string;
  uid: number;
  gid: number;
  /** RFC 3339. */
  modified_at: string;
  /** Of a link. */
  target?: string;
}
