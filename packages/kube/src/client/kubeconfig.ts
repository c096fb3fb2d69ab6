/**
 * Reads kubeconfig text into cluster targets.
 * Source: Kubernetes docs, "Organizing Cluster Access Using kubeconfig Files" and kubeconfig (v1) reference.
 */
import { parse } from 'yaml';
import { toFields } from './fields.ts';
import type { Fields } from './fields.ts';
import { toEntrySource } from './kubeconfig-entry.ts';
import type { EntrySource, KubeconfigFile, KubeconfigOptions } from './kubeconfig-entry.ts';
import { toCredentials } from './kubeconfig-user.ts';
import { KubeconfigError } from './kubeconfig-error.ts';
import type { ClusterTarget } from './target.ts';

export interface Kubeconfig {
  /** Every usable context, in order of appearance. */
  targets: ClusterTarget[];
  /** The name of the current context, when there is one and it is usable. */
  current: string | undefined;
  /** Contexts that cannot be used, each with the reason. */
  broken: { name: string; error: KubeconfigError }[];
}

/**
 * Merges files as kubectl does: the first file to name a context, cluster, user or the current context wins.
 * Throws KubeconfigError for text that is no kubeconfig, when no context is usable, and when the current one is not.
 */
export const parseKubeconfig = (
  source: string | readonly KubeconfigFile[],
  options: KubeconfigOptions = {},
): Kubeconfig => {
  const { targets, current, broken } = readContexts(typeof source === 'string' ? [{ text: source }] : source, options);
  const wrong = broken.find(({ name }) => name === current);
  if (wrong !== undefined) throw wrong.error;
  if (current !== undefined && !targets.some(({ name }) => name === current)) {
    throw new KubeconfigError(`current-context names the context "${current}", which is not defined`);
  }
  if (targets.length === 0) throw broken[0]?.error ?? new KubeconfigError('the kubeconfig has no contexts');
  return { targets, current, broken };
};

/** The same for choosing from: only text that is no kubeconfig throws, and `current` is whatever the text says. */
export const inspectKubeconfig = (source: string, options: KubeconfigOptions = {}): Kubeconfig =>
  readContexts([{ text: source }], options);

const readContexts = (files: readonly KubeconfigFile[], options: KubeconfigOptions): Kubeconfig => {
  const clusters = new Map<string, EntrySource>();
  const users = new Map<string, EntrySource>();
  const contexts = new Map<string, Fields>();
  let current: string | undefined;

  for (const file of files) {
    const root = toFields(parseYaml(file), '', file.path);
    current ??= root.text('current-context');
    const collect = <T>(into: Map<string, T>, list: string, read: (entry: Fields) => T) => {
      for (const entry of root.objects(list)) {
        const name = entry.requiredText('name');
        if (!into.has(name)) into.set(name, read(entry));
      }
    };
    const entrySource = (inner: string) => (entry: Fields) =>
      toEntrySource(entry.object(inner) ?? toFields({}, `${entry.path}.${inner}`, file.path), file, options);
    collect(clusters, 'clusters', entrySource('cluster'));
    collect(users, 'users', entrySource('user'));
    collect(
      contexts,
      'contexts',
      (entry) => entry.object('context') ?? toFields({}, `${entry.path}.context`, file.path),
    );
  }

  const targets: ClusterTarget[] = [];
  const broken: Kubeconfig['broken'] = [];
  for (const [name, context] of contexts) {
    try {
      targets.push(toTarget(name, context, { clusters, users, requireUser: options.requireUser === true }));
    } catch (error) {
      if (!(error instanceof KubeconfigError)) throw error;
      broken.push({ name, error });
    }
  }
  return { targets, current, broken };
};

