import { FileError } from './file-error.ts';
import { newDirectory, newFile, newLink, type DirectoryNode, type FileNode, type Node } from './node.ts';
import { nodeBytes, type Quota } from './quota.ts';

/** Something mounted at a path. */
export interface Mount {
  /** Absolute, without symbolic links. */
  readonly path: string;
  /** A file when a single one is mounted. Asked at each use: its content may be renewed. */
  readonly root: () => Node;
  readonly readOnly: boolean;
  readonly quota: Quota;
  /** As `mount` prints it. */
  readonly device: string;
  readonly fsType: string;
}

/** Who asks. */
export interface Identity {
  uid: number;
  gid: number;
}

/** A path that was walked: where it ends and what is there. */
interface Place {
  /** Absolute, without symbolic links. */
  path: string;
  node: Node | undefined;
  parent: DirectoryNode;
  name: string;
  mount: Mount;
}

/** The files of one container, for one who asks. Paths are absolute. Failures are FileErrors. */
export interface FileSystem {
  readonly mounts: readonly Mount[];
  /** Follows symbolic links. */
  stat(path: string): Node;
  lstat(path: string): Node;
  exists(path: string): boolean;
  realPath(path: string): string;
  mountOf(path: string): Mount;
  /** Names in order. */
  list(path: string): string[];
  read(path: string): Uint8Array;
  /** Creates the file, or replaces or lengthens what it holds. */
  write(path: string, bytes: Uint8Array, options?: { append?: boolean; mode?: number }): void;
  /** As cp -p, tar and touch need it. */
  change(path: string, attributes: Partial<Pick<Node, 'mode' | 'uid' | 'gid' | 'mtime'>>): void;
  makeDirectory(path: string, mode?: number): void;
  link(target: string, path: string): void;
  hardLink(from: string, path: string): void;
  /** Files and links. */
  unlink(path: string): void;
  removeDirectory(path: string): void;
  rename(from: string, to: string): void;
  /** The same files from a directory on, which is their root. */
  within(path: string): FileSystem;
}

const maxLinks = 40;
const maxName = 255;

const execute = 1;
const write = 2;
const read = 4;

export interface FileSystemOptions {
  mounts: Mount[];
  now: () => number;
  identity: Identity;
}

/** What a node takes of its device; the bytes of a file go with its last name. */
const costOf = (node: Node): number => nodeBytes + (node.type === 'file' && node.links === 1 ? node.bytes.length : 0);

/** The bytes with more at their end. Room is kept behind them, so that many small additions cost no copy each. */
const appended = (node: FileNode, more: Uint8Array): Uint8Array => {
  const { bytes } = node;
  const length = bytes.length + more.length;
  let { room } = node;
  if (room === undefined || room.buffer !== bytes.buffer || room.length < length) {
    room = new Uint8Array(Math.max(length * 2, 4096));
    room.set(bytes);
    node.room = room;
  }
  room.set(more, bytes.length);
  return room.subarray(0, length);
};

/** Joins a path to a working directory and takes `.` and `..` out where no symbolic link can matter. */
export const toAbsolute = (path: string, cwd: string): string => (path.startsWith('/') ? path : `${cwd}/${path}`);

