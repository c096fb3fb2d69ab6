import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const here = import.meta.dirname;
const minute = 60_000;

/** Go modules whose versions decide what is built. Their go.mod files are the only place that names a version. */
const versionedBy = [
  { module: 'k8s.io/kubernetes', dir: 'controlplane' },
  { module: 'go.etcd.io/etcd/server/v3', dir: 'controlplane' },
  { module: 'sigs.k8s.io/kwok', dir: 'kwok' },
] as const;

type Versions = Record<(typeof versionedBy)[number]['module'], string>;

/** Where the programs of a control plane lie. */
export interface Binaries {
  dir: string;
  /** etcd and the Kubernetes servers; the first argument says which. */
  controlplane: string;
  kubectl: string;
  kwok: string;
  /** kwok's own default behaviours of nodes and Pods. */
  stages: string;
  /** e.g. v1.34.4 */
  kubernetesVersion: string;
}

/** The wanted version of each module, as go.mod says. */
const wantedVersions = async (): Promise<Versions> => {
  const entries = versionedBy.map(async ({ module, dir }) => {
    const text = await readFile(path.join(here, dir, 'go.mod'), 'utf8');
    const version = text.split('\n').find((line) => line.replace('require ', '').trim().startsWith(`${module} v`));
    if (version === undefined) throw new Error(`tests/cluster/${dir}/go.mod does not require ${module}`);
    return [module, /\sv\S+/.exec(version)![0].trim()] as const;
  });
  return Object.fromEntries(await Promise.all(entries)) as Versions;
};

const layout = (dir: string, versions: Versions): Binaries => ({
  dir,
  controlplane: path.join(dir, 'controlplane'),
  kubectl: path.join(dir, 'kubectl'),
  kwok: path.join(dir, 'kwok'),
  stages: path.join(dir, 'stages.yaml'),
  kubernetesVersion: versions['k8s.io/kubernetes'],
});

/** What programs say of themselves, where no stamp tells who built them. */
const reportedVersions = async (bin: Binaries): Promise<Partial<Versions>> => {
  const say = async (program: string, ...args: string[]) => (await run(program, args, { timeout: minute })).stdout;
  const client = await say(bin.kubectl, 'version', '--client', '-o', 'json');
  const server = await say(bin.controlplane, 'kube-apiserver', '--version');
  const kubernetes = (JSON.parse(client) as { clientVersion: { gitVersion: string } }).clientVersion.gitVersion;
  if (server.trim() !== `Kubernetes ${kubernetes}`) return {};
  const etcd = /^etcd Version: (\S+)/m.exec(await say(bin.controlplane, 'etcd', '--version'))?.[1];
  const kwok = /^kwok version (\S+)/m.exec(await say(bin.kwok, '--version'))?.[1];
  return { 'k8s.io/kubernetes': kubernetes, 'go.etcd.io/etcd/server/v3': `v${etcd}`, 'sigs.k8s.io/kwok': kwok ?? '' };
};

const isSame = (a: Partial<Versions>, b: Versions): boolean =>
  versionedBy.every(({ module }) => a[module] === b[module]);

/** True when the folder holds the whole set at the wanted versions. */
const isComplete = async (bin: Binaries, wanted: Versions): Promise<boolean> => {
  const stamp = path.join(bin.dir, 'versions.json');
  try {
    for (const file of [bin.controlplane, bin.kubectl, bin.kwok]) await access(file, constants.X_OK);
    await access(bin.stages);
  } catch {
    return false;
  }
  const stamped = await readFile(stamp, 'utf8').catch(() => undefined);
  if (stamped !== undefined) return isSame(JSON.parse(stamped) as Versions, wanted);
  const matches = await reportedVersions(bin).then(
    (reported) => isSame(reported, wanted),
    () => false,
  );
  if (matches) await writeFile(stamp, `${JSON.stringify(wanted, undefined, 2)}\n`);
  return matches;
};