const parseYaml = (file: KubeconfigFile): unknown => {
  try {
    // Aliases are limited so that a small text cannot grow without bound.
    return parse(file.text, { maxAliasCount: 100, logLevel: 'error' });
  } catch (error) {
    // The parser's own message quotes the line, which may hold a secret: only the position is kept.
    const line = (error as { linePos?: [{ line: number; col: number }] }).linePos?.[0];
    const where = line === undefined ? '' : ` (line ${line.line}, column ${line.col})`;
    throw new KubeconfigError(`${file.path ?? 'the kubeconfig'} is neither YAML nor JSON${where}`);
  }
};

const toTarget = (
  name: string,
  context: Fields,
  entries: { clusters: Map<string, EntrySource>; users: Map<string, EntrySource>; requireUser: boolean },
): ClusterTarget => {
  const clusterName = context.requiredText('cluster');
  const cluster = entries.clusters.get(clusterName);
  if (cluster === undefined) {
    throw new KubeconfigError(`${context.path}.cluster names the cluster "${clusterName}", which is not defined`);
  }
  const userName = context.text('user');
  const user = userName === undefined ? undefined : entries.users.get(userName);
  if (userName !== undefined && user === undefined) {
    throw new KubeconfigError(`${context.path}.user names the user "${userName}", which is not defined`);
  }
  if (entries.requireUser && user === undefined) throw new KubeconfigError(`${context.path}.user is missing`);
  const credentials = user === undefined ? ({ type: 'none' } as const) : toCredentials(user);
  if (entries.requireUser && user !== undefined && credentials.type === 'none') {
    throw new KubeconfigError(`${user.fields.path} has no credentials`);
  }
  const namespace = context.text('namespace');
  const caData = cluster.material('certificate-authority');
  const tlsServerName = cluster.fields.text('tls-server-name');
  const proxyUrl = toProxy(cluster);
  const impersonate = user === undefined ? undefined : toImpersonation(user);
  const insecure = cluster.fields.flag('insecure-skip-tls-verify');
  if (insecure && caData !== undefined) {
    cluster.fail('insecure-skip-tls-verify', 'cannot be true beside a certificate-authority');
  }
  return {
    name,
    server: toServer(cluster),
    ...(namespace === undefined ? {} : { namespace }),
    ...(caData === undefined ? {} : { caData }),
    ...(insecure ? { insecureSkipTlsVerify: true } : {}),
    ...(tlsServerName === undefined ? {} : { tlsServerName }),
    ...(proxyUrl === undefined ? {} : { proxyUrl }),
    credentials,
    ...(impersonate === undefined ? {} : { impersonate }),
  };
};

/** A server without a scheme is an http one, as for kubectl. */
const toServer = (cluster: EntrySource): string => {
  const given = cluster.fields.requiredText('server');
  const text = /^[a-z]+:\/\//i.test(given) ? given : `http://${given}`;
  if (!URL.canParse(text)) return cluster.fail('server', 'is not an address such as https://host:6443');
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return cluster.fail('server', 'must start with https:// or http://');
  }
  return `${url.protocol}//${url.host}${url.pathname.replace(/\/+$/, '')}`;
};

const toProxy = (cluster: EntrySource): string | undefined => {
  const given = cluster.fields.text('proxy-url');
  if (given === undefined) return undefined;
  if (!URL.canParse(given)) return cluster.fail('proxy-url', 'is not an address such as http://proxy:3128');
  const { protocol } = new URL(given);
  if (protocol === 'http:' || protocol === 'https:') return given;
  return cluster.fail('proxy-url', `uses ${protocol.slice(0, -1)}, which is not supported; http and https proxies are`);
};

const toImpersonation = ({ fields }: EntrySource): ClusterTarget['impersonate'] => {
  const user = fields.text('as');
  const uid = fields.text('as-uid');
  const groups = fields.texts('as-groups');
  const extraFields = fields.object('as-user-extra');
  if (user === undefined) return undefined;
  const extra = extraFields && Object.fromEntries(extraFields.keys().map((key) => [key, extraFields.texts(key) ?? []]));
  return {
    user,
    ...(uid === undefined ? {} : { uid }),
    ...(groups === undefined ? {} : { groups }),
    ...(extra === undefined ? {} : { extra }),
  };
};