export const createFileSystem = ({ mounts, now, identity }: FileSystemOptions): FileSystem => {
  const [rootMount] = mounts as [Mount];
  const mountAt = new Map(mounts.map((mount) => [mount.path, mount]));

  const allows = (node: Node, bit: number): boolean => {
    if (identity.uid === 0) return true;
    const shift = node.uid === identity.uid ? 6 : node.gid === identity.gid ? 3 : 0;
    return ((node.mode >> shift) & bit) !== 0;
  };

  /** Walks a path; the last part may be missing. */
  const walk = (path: string, followLast: boolean): Place => {
    if (path.length > 4096) throw new FileError('ENAMETOOLONG', path);
    const root = rootMount.root() as DirectoryNode;
    let at: Place = { path: '/', node: root, parent: root, name: '/', mount: rootMount };
    const trail: Place[] = [];
    const parts = path.split('/').filter((part) => part !== '');
    const isDirectoryMeant = path.endsWith('/');
    let links = 0;
    while (parts.length > 0) {
      const part = parts.shift() as string;
      if (part === '.') continue;
      if (part === '..') {
        at = trail.pop() ?? at;
        continue;
      }
      if (part.length > maxName) throw new FileError('ENAMETOOLONG', path);
      const { node } = at;
      if (node === undefined) throw new FileError('ENOENT', path);
      if (node.type !== 'directory') throw new FileError('ENOTDIR', path);
      if (!allows(node, execute)) throw new FileError('EACCES', path);
      const full = at.path === '/' ? `/${part}` : `${at.path}/${part}`;
      const mount = mountAt.get(full);
      const child = mount === undefined ? node.children.get(part) : mount.root();
      const isLast = parts.length === 0;
      if (child?.type === 'link' && (!isLast || followLast || isDirectoryMeant)) {
        if (++links > maxLinks) throw new FileError('ELOOP', path);
        if (child.target.startsWith('/')) {
          at = { path: '/', node: root, parent: root, name: '/', mount: rootMount };
          trail.length = 0;
        }
        parts.unshift(...child.target.split('/').filter((piece) => piece !== ''));
        continue;
      }
      trail.push(at);
      at = { path: full, node: child, parent: node, name: part, mount: mount ?? at.mount };
    }
    if (isDirectoryMeant && at.node !== undefined && at.node.type !== 'directory') throw new FileError('ENOTDIR', path);
    return at;
  };

  const find = (path: string, followLast = true): Place & { node: Node } => {
    const place = walk(path, followLast);
    if (place.node === undefined) throw new FileError('ENOENT', path);
    return { ...place, node: place.node };
  };

  const requireWritable = ({ mount, parent }: Place, path: string, node: Node = parent) => {
    if (mount.readOnly) throw new FileError('EROFS', path);
    if (!allows(node, write)) throw new FileError('EACCES', path);
  };

  const take = ({ mount }: Place, bytes: number, path: string) => {
    if (!mount.quota.take(bytes)) throw new FileError('ENOSPC', path);
  };

  const place = (path: string, node: Node): void => {
    const at = walk(path, false);
    if (at.node !== undefined) throw new FileError('EEXIST', path);
    requireWritable(at, path);
    take(at, costOf(node), path);
    node.uid = identity.uid;
    node.gid = identity.gid;
    at.parent.children.set(at.name, node);
    at.parent.mtime = now();
  };

  const remove = (at: Place & { node: Node }, path: string): void => {
    if (mountAt.has(at.path)) throw new FileError('EBUSY', path);
    requireWritable(at, path);
    at.parent.children.delete(at.name);
    at.parent.mtime = now();
    take(at, -costOf(at.node), path);
    if (at.node.type === 'file') at.node.links--;
  };

  return {
    mounts,
    stat: (path) => find(path).node,
    lstat: (path) => find(path, false).node,
    exists: (path) => {
      try {
        return walk(path, true).node !== undefined;
      } catch (error) {
        if (error instanceof FileError) return false;
        throw error;
      }
    },
    realPath: (path) => find(path).path,
    mountOf: (path) => find(path).mount,
    list: (path) => {
      const { node } = find(path);
      if (node.type !== 'directory') throw new FileError('ENOTDIR', path);
      if (!allows(node, read)) throw new FileError('EACCES', path);
      return [...node.children.keys()].sort((a, b) => (a < b ? -1 : 1));
    },
    read: (path) => {
      const { node } = find(path);
      if (node.type === 'directory') throw new FileError('EISDIR', path);
      if (!allows(node, read)) throw new FileError('EACCES', path);
      if (node.type === 'live') return new TextEncoder().encode(node.read());
      return node.type === 'file' ? node.bytes : new Uint8Array();
    },
    write: (path, bytes, { append = false, mode = 0o644 } = {}) => {
      const at = walk(path, true);
      if (at.node === undefined) return place(at.path, newFile(Uint8Array.from(bytes), now(), mode));
      const { node } = at;
      if (node.type === 'directory') throw new FileError('EISDIR', path);
      if (node.type === 'device') return;
      requireWritable(at, path, node);
      if (node.type !== 'file') throw new FileError('EACCES', path);
      const kept = append ? node.bytes.length : 0;
      take(at, kept + bytes.length - node.bytes.length, path);
      node.bytes = kept === 0 ? Uint8Array.from(bytes) : appended(node, bytes);
      delete node.program;
      node.mtime = now();
    },
    change: (path, attributes) => {
      const at = find(path);
      if (at.mount.readOnly) throw new FileError('EROFS', path);
      if (identity.uid !== 0 && at.node.uid !== identity.uid) throw new FileError('EPERM', path);
      Object.assign(at.node, attributes);
    },
    makeDirectory: (path, mode = 0o755) => place(path, newDirectory(now(), mode)),
    link: (target, path) => place(path, newLink(target, now())),
    hardLink: (from, path) => {
      const source = find(from, false);
      if (source.node.type !== 'file') throw new FileError('EPERM', path);
      const at = walk(path, false);
      if (at.node !== undefined) throw new FileError('EEXIST', path);
      if (at.mount !== source.mount) throw new FileError('EXDEV', path);
      requireWritable(at, path);
      take(at, nodeBytes, path);
      source.node.links++;
      at.parent.children.set(at.name, source.node);
    },
    unlink: (path) => {
      const at = find(path, false);
      if (at.node.type === 'directory') throw new FileError('EISDIR', path);
      remove(at, path);
    },
    removeDirectory: (path) => {
      const at = find(path, false);
      if (at.node.type !== 'directory') throw new FileError('ENOTDIR', path);
      if (at.node.children.size > 0) throw new FileError('ENOTEMPTY', path);
      remove(at, path);
    },
    rename: (from, to) => {
      const source = find(from, false);
      const target = walk(to, false);
      if (source.path === target.path) return;
      if (mountAt.has(source.path) || mountAt.has(target.path)) throw new FileError('EBUSY', from);
      if (source.mount !== target.mount) throw new FileError('EXDEV', to);
      if (target.path.startsWith(`${source.path}/`)) throw new FileError('EINVAL', to);
      requireWritable(source, from);
      requireWritable(target, to);
      if (target.node?.type === 'directory') {
        if (source.node.type !== 'directory') throw new FileError('EISDIR', to);
        if (target.node.children.size > 0) throw new FileError('ENOTEMPTY', to);
      }
      if (target.node !== undefined) take(target, -costOf(target.node), to);
      source.parent.children.delete(source.name);
      target.parent.children.set(target.name, source.node);
      source.parent.mtime = now();
      target.parent.mtime = now();
    },
    within: (path) => {
      const place = find(path, true);
      const { node } = place;
      if (node.type !== 'directory') throw new FileError('ENOTDIR', path);
      const below = place.path === '/' ? '' : place.path;
      const inner = mounts
        .filter((mount) => mount.path.startsWith(`${below}/`) && mount !== rootMount)
        .map((mount) => ({ ...mount, path: mount.path.slice(below.length) }));
      return createFileSystem({ mounts: [{ ...place.mount, path: '/', root: () => node }, ...inner], now, identity });
    },
  };
};
