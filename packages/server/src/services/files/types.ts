import type { Readable } from 'node:stream';

/** Files of a container. Container default: the default-container annotation, else the first. */
export interface FileInput {
  namespace: string;
  name: string;
  container?: string;
  /** Absolute; it is normalised, so that `..` never leads above `/`. */
  path: string;
}

export interface FileReadInput extends FileInput {
  /** A file as it is, a folder as an archive; without it, what is in a folder. */
  download?: boolean;
}

export interface FileEntry {
  name: string;
  type: 'file' | 'directory' | 'link' | 'other';
  /** Bytes. */
  size: number;
  /** `0644`. */
  mode: string;
  uid: number;
  gid: number;
  /** Epoch ms. */
  modifiedAt: number;
  /** Of a link. */
  target?: string;
}

export interface FileListOutput {
  container: string;
  path: string;
  items: FileEntry[];
}

/** A file as it is, a folder as a tar archive. */
export interface FileDownloadOutput {
  fileName: string;
  contentType: string;
  stream: AsyncIterable<Uint8Array>;
}

export interface FileUploadInput extends FileInput {
  /** Bytes of the body. */
  size: number;
  body: Readable;
}

export interface FileRenameInput extends FileInput {
  /** Absolute. Nothing may be there. */
  to: string;
}

export interface FileDeleteInput extends FileInput {
  /** A folder with all that is in it. */
  recursive?: boolean;
}

export interface FileChangedOutput {
  path: string;
  size?: number;
}
