import { createClient } from '@binnacle/kube/client';
import { expect, inject } from 'vitest';
import { refusal, type Api } from './harness/api.ts';
import { openChannels, Refused } from './harness/channels.ts';
import { conformance, eventually } from './harness/conformance.ts';
import { at, pod, read } from './harness/objects.ts';

const noExitCodes = { skip: { cluster: 'kwok reports exit codes as internal errors' } } as const;
const noEndOfInput = { skip: { cluster: 'kwok keeps the standard input of a program open' } } as const;
const noProcesses = { skip: { cluster: 'kwok has no container processes' } } as const;
const noTerminals = { skip: { cluster: 'kwok ends when a terminal is asked for' } } as const;

const [stdin, stdout, stderr, errors, resize, closing] = [0, 1, 2, 3, 4, 255];

const started = async (api: Api, ns: string, image = 'example.com/web:1') => {
  await api.post(at('pods', ns), pod('a', { containers: [{ name: 'main', image }] }));
  await eventually(async () =>
    expect(read(await api.get(at('pods', ns, 'a')), 'status.containerStatuses.0.state.running')).toBeDefined(),
  );
};

/** `where` is the Pod's name and the options of the call. */
const exec = (ns: string, [name, options]: [string, string], command: string[]) =>
  `${at('pods', ns, `${name}/exec`)}?${options}${command.map((word) => `&command=${encodeURIComponent(word)}`).join('')}`;

const open = (path: string, ...protocols: string[]) => openChannels(inject('target').admin, path, protocols);

for (const protocol of ['v5.channel.k8s.io', 'v4.channel.k8s.io'])
  conformance('streams', `exec over ${protocol} sends output, then its status, then closes`, async ({ api, ns }) => {
    await started(api, ns);
    const path = exec(ns, ['a', 'stdout=1&stderr=1'], ['sh', '-c', 'echo out; echo err >&2']);
    const connection = await open(path, protocol);
    expect(connection.protocol).toBe(protocol);
    expect(await connection.closed).toBe(1000);
    expect(connection.frames[0]).toEqual({ channel: stdout, text: '' });
    expect([connection.text(stdout!), connection.text(stderr!)]).toEqual(['out\n', 'err\n']);
    expect(JSON.parse(connection.text(errors!))).toMatchObject({ status: 'Success' });
    expect(connection.frames.at(-1)?.channel).toBe(errors);
  });

conformance('streams', 'the newest protocol in common is the one agreed upon', async ({ api, ns }) => {
  await started(api, ns);
  const connection = await open(exec(ns, ['a', 'stdout=1'], ['true']), 'v9.none.io', 'v5.channel.k8s.io');
  expect(connection.protocol).toBe('v5.channel.k8s.io');
  expect(await connection.closed).toBe(1000);
});

conformance('streams', 'a client can end standard input alone', noEndOfInput, async ({ api, ns }) => {
  await started(api, ns);
  const connection = await open(exec(ns, ['a', 'stdin=1&stdout=1'], ['cat']), 'v5.channel.k8s.io');
  connection.send(stdin!, 'one\n');
  connection.send(stdin!, 'two\n');
  connection.send(closing!, Uint8Array.of(stdin!));
  expect(await connection.closed).toBe(1000);
  expect(connection.text(stdout!)).toBe('one\ntwo\n');
  expect(JSON.parse(connection.text(errors!))).toEqual({ metadata: {}, status: 'Success' });
});

conformance('streams', 'bytes pass unchanged', async ({ api, ns }) => {
  await started(api, ns);
  const command = ['sh', '-c', 'head -c 6 | md5sum'];
  const connection = await open(exec(ns, ['a', 'stdin=1&stdout=1'], command), 'v5.channel.k8s.io');
  connection.send(stdin!, Uint8Array.of(0, 255, 10, 13, 128, 192));
  await connection.closed;
  expect(connection.text(stdout!)).toBe('9d08722a7a79dbae0189ba0935d12f75  -\n');
});