/** The `go` program, or an Error that says what to install. */
const findGo = async (): Promise<string> => {
  for (const candidate of ['go', '/usr/local/go/bin/go']) {
    const works = await run(candidate, ['version'], { timeout: minute }).then(
      () => true,
      () => false,
    );
    if (works) return candidate;
  }
  throw new Error('The real control plane is built from Go modules and no `go` was found: install Go 1.26 or newer.');
};

/** Builds everything into `bin.dir`; a program appears under its name only when it is whole. */
const buildAll = async (bin: Binaries, log: (text: string) => void): Promise<void> => {
  const go = await findGo();
  const [, major, minor] = /^v(\d+)\.(\d+)/.exec(bin.kubernetesVersion)!;
  const set = (name: string, value: string) => `-X k8s.io/component-base/version.${name}=${value}`;
  const named = [
    set('gitVersion', bin.kubernetesVersion),
    set('gitMajor', major!),
    set('gitMinor', minor!),
    set('gitTreeState', 'clean'),
  ].join(' ');
  const build = async (from: string, to: string, what: string) => {
    log(`building ${path.basename(to)} (minutes when cold)…`);
    const partial = `${to}.partial-${process.pid}`;
    try {
      await run(go, ['build', '-buildvcs=false', '-ldflags', `-s -w ${named}`, '-o', partial, what], {
        cwd: path.join(here, from),
        timeout: 30 * minute,
        maxBuffer: 64 * 1024 * 1024,
      });
      await rename(partial, to);
    } finally {
      await rm(partial, { force: true });
    }
  };
  await mkdir(bin.dir, { recursive: true });
  await rm(path.join(bin.dir, 'versions.json'), { force: true });
  await build('controlplane', bin.controlplane, '.');
  await build('controlplane', bin.kubectl, 'k8s.io/kubernetes/cmd/kubectl');
  await build('kwok', bin.kwok, 'sigs.k8s.io/kwok/cmd/kwok');
  await copyStages(go, bin);
};

/** kwok's module carries the behaviours of fast nodes and Pods as manifests. */
const copyStages = async (go: string, bin: Binaries): Promise<void> => {
  const found = await run(go, ['list', '-m', '-f', '{{.Dir}}', 'sigs.k8s.io/kwok'], { cwd: path.join(here, 'kwok') });
  const names = [
    'node/fast/node-initialize',
    'node/heartbeat-with-lease/node-heartbeat-with-lease',
    'pod/fast/pod-ready',
    'pod/fast/pod-complete',
    'pod/fast/pod-delete',
  ];
  const files = names.map((name) =>
    readFile(path.join(found.stdout.trim(), 'kustomize/stage', `${name}.yaml`), 'utf8'),
  );
  await writeFile(bin.stages, (await Promise.all(files)).map((text) => `${text.trimEnd()}\n---\n`).join(''));
};

/**
 * The control plane's programs, from the cache when it holds the wanted versions, built otherwise (about 7 minutes cold
 * on 2 cores). The cache is $BINNACLE_LAB_BIN or ~/.cache/binnacle-lab.
 */
export const ensureBinaries = async (log: (text: string) => void = () => {}): Promise<Binaries> => {
  const wanted = await wantedVersions();
  const bin = layout(process.env.BINNACLE_LAB_BIN ?? path.join(homedir(), '.cache/binnacle-lab'), wanted);
  if (await isComplete(bin, wanted)) return bin;
  await buildAll(bin, log);
  await writeFile(path.join(bin.dir, 'versions.json'), `${JSON.stringify(wanted, undefined, 2)}\n`);
  return bin;
};

/** The programs when they are there already; never builds. */
export const findBinaries = async (): Promise<Binaries | undefined> => {
  const wanted = await wantedVersions();
  const bin = layout(process.env.BINNACLE_LAB_BIN ?? path.join(homedir(), '.cache/binnacle-lab'), wanted);
  return (await isComplete(bin, wanted)) ? bin : undefined;
};
