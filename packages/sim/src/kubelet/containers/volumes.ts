import { quantityToNumber, type KubeObject } from '@binnacle/kube/api';
import { refs, type ConfigMap, type Container, type Node as ClusterNode, type Pod } from '../../local/objects.ts';
import type { ControllerContext, IssueToken } from '../../types.ts';
import type { Mount } from '../files/file-system.ts';
import { newDirectory, newFile, newLink, type DirectoryNode, type Node } from '../files/node.ts';
import { createQuota, type Quota } from '../files/quota.ts';
import { createNodeFiles } from '../images/root-files.ts';
import { programs } from '../shell/commands/index.ts';
import { fieldValue, resourceFieldValue, type ResourceFieldRef } from './downward-api.ts';
import type { Secret } from './environment.ts';

interface Item {
  key: string;
  path: string;
  mode?: number;
}

interface DownwardItem {
  path: string;
  fieldRef?: { fieldPath: string };
  resourceFieldRef?: ResourceFieldRef;
  mode?: number;
}

/** What a projected volume is made of; a volume of one kind is projected from one source. */
interface Source {
  configMap?: { name?: string; items?: Item[]; optional?: boolean };
  secret?: { name?: string; items?: Item[]; optional?: boolean };
  downwardAPI?: { items?: DownwardItem[] };
  serviceAccountToken?: { path: string; expirationSeconds?: number; audience?: string };
}

export interface PodVolume {
  name: string;
  configMap?: Source['configMap'] & { defaultMode?: number };
  secret?: { secretName?: string; items?: Item[]; optional?: boolean; defaultMode?: number };
  downwardAPI?: { items?: DownwardItem[]; defaultMode?: number };
  projected?: { sources?: Source[]; defaultMode?: number };
  emptyDir?: { medium?: string; sizeLimit?: string };
  persistentVolumeClaim?: { claimName: string; readOnly?: boolean };
  hostPath?: { path: string };
  [kind: string]: unknown;
}

interface VolumeMount {
  name: string;
  mountPath: string;
  subPath?: string;
  subPathExpr?: string;
  readOnly?: boolean;
}

/** A volume of a Pod; its containers share it. */
export interface Volume {
  /** A file where the node has one at the path. */
  root: () => Node;
  readOnly: boolean;
  quota: Quota;
  device: string;
  fsType: string;
}

/** Room that a volume without a size has in memory. */
const volumeBytes = 16 << 20;

const two = (value: number) => String(value).padStart(2, '0');

/** `..2026_11_21_11_05_33.12345678`: where one state of a projected volume lies. */
const stampOf = (ms: number): string => {
  const date = new Date(ms);
  const day = `${date.getUTCFullYear()}_${two(date.getUTCMonth() + 1)}_${two(date.getUTCDate())}`;
  return `..${day}_${two(date.getUTCHours())}_${two(date.getUTCMinutes())}_${two(date.getUTCSeconds())}.${String(Math.floor(ms % 1000) * 1_000_003).slice(0, 9)}`;
};

interface Payload {
  bytes: Uint8Array;
  mode: number;
}

/** Files as a kubelet lays them out: in a directory of their own, with links that all turn at once. */
const layOut = (files: ReadonlyMap<string, Payload>, now: number): DirectoryNode => {
  const root = newDirectory(now, 0o1777);
  const stamp = stampOf(now);
  const state = newDirectory(now);
  root.children.set(stamp, state);
  root.children.set('..data', newLink(stamp, now));
  for (const [path, { bytes, mode }] of files) {
    const parts = path.split('/').filter((part) => part !== '');
    const name = parts.pop() ?? '';
    let at = state;
    for (const part of parts) {
      const next = at.children.get(part);
      const directory = next?.type === 'directory' ? next : newDirectory(now);
      at.children.set(part, directory);
      at = directory;
    }
    at.children.set(name, newFile(bytes, now, mode));
    const top = parts[0] ?? name;
    root.children.set(top, newLink(`..data/${top}`, now));
  }
  return root;
};

export interface VolumeContext {
  client: ControllerContext['client'];
  clock: ControllerContext['clock'];
  issueToken: IssueToken;
  /** The room that all volumes of the cluster share. */
  room: Quota;
  /** Claims keep what is in them beyond the Pod. */
  claims: Map<string, Volume>;
  /** The files of nodes, by their names. */
  hosts: Map<string, Volume>;
}

const encoder = new TextEncoder();

