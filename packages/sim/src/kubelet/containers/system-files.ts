import type { Pod } from '../../local/objects.ts';
import { newDirectory, newFile, newLive, type DirectoryNode } from '../files/node.ts';
import type { ContainerContext } from '../shell/container-context.ts';

/** The files that a kubelet and a kernel put into a container: hosts, resolv.conf, /proc and /sys. */

const directoryAt = (root: DirectoryNode, path: string): DirectoryNode => {
  let at = root;
  for (const part of path.split('/').filter((piece) => piece !== '')) {
    const next = at.children.get(part);
    const directory = next?.type === 'directory' ? next : newDirectory(root.mtime);
    at.children.set(part, directory);
    at = directory;
  }
  return at;
};

const hosts = (pod: Pod, hostname: string): string => {
  const aliases = ((pod.spec as { hostAliases?: { ip: string; hostnames?: string[] }[] }).hostAliases ?? []).map(
    ({ ip, hostnames = [] }) => `${ip}\t${hostnames.join('\t')}\n`,
  );
  return (
    '# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\nfe00::1\tip6-allnodes\nfe00::2\tip6-allrouters\n' +
    `${pod.status?.podIP ?? ''}\t${hostname}\n` +
    (aliases.length === 0 ? '' : `\n# Entries added by HostAliases.\n${aliases.join('')}`)
  );
};

const resolvConf = (pod: Pod, nameserver: string): string => {
  const policy = (pod.spec as { dnsPolicy?: string }).dnsPolicy ?? 'ClusterFirst';
  const namespace = pod.metadata.namespace ?? '';
  if (policy === 'Default') return 'nameserver 10.0.0.2\n';
  return `search ${namespace}.svc.cluster.local svc.cluster.local cluster.local\nnameserver ${nameserver}\noptions ndots:5\n`;
};

const kilobytes = (bytes: number): string => `${Math.round(bytes / 1024)} kB`.padStart(14);

/** Writes them into the tree of a container. */
export const addSystemFiles = (
  root: DirectoryNode,
  container: Omit<ContainerContext, 'files'>,
  pod: () => Pod,
): void => {
  const time = container.startedAt;
  const { amounts, clock } = container;
  const put = (path: string, read: () => string) => {
    const slash = path.lastIndexOf('/');
    directoryAt(root, path.slice(0, slash)).children.set(path.slice(slash + 1), newLive(read, time));
  };
  const etc = directoryAt(root, 'etc');
  etc.children.set('hosts', newFile(hosts(pod(), container.hostname), time));
  etc.children.set('hostname', newFile(`${container.hostname}\n`, time));
  etc.children.set('resolv.conf', newFile(resolvConf(pod(), container.network.dnsServer), time));
  put('proc/uptime', () => {
    const seconds = (clock.now() - container.bootedAt) / 1000;
    return `${seconds.toFixed(2)} ${(seconds * amounts.nodeCpus * 0.8).toFixed(2)}\n`;
  });
  put('proc/loadavg', () => {
    const { cpu } = amounts.usage();
    return `${cpu.toFixed(2)} ${(cpu * 0.9).toFixed(2)} ${(cpu * 0.8).toFixed(2)} 1/${200 + container.processes().length} ${100 + container.processes().length}\n`;
  });
  put('proc/meminfo', () =>
    [
      ['MemTotal', amounts.nodeMemory],
      ['MemFree', amounts.nodeMemory * 0.25],
      ['MemAvailable', amounts.nodeMemory * 0.52],
      ['Buffers', amounts.nodeMemory * 0.02],
      ['Cached', amounts.nodeMemory * 0.28],
      ['SwapTotal', 0],
      ['SwapFree', 0],
    ]
      .map(([name, bytes]) => `${`${name}:`.padEnd(10)}${kilobytes(Number(bytes))}\n`)
      .join(''),
  );
  put('proc/cpuinfo', () =>
    Array.from(
      { length: Math.min(amounts.nodeCpus, 64) },
      (_, i) =>
        `processor\t: ${i}\nvendor_id\t: GenuineIntel\nmodel name\t: Simulated CPU @ 2.80GHz\ncpu MHz\t\t: 2800.000\n\n`,
    ).join(''),
  );
  put('proc/version', () => `Linux version ${container.kernel} (buildd@simulated) #71-Ubuntu SMP PREEMPT_DYNAMIC\n`);
  put('proc/filesystems', () => 'nodev\tproc\nnodev\ttmpfs\n\text4\n');
  put('proc/1/cmdline', () => `${(container.processes()[0]?.command ?? '').replaceAll(' ', '\0')}\0`);
  put('proc/1/comm', () => `${(container.processes()[0]?.command ?? '').split(/[ :]/)[0]?.split('/').pop() ?? ''}\n`);
  put('proc/1/environ', () => [...container.env].map(([name, value]) => `${name}=${value}\0`).join(''));
  put(
    'proc/1/status',
    () =>
      `Name:\t${(container.processes()[0]?.command ?? '').split(/[ :]/)[0]?.split('/').pop() ?? ''}\nState:\tS (sleeping)\nPid:\t1\nPPid:\t0\nVmRSS:\t${kilobytes(amounts.usage().memory).trim()}\nThreads:\t4\n`,
  );
  put('sys/fs/cgroup/memory.current', () => `${Math.round(amounts.usage().memory)}\n`);
  put('sys/fs/cgroup/memory.max', () => (amounts.memoryLimit === Infinity ? 'max\n' : `${amounts.memoryLimit}\n`));
  put(
    'sys/fs/cgroup/cpu.max',
    () => `${amounts.cpuLimit === Infinity ? 'max' : Math.round(amounts.cpuLimit * 100_000)} 100000\n`,
  );
  put('sys/fs/cgroup/pids.current', () => `${container.processes().length}\n`);
};
