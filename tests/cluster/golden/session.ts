import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { kept, normalise } from './normalise.ts';

export interface Command {
  /** What stands after `kubectl`. */
  run: string;
  input?: string;
  /** Repeated until the output matches. */
  until?: string;
}

export interface Target {
  kubectl: string;
  kubeconfig: string;
}

const COMMAND_MS = 90_000;
const UNTIL_MS = 60_000;

/** Words as a shell splits them: quotes hold together, braces and the like mean nothing. */
const words = (line: string): string[] =>
  [...line.matchAll(/(?:'[^']*'|[^\s'])+/g)].map(([word]) => word.replaceAll("'", ''));

const kubectl = (target: Target, args: readonly string[], input: string | undefined): Promise<string> =>
  new Promise((resolve, reject) => {
    const env = { ...process.env, KUBECTL_EXTERNAL_DIFF: 'diff -u -N -L live -L merged' };
    const child = spawn(target.kubectl, ['--kubeconfig', target.kubeconfig, ...args], { env, timeout: COMMAND_MS });
    let [out, problems] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (problems += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve(`${out}${problems}exit ${code ?? 'never'}\n`));
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });

/**
 * Runs commands one after another in a namespace of their own, and answers what each printed, in a form to be compared.
 * An answer comes when its command has ended.
 */
export const runSession = (target: Target, name: string, commands: readonly Command[]): Promise<string>[] => {
  const namespace = `golden-${name}-${randomBytes(3).toString('hex')}`;
  const call = (line: string, input?: string) =>
    kubectl(
      target,
      ['-n', namespace, ...words(line.replaceAll('$NS', namespace))],
      input?.replaceAll('$NS', namespace),
    );
  const answer = async ({ run, input, until }: Command): Promise<string> => {
    const [line = '', keep] = run.split(' > ');
    const deadline = performance.now() + UNTIL_MS;
    for (;;) {
      const raw = await call(line, input);
      const text = normalise(raw, namespace);
      if (until === undefined || new RegExp(until).test(text) || performance.now() > deadline) {
        const at = text.lastIndexOf('exit ');
        return `${kept(text.slice(0, at), keep)}\n${text.slice(at)}`;
      }
      await pause(200);
    }
  };
  let before: Promise<unknown> = kubectl(target, ['create', 'namespace', namespace], undefined);
  before = before.then(async () => {
    // Pods need the account that the namespace is given.
    for (let tries = 0; tries < 100; tries++) {
      const said = await call('get serviceaccount default -o name');
      if (said.startsWith('serviceaccount/')) return;
      await pause(100);
    }
  });
  const answers = commands.map((command) => {
    const result = before.then(() => answer(command));
    before = result.catch(() => {});
    return result;
  });
  void before.then(() => call(`delete namespace ${namespace} --wait=false`));
  return answers;
};
