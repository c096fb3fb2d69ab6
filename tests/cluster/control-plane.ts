import { generateKeyPairSync } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createAuthority } from '@binnacle/kube/certificates';
import type { ClusterTarget } from '@binnacle/kube/client';
import { type Binaries, ensureBinaries } from './binaries.ts';
import { dirPrefix, removeAbandoned } from './abandoned.ts';
import { freePorts } from './ports.ts';
import { type Program, startProgram, untilReady } from './program.ts';

/** A running Kubernetes control plane on loopback, with kwok in the kubelets' place. */
export interface ControlPlane {
  /** A file with the contexts `cluster` (user admin) and `cluster-viewer` (user viewer, no rights until bound). */
  readonly kubeconfig: string;
  /** As system:masters. */
  readonly admin: ClusterTarget;
  readonly viewer: ClusterTarget;
  /** e.g. v1.34.4 */
  readonly version: string;
  readonly kubectl: string;
  /** What every container's log holds: kwok reads it from a file. */
  readonly podLogLines: number;
  /** Process ids by program: kube-apiserver, etcd, kwok … */
  pids(): ReadonlyMap<string, number>;
  /** Ends kube-apiserver alone, as a crash would look to its clients. */
  stopApiServer(): Promise<void>;
  /** Starts it again on the same port and waits until it is ready. */
  startApiServer(): Promise<void>;
  /** Ends everything and removes its folder. */
  stop(): Promise<void>;
}

const tokens = { admin: 'admin-token-for-tests', viewer: 'viewer-token-for-tests' };
const nodeNames = ['node-1', 'node-2', 'node-3'];
const podLogLines = 2_000;

export interface ControlPlaneOptions {
  log?: (text: string) => void;
  /** Extra kube-apiserver flags. */
  apiServerFlags?: string[];
}

/** Starts a control plane on free ports, in a folder of its own. Ready within about 15 s once its programs are built. */
export const startControlPlane = async (options: ControlPlaneOptions = {}): Promise<ControlPlane> => {
  const bin = await ensureBinaries(options.log);
  await removeAbandoned(bin);
  for (let attempt = 1; ; attempt++) {
    const dir = await mkdtemp(path.join(tmpdir(), dirPrefix));
    try {
      return await startIn(dir, bin, options);
    } catch (error) {
      await rm(dir, { recursive: true, force: true });
      // A port found free may be taken by another process before ours listens on it.
      if (attempt === 3 || !String(error).includes('address already in use')) throw error;
    }
  }
};

