import { newDevice, newDirectory, newFile, newLink, type DirectoryNode, type FileNode } from '../files/node.ts';
import { profileOf, type ImageProfile } from './profile.ts';

/** The file system that an image brings. Its bytes are shared by all containers. */

const encoder = new TextEncoder();
const bytesOf = new Map<string, Uint8Array>();

/** One copy of a text for all containers. */
const shared = (text: string): Uint8Array => {
  let bytes = bytesOf.get(text);
  if (bytes === undefined) {
    bytes = encoder.encode(text);
    // What differs from image to image is small and need not be kept.
    if (bytesOf.size < 500) bytesOf.set(text, bytes);
  }
  return bytes;
};

const osRelease = {
  alpine:
    'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.22.1\nPRETTY_NAME="Alpine Linux v3.22"\nHOME_URL="https://alpinelinux.org/"\n',
  debian:
    'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nVERSION="12 (bookworm)"\nVERSION_CODENAME=bookworm\nID=debian\nHOME_URL="https://www.debian.org/"\n',
  busybox: '',
  none: 'PRETTY_NAME="Distroless"\nNAME="Debian GNU/Linux"\nID="debian"\nVERSION_ID="12"\n',
} as const;

const passwd =
  'root:x:0:0:root:/root:/bin/sh\nbin:x:1:1:bin:/bin:/sbin/nologin\ndaemon:x:2:2:daemon:/:/sbin/nologin\nwww-data:x:33:33:www-data:/var/www:/sbin/nologin\nnginx:x:101:101:nginx:/nonexistent:/bin/false\napp:x:1000:1000:app:/app:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin\n';
const group = 'root:x:0:\nbin:x:1:\ndaemon:x:2:\nwww-data:x:33:\nnginx:x:101:\napp:x:1000:\nnogroup:x:65534:\n';

/** Programs that an image of this kind lacks. */
const missing: Readonly<Record<ImageProfile['os'], readonly string[]>> = {
  alpine: ['bash', 'curl'],
  busybox: ['bash', 'curl', 'getent'],
  debian: ['ash', 'wget', 'nslookup', 'ifconfig'],
  none: [],
};

const inSbin = new Set(['ip', 'ifconfig', 'route']);

const program = (name: string, time: number): FileNode => ({
  ...newFile(shared(`\x7fELF\x02\x01\x01 ${name}\n`), time, 0o755),
  program: name,
});

const put = (
  root: DirectoryNode,
  path: string,
  node: DirectoryNode['children'] extends Map<string, infer N> ? N : never,
) => {
  const parts = path.split('/').filter((part) => part !== '');
  const name = parts.pop() as string;
  let at = root;
  for (const part of parts) {
    let next = at.children.get(part);
    if (next?.type !== 'directory') {
      next = newDirectory(root.mtime);
      at.children.set(part, next);
    }
    at = next;
  }
  at.children.set(name, node);
};

/** A fresh tree for one run of a container. `time` is when the image was made, epoch ms. */
export const createRootFiles = (profile: ImageProfile, names: readonly string[], time: number): DirectoryNode => {
  const root = newDirectory(time);
  const directories = [
    'dev',
    'etc',
    'home',
    'proc',
    'root',
    'run',
    'sys',
    'usr/bin',
    'usr/lib',
    'var/lib',
    'var/log',
    'var/run',
    'bin',
    'sbin',
    'lib',
    'opt',
    'mnt',
    'srv',
  ];
  for (const path of directories) put(root, path, newDirectory(time));
  put(root, 'tmp', newDirectory(time, 0o1777));
  put(root, 'var/tmp', newDirectory(time, 0o1777));
  if (profile.workingDir !== '/') put(root, profile.workingDir, newDirectory(time));
  for (const device of ['null', 'zero', 'random', 'tty', 'stdin', 'stdout', 'stderr'] as const)
    put(root, `dev/${device}`, newDevice(device, time));
  put(root, 'dev/urandom', newDevice('random', time));
  put(root, 'etc/passwd', newFile(shared(passwd), time));
  put(root, 'etc/group', newFile(shared(group), time));
  const release = osRelease[profile.os];
  if (release !== '') put(root, 'etc/os-release', newFile(shared(release), time));
  if (profile.os === 'alpine') put(root, 'etc/alpine-release', newFile(shared('3.22.1\n'), time));
  if (profile.os === 'debian') put(root, 'etc/debian_version', newFile(shared('12.11\n'), time));
  for (const [path, text] of Object.entries(profile.files)) put(root, path, newFile(shared(text), time));
  const [own = ''] = profile.command;
  if (own.startsWith('/')) put(root, own, newFile(shared(`\x7fELF\x02\x01\x01 ${own}\n`), time, 0o755));
  if (profile.os === 'none') return root;
  for (const name of names) {
    if (missing[profile.os].includes(name)) continue;
    if (profile.os === 'busybox') put(root, `bin/${name}`, program(name, time));
    else put(root, inSbin.has(name) ? `sbin/${name}` : `usr/bin/${name}`, program(name, time));
  }
  if (profile.os !== 'busybox') put(root, 'bin', newLink('usr/bin', time));
  return root;
};

/** The files of a node, as a Pod with a `hostPath` sees them. `time` is when somebody first looks, epoch ms. */
export const createNodeFiles = (
  { name, osImage }: { name: string; osImage: string },
  names: readonly string[],
  time: number,
): DirectoryNode => {
  const root = createRootFiles(profileOf('ubuntu'), names, time);
  for (const path of ['boot', 'etc/kubernetes/manifests', 'var/lib/containerd', 'var/lib/kubelet/pods', 'var/log/pods'])
    put(root, path, newDirectory(time));
  put(root, 'etc/hostname', newFile(shared(`${name}\n`), time));
  put(root, 'etc/os-release', newFile(shared(`PRETTY_NAME="${osImage}"\n`), time));
  return root;
};
