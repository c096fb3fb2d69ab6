import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { KubeconfigError } from './kubeconfig-error.ts';
import { parseKubeconfig } from './kubeconfig.ts';
import type { Kubeconfig } from './kubeconfig.ts';
import type { KubeconfigOptions } from './kubeconfig-entry.ts';
import type { ClusterTarget } from './target.ts';

/** The part of a process's environment that is read here. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The files of $KUBECONFIG, else ~/.kube/config; whether they exist is not asked. */
export const kubeconfigPaths = (env: Environment): string[] => {
  const named = (env['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '');
  return named.length > 0 ? named : [join(env['HOME'] ?? homedir(), '.kube', 'config')];
};

/**
 * Loads and merges kubeconfig files. Undefined when none of them exists; throws KubeconfigError for one that exists and
 * cannot be read or used.
 */
export const loadKubeconfig = (paths: readonly string[], options: KubeconfigOptions = {}): Kubeconfig | undefined => {
  const files = paths
    .filter((path) => existsSync(path))
    .map((path) => {
      try {
        return { path, text: readFileSync(path, 'utf8') };
      } catch (error) {
        throw new KubeconfigError(`${path} cannot be read (${(error as NodeJS.ErrnoException).code})`, error);
      }
    })
    // An empty file is what a tool leaves behind that has removed its last cluster.
    .filter((file) => file.text.trim() !== '');
  return files.length === 0 ? undefined : parseKubeconfig(files, options);
};

const serviceAccountDirectory = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The API server of the cluster this process runs in as a Pod; undefined outside of one. */
export const inClusterTarget = (env: Environment, directory = serviceAccountDirectory): ClusterTarget | undefined => {
  const host = env['KUBERNETES_SERVICE_HOST'];
  const port = env['KUBERNETES_SERVICE_PORT'];
  const tokenPath = join(directory, 'token');
  if (host === undefined || host === '' || port === undefined || port === '' || !existsSync(tokenPath))
    return undefined;
  const caPath = join(directory, 'ca.crt');
  const namespacePath = join(directory, 'namespace');
  const namespace = existsSync(namespacePath) ? readFileSync(namespacePath, 'utf8').trim() : '';
  return {
    name: 'in-cluster',
    server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
    ...(namespace === '' ? {} : { namespace }),
    ...(existsSync(caPath) ? { caData: readFileSync(caPath, 'utf8') } : {}),
    credentials: { type: 'tokenFile', path: tokenPath },
  };
};