export const sourcesOf = (volume: PodVolume): { sources: Source[]; defaultMode: number } | undefined => {
  const { configMap, secret, downwardAPI, projected } = volume;
  const mode = (own: number | undefined) => own ?? 0o644;
  if (configMap !== undefined) return { sources: [{ configMap }], defaultMode: mode(configMap.defaultMode) };
  if (secret !== undefined) {
    const { secretName, defaultMode, ...rest } = secret;
    return {
      sources: [{ secret: { ...rest, ...(secretName === undefined ? {} : { name: secretName }) } }],
      defaultMode: mode(defaultMode),
    };
  }
  if (downwardAPI !== undefined) return { sources: [{ downwardAPI }], defaultMode: mode(downwardAPI.defaultMode) };
  if (projected !== undefined) return { sources: projected.sources ?? [], defaultMode: mode(projected.defaultMode) };
  return undefined;
};

/** Projected files, renewed when what they come from has changed. */
const projectedVolume = (
  { client, clock, issueToken }: VolumeContext,
  { pod, volume }: { pod: () => Pod; volume: PodVolume },
): (() => DirectoryNode) => {
  const { sources, defaultMode } = sourcesOf(volume) ?? { sources: [], defaultMode: 0o644 };
  let seen: unknown[] = [];
  let root = newDirectory(clock.now());
  let tokenFrom = -Infinity;

  const dataOf = (object: KubeObject | undefined, isSecret: boolean): Map<string, Uint8Array> => {
    const { data = {}, binaryData = {} } = (object ?? {}) as ConfigMap & { binaryData?: Record<string, string> };
    const encoding = isSecret ? 'base64' : 'utf8';
    return new Map([
      ...Object.entries(data).map(([key, value]) => [key, Buffer.from(value, encoding)] as const),
      ...Object.entries(binaryData).map(([key, value]) => [key, Buffer.from(value, 'base64')] as const),
    ]);
  };

  const collect = (objects: readonly (KubeObject | undefined)[]): Map<string, Payload> => {
    const files = new Map<string, Payload>();
    const { metadata, spec } = pod();
    sources.forEach((source, i) => {
      const keyed = source.configMap ?? source.secret;
      if (keyed !== undefined) {
        const data = dataOf(objects[i], source.secret !== undefined);
        const items = keyed.items ?? [...data.keys()].map((key): Item => ({ key, path: key }));
        for (const { key, path, mode } of items) {
          const bytes = data.get(key);
          if (bytes !== undefined) files.set(path, { bytes, mode: mode ?? defaultMode });
        }
      }
      for (const { path, fieldRef, resourceFieldRef, mode } of source.downwardAPI?.items ?? []) {
        const [first] = spec.containers;
        const text =
          fieldRef !== undefined
            ? fieldValue(pod(), fieldRef.fieldPath)
            : first !== undefined && resourceFieldRef !== undefined
              ? resourceFieldValue(pod(), first, resourceFieldRef)
              : '';
        files.set(path, { bytes: encoder.encode(text), mode: mode ?? defaultMode });
      }
      const { serviceAccountToken } = source;
      if (serviceAccountToken !== undefined) {
        const account = { namespace: metadata.namespace ?? '', name: spec.serviceAccountName ?? 'default' };
        const { expirationSeconds = 3600, audience } = serviceAccountToken;
        const token = issueToken(account, {
          seconds: expirationSeconds,
          pod: { name: metadata.name, uid: metadata.uid ?? '' },
          ...(audience === undefined ? {} : { audience }),
        });
        files.set(serviceAccountToken.path, { bytes: encoder.encode(token ?? ''), mode: defaultMode });
      }
    });
    return files;
  };

  return () => {
    const namespace = pod().metadata.namespace ?? '';
    const objects = sources.map(({ configMap, secret }) => {
      if (configMap !== undefined)
        return client.get<ConfigMap>(refs.configMaps, { namespace, name: configMap.name ?? '' });
      if (secret !== undefined) return client.get<Secret>(refs.secrets, { namespace, name: secret.name ?? '' });
      return undefined;
    });
    // Objects are never changed in place: the same one holds the same data. Downward fields follow the Pod's metadata.
    const now = [...objects, ...(sources.some(({ downwardAPI }) => downwardAPI !== undefined) ? [pod().metadata] : [])];
    const isStale =
      clock.now() - tokenFrom > 45 * 60_000 &&
      sources.some(({ serviceAccountToken }) => serviceAccountToken !== undefined);
    if (isStale || now.length !== seen.length || now.some((object, i) => object !== seen[i])) {
      seen = now;
      tokenFrom = clock.now();
      root = layOut(collect(objects), clock.now());
    }
    return root;
  };
};