const startIn = async (dir: string, bin: Binaries, options: ControlPlaneOptions): Promise<ControlPlane> => {
  const [api, etcd, peer, kubelet] = (await freePorts(4)) as [number, number, number, number];
  const at = (port: number, scheme = 'http') => `${scheme}://127.0.0.1:${port}`;
  const server = at(api, 'https');
  const programs: Program[] = [];
  const start = (name: string, command: string[]) => {
    const program = startProgram(name, command, { logFile: path.join(dir, `${name}.log`), cwd: dir });
    programs.push(program);
    appendFileSync(path.join(dir, 'pids'), `${program.pid}\n`);
    return program;
  };
  const stop = async () => {
    // Nothing of it is kept, so nobody needs the time to leave in order.
    await Promise.all(programs.map((program) => program.stop('hard')));
    await rm(dir, { recursive: true, force: true });
  };
  await writeFile(path.join(dir, 'pids'), `${process.pid}\n`);
  await writeFiles(dir, { server, bin });
  const stopApiServer = async () => {
    const index = programs.findIndex((program) => program.name === 'kube-apiserver');
    const [program] = index < 0 ? [] : programs.splice(index, 1);
    await program?.stop('hard');
  };
  const startApiServer = async () => {
    const flags = options.apiServerFlags ?? [];
    const program = start('kube-apiserver', [...apiServer(bin, { api, etcd: at(etcd) }), ...flags]);
    await untilReady(program, () => isReady(server), 90_000);
  };
  try {
    start('etcd', [
      ...[bin.controlplane, 'etcd', '--data-dir=etcd', '--unsafe-no-fsync', '--log-level=warn'],
      ...[`--listen-client-urls=${at(etcd)}`, `--advertise-client-urls=${at(etcd)}`],
      ...[`--listen-peer-urls=${at(peer)}`, `--initial-advertise-peer-urls=${at(peer)}`],
      `--initial-cluster=default=${at(peer)}`,
    ]);
    await startApiServer();
    // A second start, so that its log of changes begins after its oldest objects, as in any cluster with a past.
    await stopApiServer();
    await startApiServer();
    const quick = ['--kubeconfig=kubeconfig', '--kube-api-qps=2000', '--kube-api-burst=4000'];
    start('kube-controller-manager', [
      ...[bin.controlplane, 'kube-controller-manager', ...quick, '--leader-elect=false', '--secure-port=0'],
      // Every body of the conformance suite leaves a namespace behind to be emptied.
      '--concurrent-namespace-syncs=50',
      ...['--service-account-private-key-file=sa.key', '--root-ca-file=certs/apiserver.crt'],
      ...['--cluster-signing-cert-file=clients.crt', '--cluster-signing-key-file=clients.key'],
    ]);
    start('kube-scheduler', [bin.controlplane, 'kube-scheduler', ...quick, '--leader-elect=false', '--secure-port=0']);
    const kwok = start('kwok', [
      ...[bin.kwok, '--kubeconfig=kubeconfig', '--config=kwok.yaml', '--manage-all-nodes', '--cidr=10.0.0.0/12'],
      ...['--node-lease-duration-seconds=40', '--node-ip=127.0.0.1', `--node-port=${kubelet}`],
      `--server-address=127.0.0.1:${kubelet}`,
      ...['--tls-cert-file=certs/apiserver.crt', '--tls-private-key-file=certs/apiserver.key'],
    ]);
    for (const name of nodeNames) await call(server, { method: 'POST', path: '/api/v1/nodes', body: node(name) });
    await untilReady(kwok, () => isSettled(server), 60_000);
  } catch (error) {
    await stop();
    throw error;
  }
  const target = (name: string, token: string): ClusterTarget => ({
    name,
    server,
    insecureSkipTlsVerify: true,
    credentials: { type: 'token', token },
  });
  return {
    kubeconfig: path.join(dir, 'kubeconfig'),
    admin: target('cluster', tokens.admin),
    viewer: target('cluster-viewer', tokens.viewer),
    version: bin.kubernetesVersion,
    kubectl: bin.kubectl,
    podLogLines,
    pids: () => new Map(programs.map(({ name, pid }) => [name, pid])),
    stopApiServer,
    startApiServer,
    stop,
  };
};

const apiServer = (bin: Binaries, ports: { api: number; etcd: string }): string[] => [
  ...[bin.controlplane, 'kube-apiserver', `--etcd-servers=${ports.etcd}`],
  ...['--bind-address=127.0.0.1', `--secure-port=${ports.api}`, '--cert-dir=certs'],
  ...['--service-account-key-file=sa.pub', '--service-account-signing-key-file=sa.key'],
  ...['--service-account-issuer=https://kubernetes.default.svc', '--service-cluster-ip-range=10.96.0.0/16'],
  ...['--token-auth-file=tokens.csv', '--client-ca-file=clients.crt'],
  ...['--authorization-mode=RBAC', '--allow-privileged'],
  ...['--kubelet-preferred-address-types=InternalIP'],
  ...['--max-requests-inflight=2000', '--max-mutating-requests-inflight=1000', '--shutdown-delay-duration=0s'],
];

