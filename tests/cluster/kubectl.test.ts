import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { type SimulatorProcess, startSimulator } from '../fixtures/simulator.ts';

const run = promisify(execFile);
const { kubectl, kubeconfig: realKubeconfig } = inject('cluster');

const manifest = (image: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      terminationGracePeriodSeconds: 1
      containers:
      - {name: main, image: "${image}"}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80, targetPort: 8080}]
`;

/** The same kubectl session against both API servers; it must read the same. */
describe.each(['real control plane', 'simulator'])('kubectl on the %s', (where) => {
  let simulator: SimulatorProcess | undefined;
  let kubeconfig = realKubeconfig;
  const ns = `kubectl-${randomBytes(4).toString('hex')}`;
  const following: ChildProcess[] = [];

  /** Runs it to its end and gives what it printed; `input` is its standard input. */
  const call = async (args: string, input?: string): Promise<string> => {
    const child = run(kubectl, ['--kubeconfig', kubeconfig, '-n', ns, ...args.split(' ')], { timeout: 60_000 });
    child.child.stdin?.end(input);
    const { stdout, stderr } = await child;
    return stdout + stderr;
  };
  /** Runs it in the background; gives what it has printed so far. */
  const follow = (args: string): (() => string) => {
    const child = spawn(kubectl, ['--kubeconfig', kubeconfig, '-n', ns, ...args.split(' ')]);
    following.push(child);
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
    return () => text;
  };

  beforeAll(async () => {
    if (where === 'simulator') {
      simulator = await startSimulator();
      kubeconfig = simulator.kubeconfig;
    }
    await call(`create namespace ${ns}`);
  });

  afterAll(async () => {
    following.forEach((child) => child.kill());
    await call(`delete namespace ${ns} --wait=false`);
    await simulator?.stop();
  });

  test('speaks to a server of its own version', async () => {
    expect(await call('version')).toMatch(/Server Version: v1\.34\.\d/);
  });

  test('applies on the server and waits for the rollout', async () => {
    expect(await call('apply --server-side -f -', manifest('example.com/web:1'))).toBe(
      'deployment.apps/web serverside-applied\nservice/web serverside-applied\n',
    );
    expect(await call('rollout status deployment/web --timeout=40s')).toContain(
      'deployment "web" successfully rolled out\n',
    );
    expect(await call('get deployment web --no-headers')).toMatch(/^web +2\/2 +2 +2 +\d+s\n$/);
  });

  test('prints Pods with their columns', async () => {
    const [head, ...rows] = (await call('get pods -o wide')).trimEnd().split('\n');
    expect(head!.split(/ {2,}/).map((name) => name.trim())).toEqual([
      ...['NAME', 'READY', 'STATUS', 'RESTARTS', 'AGE', 'IP', 'NODE', 'NOMINATED NODE', 'READINESS GATES'],
    ]);
    expect(rows.length).toBe(2);
    for (const row of rows)
      expect(row).toMatch(
        /^web-[a-z0-9]+-[a-z0-9]{5} +1\/1 +Running +0 +\d+s +\d+\.\d+\.\d+\.\d+ +\S+ +<none> +<none> *$/,
      );
  });

  test('names every known kind', async () => {
    expect(await call('api-resources --api-group=apps --namespaced -o name')).toContain('deployments.apps\n');
    expect(await call('explain deployment.spec.replicas')).toContain('FIELD: replicas <integer>\n');
  });

  test('explains a field in words', async ({ task, skip }) => {
    if (where === 'simulator') {
      task.meta.skip = 'the simulator serves schemas without their prose, which is 2 MB';
      skip(task.meta.skip);
    }
    expect(await call('explain deployment.spec.replicas')).toContain('Number of desired pods.');
  });

  test('shows what an apply would change', async () => {
    const failed = await call('diff --server-side -f -', manifest('example.com/web:2')).catch(
      (error: unknown) => error as { stdout: string; code: number },
    );
    expect(failed).toMatchObject({ code: 1 });
    expect((failed as { stdout: string }).stdout).toContain('+      - image: example.com/web:2\n');
  });

  test('watches Pods come and go', async () => {
    const seen = follow('get pods -w --no-headers');
    await vi.waitFor(() => expect(seen()).toContain('Running'), { timeout: 20_000 });
    await call('scale deployment/web --replicas=3');
    await vi.waitFor(() => expect(new Set(seen().match(/^web-\S+/gm)).size).toBe(3), { timeout: 20_000 });
  });

  test('follows a log', async () => {
    const seen = follow('logs -f deployment/web --tail=3');
    await vi.waitFor(() => expect(seen().split('\n').length).toBeGreaterThan(3), { timeout: 20_000 });
  });

  test('describes a Pod with its events', async () => {
    const text = await call('describe pods -l app=web');
    expect(text).toContain('Controlled By:  ReplicaSet/web-');
    expect(text).toMatch(/Normal +Scheduled .* Successfully assigned /);
  });

  test('rolls a new image out, and back', async () => {
    await call('set image deployment/web main=example.com/web:2');
    await call('rollout status deployment/web --timeout=40s');
    expect(await call('rollout history deployment/web')).toMatch(/^REVISION {2}CHANGE-CAUSE\n1 +<none>\n2 +<none>\n/m);
    expect(await call('rollout undo deployment/web')).toBe('deployment.apps/web rolled back\n');
    await call('rollout status deployment/web --timeout=40s');
    expect(await call('get deployment web -o jsonpath={.spec.template.spec.containers[0].image}')).toBe(
      'example.com/web:1',
    );
  });

  test('labels, annotates and edits by patch', async () => {
    expect(await call('label deployment/web team=a')).toBe('deployment.apps/web labeled\n');
    expect(await call('annotate deployment/web note=x')).toBe('deployment.apps/web annotated\n');
    expect(await call('get deployments -l team=a -o name')).toBe('deployment.apps/web\n');
  });

  test('tells a viewer what is forbidden, and a bound one not', async () => {
    const viewer = `--context=${where === 'simulator' ? 'sim' : 'cluster'}-viewer`;
    const denied = await call(`get pods ${viewer}`).catch((error: unknown) => error as { stderr: string });
    expect((denied as { stderr: string }).stderr).toBe(
      `Error from server (Forbidden): pods is forbidden: User "viewer" cannot list resource "pods" in API group "" in the namespace "${ns}"\n`,
    );
    await call('create rolebinding readers --clusterrole=view --user=viewer');
    await vi.waitFor(async () => expect(await call(`get pods ${viewer} -o name`)).toContain('pod/web-'), {
      timeout: 10_000,
    });
    expect(
      await call(`auth can-i delete pods ${viewer}`).catch((error: unknown) => (error as { stdout: string }).stdout),
    ).toBe('no\n');
  });

  test('deletes and waits', async () => {
    expect(await call('delete deployment/web service/web --timeout=40s')).toBe(
      'deployment.apps "web" deleted from ' + `${ns} namespace\nservice "web" deleted from ${ns} namespace\n`,
    );
    await vi.waitFor(async () => expect(await call('get pods')).toBe(`No resources found in ${ns} namespace.\n`), {
      timeout: 20_000,
    });
  });
});
