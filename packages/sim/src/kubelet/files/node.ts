/** What a file system is made of. Bytes are never changed in place, so that containers share what they only read. */

interface Attributes {
  /** Permission bits. */
  mode: number;
  uid: number;
  gid: number;
  /** Epoch ms. */
  mtime: number;
}

export interface FileNode extends Attributes {
  readonly type: 'file';
  bytes: Uint8Array;
  /** A larger array that `bytes` begins, with room for what is added. */
  room?: Uint8Array;
  /** The name of the program that it stands for. */
  program?: string;
  links: number;
}

export interface DirectoryNode extends Attributes {
  readonly type: 'directory';
  readonly children: Map<string, Node>;
}

export interface LinkNode extends Attributes {
  readonly type: 'link';
  readonly target: string;
}

export interface DeviceNode extends Attributes {
  readonly type: 'device';
  readonly device: 'null' | 'zero' | 'random' | 'tty' | 'stdin' | 'stdout' | 'stderr';
}

/** Its bytes are made anew at each reading: /proc. */
export interface LiveNode extends Attributes {
  readonly type: 'live';
  readonly read: () => string;
}

export type Node = FileNode | DirectoryNode | LinkNode | DeviceNode | LiveNode;

const root = { uid: 0, gid: 0 };
const encoder = new TextEncoder();

export const newDirectory = (mtime: number, mode = 0o755): DirectoryNode => ({
  type: 'directory',
  children: new Map(),
  mode,
  mtime,
  ...root,
});

export const newFile = (bytes: Uint8Array | string, mtime: number, mode = 0o644): FileNode => ({
  type: 'file',
  bytes: typeof bytes === 'string' ? encoder.encode(bytes) : bytes,
  links: 1,
  mode,
  mtime,
  ...root,
});

export const newLink = (target: string, mtime: number): LinkNode => ({
  type: 'link',
  target,
  mode: 0o777,
  mtime,
  ...root,
});

export const newLive = (read: () => string, mtime: number): LiveNode => ({
  type: 'live',
  read,
  mode: 0o444,
  mtime,
  ...root,
});

export const newDevice = (device: DeviceNode['device'], mtime: number): DeviceNode => ({
  type: 'device',
  device,
  mode: 0o666,
  mtime,
  ...root,
});

export const sizeOf = (node: Node): number => {
  switch (node.type) {
    case 'file':
      return node.bytes.length;
    case 'link':
      return node.target.length;
    case 'directory':
      return 4096;
    case 'device':
    case 'live':
      return 0;
  }
};