interface Disk {
  root: DirectoryNode;
  /** Bytes. */
  limit: number;
  device: string;
  fsType: string;
}

const volumeOf = ({ room }: VolumeContext, { root, limit, ...disk }: Disk): Volume => ({
  root: () => root,
  readOnly: false,
  quota: createQuota(limit, room),
  ...disk,
});

/** A path of the node that a Pod is on; Pods of one node see the same files. */
const hostVolume = (context: VolumeContext, name: string, path: string): Volume => {
  const { client, clock, hosts } = context;
  let host = hosts.get(name);
  if (host === undefined) {
    const osImage = client.get<ClusterNode>(refs.nodes, { name })?.status?.nodeInfo?.osImage ?? 'Linux';
    const root = createNodeFiles({ name, osImage }, Object.keys(programs), clock.now());
    host = volumeOf(context, { root, limit: volumeBytes, device: '/dev/sda1', fsType: 'ext4' });
    hosts.set(name, host);
  }
  return { ...host, root: fixed(at(host, path, clock.now())) };
};

/** The volumes of one Pod, made when they are first needed. */
export const createVolumes = (context: VolumeContext, pod: () => Pod) => {
  const made = new Map<string, Volume>();

  const writable = (limit: number, device: string, fsType: string): Volume =>
    volumeOf(context, { root: newDirectory(context.clock.now(), 0o777), limit, device, fsType });

  const make = (volume: PodVolume): Volume => {
    if (sourcesOf(volume) !== undefined)
      return {
        root: projectedVolume(context, { pod, volume }),
        readOnly: true,
        quota: createQuota(volumeBytes),
        device: 'tmpfs',
        fsType: 'tmpfs',
      };
    const claim = volume.persistentVolumeClaim?.claimName;
    if (claim !== undefined) {
      const key = `${pod().metadata.namespace ?? ''}/${claim}`;
      const held = context.claims.get(key) ?? writable(volumeBytes, '/dev/sdb', 'ext4');
      context.claims.set(key, held);
      return { ...held, readOnly: volume.persistentVolumeClaim?.readOnly === true };
    }
    if (volume.hostPath !== undefined) return hostVolume(context, pod().spec.nodeName ?? '', volume.hostPath.path);
    const { sizeLimit, medium } = volume.emptyDir ?? {};
    const limit = sizeLimit === undefined ? volumeBytes : Math.min(volumeBytes, quantityToNumber(sizeLimit));
    return medium === 'Memory' ? writable(limit, 'tmpfs', 'tmpfs') : writable(limit, '/dev/sda1', 'ext4');
  };

  /** The mounts of one container, after its root. `env` is for subPathExpr. */
  const mountsOf = (container: Container, env: ReadonlyMap<string, string>): Mount[] =>
    ((container.volumeMounts ?? []) as VolumeMount[]).flatMap((mount): Mount[] => {
      const source = ((pod().spec.volumes ?? []) as PodVolume[]).find(({ name }) => name === mount.name);
      if (source === undefined) return [];
      const volume = made.get(mount.name) ?? make(source);
      made.set(mount.name, volume);
      const sub =
        mount.subPath ?? mount.subPathExpr?.replace(/\$\(([^)]+)\)/g, (_, name: string) => env.get(name) ?? '');
      const root = sub === undefined || sub === '' ? volume.root : fixed(at(volume, sub, context.clock.now()));
      return [
        {
          path: mount.mountPath.replace(/\/+$/, ''),
          root,
          readOnly: volume.readOnly || mount.readOnly === true,
          quota: volume.quota,
          device: volume.device,
          fsType: volume.fsType,
        },
      ];
    });

  return { mountsOf };
};

const fixed = (node: Node) => () => node;

/** A path inside a volume, made as a directory when it is missing. What is mounted by a sub-path is not renewed. */
const at = (volume: Volume, path: string, now: number): Node => {
  let node: Node = volume.root();
  for (const part of path.split('/').filter((piece) => piece !== '')) {
    if (node.type !== 'directory') return node;
    let next: Node | undefined = node.children.get(part);
    if (next?.type === 'link') next = at(volume, next.target, now);
    if (next === undefined) {
      next = newDirectory(now);
      node.children.set(part, next);
    }
    node = next;
  }
  return node.type === 'link' ? at(volume, node.target, now) : node;
};