/** Keys, tokens, kubeconfig, and what kwok shall do. */
const writeFiles = async (dir: string, { server, bin }: { server: string; bin: Binaries }): Promise<void> => {
  const write = (name: string, text: string) => writeFile(path.join(dir, name), text, { mode: 0o600 });
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  await write('sa.key', keys.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString());
  await write('sa.pub', keys.publicKey.export({ type: 'spki', format: 'pem' }).toString());
  const clients = createAuthority({ commonName: 'kubernetes', now: Date.now() });
  await write('clients.crt', clients.cert);
  await write('clients.key', clients.key);
  await write('tokens.csv', `${tokens.admin},admin,admin,"system:masters"\n${tokens.viewer},viewer,viewer,"viewers"\n`);
  const cluster = { name: 'cluster', cluster: { server, 'insecure-skip-tls-verify': true } };
  const users = Object.entries(tokens).map(([name, token]) => ({ name, user: { token } }));
  const contexts = [
    { name: 'cluster', context: { cluster: 'cluster', user: 'admin' } },
    { name: 'cluster-viewer', context: { cluster: 'cluster', user: 'viewer' } },
  ];
  // JSON is YAML.
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [cluster],
    users,
    contexts,
    'current-context': 'cluster',
  };
  await write('kubeconfig', JSON.stringify(config, undefined, 2));
  const log = Array.from({ length: podLogLines }, (_, i) => {
    const time = new Date(Date.UTC(2026, 0, 1, 0, 0, i + 1)).toISOString();
    return JSON.stringify({ log: `request ${i + 1} served\n`, stream: 'stdout', time });
  });
  await write('pod.log', `${log.join('\n')}\n`);
  const of = (kind: string, spec: unknown) =>
    JSON.stringify({ apiVersion: 'kwok.x-k8s.io/v1alpha1', kind, metadata: { name: 'all' }, spec });
  const logsFile = path.join(dir, 'pod.log');
  const behaviours = [
    of('ClusterLogs', { logs: [{ logsFile, follow: true }] }),
    of('ClusterAttach', { attaches: [{ logsFile }] }),
    of('ClusterExec', { execs: [{ local: { workDir: dir } }] }),
  ];
  await write('kwok.yaml', `${deletingOnce(await readFile(bin.stages, 'utf8'))}${behaviours.join('\n---\n')}\n`);
};

/**
 * kwok's own stage deletes a Pod once for each change that shows it as going away, by name: the second call, for the end
 * of its grace period, now and then takes a StatefulSet's new Pod of that name. A kubelet names the uid.
 */
const deletingOnce = (stages: string): string => {
  const isLeaving = `    - key: '.metadata.deletionTimestamp'
      operator: 'Exists'
`;
  if (stages.split(isLeaving).length !== 2) throw new Error('kwok has other stages than the one known to delete Pods');
  return stages.replace(
    isLeaving,
    `${isLeaving}    - key: '.metadata.deletionGracePeriodSeconds | tostring'
      operator: 'NotIn'
      values:
      - '0'
`,
  );
};

const node = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {
    name,
    labels: {
      'kubernetes.io/hostname': name,
      'kubernetes.io/os': 'linux',
      'topology.kubernetes.io/zone': name.replace('node', 'zone'),
    },
  },
});

const isReady = async (server: string): Promise<boolean> =>
  (await call(server, { method: 'GET', path: '/readyz' })).status === 200;

/** Nodes are ready and the default namespace has its service account, so that Pods can be made and placed. */
const isSettled = async (server: string): Promise<boolean> => {
  const nodes = await call(server, { method: 'GET', path: '/api/v1/nodes' });
  const items = (JSON.parse(nodes.text) as { items: NodeLike[] }).items;
  const ready = items.filter(
    (item) => !item.spec?.taints && item.status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True'),
  );
  const account = await call(server, { method: 'GET', path: '/api/v1/namespaces/default/serviceaccounts/default' });
  return ready.length === nodeNames.length && account.status === 200;
};

interface NodeLike {
  spec?: { taints?: unknown[] };
  status?: { conditions?: { type: string; status: string }[] };
}

/** One call as admin, for the start alone: the product's own client is what is under test later. */
const call = (
  server: string,
  { method, path: target, body }: { method: string; path: string; body?: unknown },
): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const outgoing = request(
      `${server}${target}`,
      {
        method,
        rejectUnauthorized: false,
        headers: { authorization: `Bearer ${tokens.admin}`, 'content-type': 'application/json' },
        timeout: 5_000,
        agent: false,
      },
      (incoming) => {
        let text = '';
        incoming.setEncoding('utf8');
        incoming.on('data', (chunk: string) => (text += chunk));
        incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, text }));
        incoming.on('error', reject);
      },
    );
    outgoing.on('timeout', () => outgoing.destroy(new Error('no answer within 5 s')));
    outgoing.on('error', reject);
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
