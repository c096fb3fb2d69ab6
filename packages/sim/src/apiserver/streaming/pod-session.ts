/** `/exec` and `/attach` of a Pod over WebSocket. */
import { badRequest, isApiError, notFound, serviceUnavailable, toStatus } from '@binnacle/kube/api';
import type { SessionEnd } from '../../types.ts';
import type { ResourceCall } from '../call.ts';
import { containerOf } from '../pod-container.ts';
import { admitConnection } from './admit-connection.ts';
import { createChannels, type Channels } from './channels.ts';
import { acceptWebSocket, requireWebSocket } from './web-socket.ts';
import { queryFlag } from '../query-flag.ts';
import { keyOf } from '../call-key.ts';

const protocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io', 'channel.k8s.io', ''];

const stdin = 0;
const stdout = 1;
const stderr = 2;
const errors = 3;
const resize = 4;

const isTrue = (query: URLSearchParams, name: string): boolean => queryFlag(query, name) ?? false;

/** A failure as the API server itself words it (v5), or as the kubelet does (older protocols, which it only passes on). */
const failureStatus = (message: string, protocol: string) => {
  const inner = `Internal error occurred: ${message}`;
  const text = protocol === 'v5.channel.k8s.io' ? inner : message;
  return {
    metadata: {},
    status: 'Failure',
    message: `Internal error occurred: ${text}`,
    reason: 'InternalError',
    details: { causes: [{ message: text }] },
    code: 500,
  };
};

const statusOf = (end: SessionEnd, protocol: string) => {
  if ('failure' in end) return failureStatus(`error executing command in container: ${end.failure}`, protocol);
  if (end.exitCode === 0) return { metadata: {}, status: 'Success' };
  const told = protocol === 'v5.channel.k8s.io' ? `command terminated with exit code ${end.exitCode}` : end.message;
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: ${told}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(end.exitCode) }] },
  };
};

/** The status as it goes over the wire; before v4 it is plain text. */
const statusText = (status: { status: string; message?: string }, protocol: string): string =>
  /^v[45]/.test(protocol) ? JSON.stringify(status) : (status.message ?? '');

const sizeOf = (bytes: Uint8Array): { columns: number; rows: number } | undefined => {
  try {
    const { Width, Height } = JSON.parse(Buffer.from(bytes).toString()) as { Width?: number; Height?: number };
    return Number.isInteger(Width) && Number.isInteger(Height)
      ? { columns: Width as number, rows: Height as number }
      : undefined;
  } catch {
    return undefined;
  }
};

/** Tells the sizes that the client sends. */
const followSizes = async (channels: Channels, listener: (size: { columns: number; rows: number }) => void) => {
  const reader = channels.reader(resize);
  for (let bytes = await reader.read(); bytes !== undefined; bytes = await reader.read()) {
    const size = sizeOf(bytes);
    if (size !== undefined) listener(size);
  }
};

const serveSession =
  (kind: 'exec' | 'attach') =>
  async (call: ResourceCall): Promise<void> => {
    const { info, context, query } = call;
    const key = keyOf(call);
    await admitConnection(call);
    const pod = context.registry.entry(info.resource, key)?.object;
    if (pod === undefined) throw notFound({ group: '', plural: 'pods' }, key.name);
    const container = containerOf(pod, query.get('container') ?? '');
    if (((pod.spec as { nodeName?: string }).nodeName ?? '') === '')
      throw badRequest(`pod ${key.name} does not have a host assigned`);
    requireWebSocket(call);
    const agent = context.nodeAgent();
    if (agent === undefined) throw serviceUnavailable('no kubelet answers for this cluster');
    const wants = {
      stdin: isTrue(query, 'stdin'),
      stdout: isTrue(query, 'stdout'),
      stderr: isTrue(query, 'stderr'),
      tty: isTrue(query, 'tty'),
    };
    const accepted = await acceptWebSocket(call, protocols);
    if (accepted === undefined) return;
    const { protocol } = accepted;
    const channels = createChannels(accepted.socket);
    const streams = {
      ...(wants.stdin ? { stdin: channels.reader(stdin) } : {}),
      ...(wants.stdout ? { stdout: channels.writer(stdout) } : {}),
      ...(wants.stderr && !wants.tty ? { stderr: channels.writer(stderr) } : {}),
      onResize: (listener: (size: { columns: number; rows: number }) => void) => void followSizes(channels, listener),
      signal: channels.gone,
    };
    // An empty frame says that the connection stands.
    await channels.send(wants.stdout ? stdout : wants.stderr && !wants.tty ? stderr : errors, '');
    const end = (status: { status: string; message?: string }) => channels.send(errors, statusText(status, protocol));
    try {
      if (!wants.stdin && !wants.stdout && !wants.stderr)
        throw badRequest('you must specify at least 1 of stdin, stdout, stderr');
      const start = agent.session({
        namespace: key.namespace,
        pod: key.name,
        container,
        tty: wants.tty,
        ...(kind === 'exec' ? { command: query.getAll('command') } : {}),
      });
      await end(statusOf(await start(streams), protocol));
    } catch (error) {
      if (!isApiError(error)) await end(failureStatus(error instanceof Error ? error.message : String(error), 'v4'));
      else if (error.code < 500) await end(failureStatus(`unable to upgrade connection: ${error.message}`, 'v4'));
      else {
        const { message, reason, details, code } = toStatus(error);
        await end({ metadata: {}, status: 'Failure', message, reason, details, code } as {
          status: string;
          message?: string;
        });
      }
    } finally {
      channels.close();
    }
  };

export const serveExec = serveSession('exec');
export const serveAttach = serveSession('attach');
