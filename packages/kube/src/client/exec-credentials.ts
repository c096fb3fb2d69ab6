/** Credentials from a program. Source: Kubernetes docs, "client-go credential plugins"; ExecCredential v1 and v1beta1. */
import { execFile } from 'node:child_process';
import { unauthorized } from '../api/index.ts';
import type { Clock } from '../clock/index.ts';
import { createExpiringSource } from './credential-source.ts';
import type { AuthMaterial, CredentialSource } from './credential-source.ts';
import type { Environment } from './load-kubeconfig.ts';
import { redact } from './redact.ts';
import type { ClusterTarget, ExecConfig } from './target.ts';

const timeLimitMs = 30_000;
const maxOutputBytes = 1024 * 1024;

interface ExecOptions {
  clock: Clock;
  /** What the program inherits, before its own variables. */
  env: Environment;
  timeoutMs?: number;
}

/** Runs the plugin when there is no credential, when it has expired, and once after a 401. */
export const createExecSource = (target: ClusterTarget, exec: ExecConfig, options: ExecOptions): CredentialSource =>
  createExpiringSource(async () => parseExecCredential(await run(target, exec, options), exec), options.clock);

const run = (target: ClusterTarget, exec: ExecConfig, options: ExecOptions): Promise<string> =>
  new Promise((resolve, reject) => {
    const limit = options.timeoutMs ?? timeLimitMs;
    const own = Object.fromEntries((exec.env ?? []).map(({ name, value }) => [name, value]));
    const env = { ...options.env, ...own, KUBERNETES_EXEC_INFO: JSON.stringify(execInfo(target, exec)) };
    const child = execFile(
      exec.command,
      exec.args ?? [],
      { env, timeout: limit, killSignal: 'SIGKILL', maxBuffer: maxOutputBytes, encoding: 'utf8' },
      (error, stdout, stderr) => {
        if (error === null) return resolve(stdout);
        const name = `the credential plugin "${exec.command}"`;
        if (error.code === 'ENOENT' || error.code === 'EACCES') {
          const hint = exec.installHint === undefined ? '' : `\n${exec.installHint.trim()}`;
          const what = error.code === 'ENOENT' ? 'is not installed' : 'may not be executed';
          return reject(unauthorized(`${name} ${what}${hint}`));
        }
        if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') {
          return reject(unauthorized(`${name} printed more than ${maxOutputBytes} bytes`));
        }
        if (error.killed === true) return reject(unauthorized(`${name} gave no answer within ${limit / 1000} s`));
        const said = redact(stderr);
        const how = error.signal == null ? `exit code ${String(error.code)}` : error.signal;
        reject(unauthorized(`${name} failed (${how})${said === '' ? '' : `: ${said}`}`));
      },
    );
    child.stdin?.end();
  });

const execInfo = (target: ClusterTarget, exec: ExecConfig) => ({
  kind: 'ExecCredential',
  apiVersion: exec.apiVersion,
  spec: {
    interactive: false,
    ...(exec.provideClusterInfo !== true
      ? {}
      : {
          cluster: {
            server: target.server,
            ...(target.caData === undefined
              ? {}
              : { 'certificate-authority-data': Buffer.from(target.caData).toString('base64') }),
            ...(target.tlsServerName === undefined ? {} : { 'tls-server-name': target.tlsServerName }),
            ...(target.insecureSkipTlsVerify === true ? { 'insecure-skip-tls-verify': true } : {}),
            ...(target.proxyUrl === undefined ? {} : { 'proxy-url': target.proxyUrl }),
          },
        }),
  },
});

/** What a plugin printed, checked. Throws Unauthorized that says which part is wrong and quotes none of it. */
export const parseExecCredential = (
  output: string,
  exec: Pick<ExecConfig, 'command' | 'apiVersion'>,
): { material: AuthMaterial; expiresAt?: number } => {
  const fail = (problem: string): never => {
    throw unauthorized(`the credential plugin "${exec.command}" ${problem}`);
  };
  let parsed: unknown;
  try {
    parsed = JSON.parse(output);
  } catch {
    return fail('printed something that is not JSON');
  }
  const credential = (typeof parsed === 'object' && parsed !== null ? parsed : {}) as Record<string, unknown>;
  if (credential['kind'] !== 'ExecCredential') return fail('printed no ExecCredential');
  if (credential['apiVersion'] !== exec.apiVersion) {
    return fail(
      `answered in apiVersion ${JSON.stringify(credential['apiVersion'])}; the kubeconfig says ${exec.apiVersion}`,
    );
  }
  const status = credential['status'];
  if (typeof status !== 'object' || status === null) return fail('printed an ExecCredential without status');
  const text = (name: string): string | undefined => {
    const value = (status as Record<string, unknown>)[name];
    if (value === undefined || value === null || value === '') return undefined;
    return typeof value === 'string' ? value : fail(`printed a status.${name} that is not text`);
  };
  const token = text('token');
  const cert = text('clientCertificateData');
  const key = text('clientKeyData');
  if ((cert === undefined) !== (key === undefined)) {
    return fail('printed only one of status.clientCertificateData and status.clientKeyData');
  }
  if (token === undefined && cert === undefined) return fail('printed neither status.token nor a client certificate');
  const until = text('expirationTimestamp');
  const expiresAt = until === undefined ? undefined : Date.parse(until);
  if (expiresAt !== undefined && Number.isNaN(expiresAt)) {
    return fail('printed a status.expirationTimestamp that is not a time');
  }
  return {
    material: {
      headers: token === undefined ? {} : { authorization: `Bearer ${token.trim()}` },
      ...(cert === undefined || key === undefined ? {} : { certificate: { cert, key } }),
    },
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
};