conformance('streams', 'what cannot be run in is refused before the connection opens', async ({ api, viewer, ns }) => {
  await started(api, ns);
  await api.post(at('pods', ns), pod('nowhere', { nodeSelector: { nowhere: 'yes' } }));
  const refused = async (path: string) => {
    const error = await open(path, 'v5.channel.k8s.io').then(
      () => new Error('it was opened'),
      (reason: unknown) => reason,
    );
    if (!(error instanceof Refused)) throw error as Error;
    const { message, reason, code } = JSON.parse(error.body) as Record<string, unknown>;
    expect(error.status).toBe(code);
    return [code, reason, message];
  };
  expect(await refused(exec(ns, ['a', 'stdout=1&container=other'], ['ls']))).toEqual([
    ...[400, 'BadRequest', 'container other is not valid for pod a'],
  ]);
  expect(await refused(exec(ns, ['nowhere', 'stdout=1'], ['ls']))).toEqual([
    ...[400, 'BadRequest', 'pod nowhere does not have a host assigned'],
  ]);
  expect(await refused(exec(ns, ['missing', 'stdout=1'], ['ls']))).toEqual([
    404,
    'NotFound',
    'pods "missing" not found',
  ]);
  expect((await refusal(viewer.get(exec(ns, ['a', 'stdout=1'], ['ls'])))).reason).toBe('Forbidden');
});

conformance('streams', 'a request that does not change the protocol is told so', async ({ api, ns }) => {
  await started(api, ns);
  for (const subresource of ['exec', 'attach', 'portforward'])
    expect(await refusal(api.get(at('pods', ns, `a/${subresource}`), { command: 'ls', stdout: 'true' }))).toMatchObject(
      {
        code: 400,
        reason: 'BadRequest',
        message: 'Upgrade request required',
      },
    );
});

conformance('streams', 'an unknown protocol is refused', async ({ api, ns }) => {
  await started(api, ns);
  await expect(open(exec(ns, ['a', 'stdout=1'], ['ls']), 'v9.none.io')).rejects.toMatchObject({ status: 403 });
});

conformance('streams', 'the exit code is in the status', noExitCodes, async ({ api, ns }) => {
  await started(api, ns);
  const newest = await open(exec(ns, ['a', 'stdout=1'], ['sh', '-c', 'exit 3']), 'v5.channel.k8s.io');
  await newest.closed;
  expect(JSON.parse(newest.text(errors!))).toEqual({
    metadata: {},
    status: 'Failure',
    message: 'command terminated with non-zero exit code: command terminated with exit code 3',
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: '3' }] },
  });
  const older = await open(exec(ns, ['a', 'stdout=1'], ['sh', '-c', 'exit 3']), 'v4.channel.k8s.io');
  await older.closed;
  expect(JSON.parse(older.text(errors!))).toMatchObject({
    message: 'command terminated with non-zero exit code: error executing command [sh -c exit 3], exit code 3',
    details: { causes: [{ reason: 'ExitCode', message: '3' }] },
  });
});

conformance('streams', 'a terminal echoes, edits, takes its size and Ctrl-C', noTerminals, async ({ api, ns }) => {
  await started(api, ns);
  const connection = await open(exec(ns, ['a', 'stdin=1&stdout=1&tty=1'], ['sh']), 'v5.channel.k8s.io');
  const shown = (text: string) => eventually(async () => expect(connection.text(stdout!)).toContain(text));
  await shown('# ');
  connection.send(resize!, JSON.stringify({ Width: 133, Height: 44 }));
  connection.send(stdin!, 'stty sixe\x7f\x7fze\r');
  await shown('44 133\r\n');
  connection.send(stdin!, 'sleep 1000\r');
  await shown('sleep 1000\r\n');
  connection.send(stdin!, '\x03');
  await shown('^C\r\n');
  connection.send(stdin!, 'echo "code $?"\r');
  await shown('code 130\r\n');
  connection.send(stdin!, '\x04');
  expect(await connection.closed).toBe(1000);
});

conformance('streams', "the product's own client runs programs and reads what they write", async ({ api, ns }) => {
  await started(api, ns);
  const client = createClient(inject('target').admin);
  const key = { namespace: ns, name: 'a' };
  try {
    const script = 'head -c 200000 /dev/zero; echo err >&2; head -c 5';
    const session = await client.session(key, { command: ['sh', '-c', script], stdin: true });
    await session.write('input');
    const seen = { stdout: 0, stderr: '' };
    let last = '';
    for await (const { stream, bytes } of session.output()) {
      if (stream === 'stderr') seen.stderr += Buffer.from(bytes).toString();
      else {
        seen.stdout += bytes.length;
        last = Buffer.from(bytes).toString();
      }
    }
    expect([seen, last]).toEqual([{ stdout: 200_005, stderr: 'err\n' }, 'input']);
    expect(await session.exited).toBe(0);
    await expect(client.session(key, { container: 'other', command: ['ls'] })).rejects.toMatchObject({
      reason: 'BadRequest',
      message: 'container other is not valid for pod a',
    });
  } finally {
    await client.close();
  }
});

conformance('streams', 'ephemeral containers are added to a Pod and stay as they are', async ({ api, ns }) => {
  await started(api, ns);
  const path = at('pods', ns, 'a/ephemeralcontainers');
  const add = (...ephemeralContainers: object[]) =>
    api.patch(path, { spec: { ephemeralContainers } }, { type: 'strategic' });
  const added = await add({ name: 'debug', image: 'busybox', stdin: true, targetContainerName: 'main' });
  expect(read(added, 'spec.ephemeralContainers')).toEqual([
    {
      name: 'debug',
      image: 'busybox',
      resources: {},
      terminationMessagePath: '/dev/termination-log',
      terminationMessagePolicy: 'File',
      imagePullPolicy: 'Always',
      stdin: true,
      targetContainerName: 'main',
    },
  ]);
  expect(read(added, 'metadata.generation')).toBe(2);
  expect((await refusal(add({ $patch: 'delete', name: 'debug' }))).message).toBe(
    'Pod "a" is invalid: spec.ephemeralContainers: Forbidden: existing ephemeral containers "debug" may not be removed\n',
  );
  expect((await refusal(add({ name: 'main', image: 'busybox' }, { name: 'none' }))).message).toBe(
    'Pod "a" is invalid: [spec.ephemeralContainers[0].name: Duplicate value: "main", spec.ephemeralContainers[1].image: Required value]',
  );
  expect(
    (await refusal(add({ name: 'b', image: 'b', ports: [{ containerPort: 80 }], targetContainerName: 'zz' }))).message,
  ).toBe(
    'Pod "a" is invalid: [spec.ephemeralContainers[0].targetContainerName: Not found: "zz", spec.ephemeralContainers[0].ports: Forbidden: cannot be set for an Ephemeral Container]',
  );
  const other = { spec: { containers: [{ name: 'main', image: 'other' }] } };
  expect(read(await api.patch(path, other, { type: 'strategic' }), 'spec.containers.0.image')).toBe(
    'example.com/web:1',
  );
});

conformance('streams', 'an ephemeral container is run and entered', noProcesses, async ({ api, ns }) => {
  await started(api, ns);
  const debug = { name: 'debug', image: 'busybox', stdin: true, tty: true };
  await api.patch(
    at('pods', ns, 'a/ephemeralcontainers'),
    { spec: { ephemeralContainers: [debug] } },
    { type: 'strategic' },
  );
  const status = 'status.ephemeralContainerStatuses.0';
  await eventually(async () =>
    expect(read(await api.get(at('pods', ns, 'a')), `${status}.state.running`)).toBeDefined(),
  );
  const connection = await open(
    `${at('pods', ns, 'a/attach')}?container=debug&stdin=1&stdout=1&tty=1`,
    'v5.channel.k8s.io',
  );
  await eventually(async () => expect(connection.text(stdout!)).toContain('# '));
  connection.send(stdin!, 'exit 3\r');
  expect(await connection.closed).toBe(1000);
  await eventually(async () =>
    expect(read(await api.get(at('pods', ns, 'a')), `${status}.state.terminated`)).toMatchObject({ exitCode: 3 }),
  );
});
