import { nodeKind, podKind, type Pod } from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import { Type } from 'typebox';
import type { CallContext, Operation } from '../operation.ts';
import { chooseContainer } from '../pods/index.ts';
import { clusterOperation, NameField } from '../resources/index.ts';
import { connectShell } from './connect.ts';
import { framesOf } from './frames.ts';
import { createNodePod, nodePodContainer } from './node-pod.ts';
import { openShell } from './shell.ts';
import type {
  NodeTerminalInput,
  NodeTerminalOffer,
  OpenTerminal,
  TerminalInput,
  TerminalOffer,
  TerminalPeer,
  TerminalSettings,
} from './types.ts';

export interface TerminalOperations {
  offer: Operation<TerminalInput, TerminalOffer>;
  open: Operation<TerminalInput, OpenTerminal>;
  offerNode: Operation<NodeTerminalInput, NodeTerminalOffer>;
  openNode: Operation<NodeTerminalInput, OpenTerminal>;
}

const podShells = [['bash'], ['sh']];
/** In the namespaces of the node's first process; else in its file system; else in the Pod's own. */
const enter = ['nsenter', '-t', '1', '-m', '-u', '-i', '-n', '-p', '--'];
const nodeShells = [[...enter, 'bash', '-l'], [...enter, 'sh', '-l'], ['chroot', '/host', 'sh'], ['sh']];

const podFields = Type.Object({
  namespace: NameField,
  name: NameField,
  container: Type.Optional(NameField),
});
const nodeFields = Type.Object({ name: NameField });

/** Terminals in containers and on nodes. What is offered asks for the same right as what is opened. */
export const createTerminalOperations = (clock: Clock, settings: TerminalSettings): TerminalOperations => {
  const find = async ({ namespace, name, container }: TerminalInput, { cluster, signal }: CallContext) => {
    const pod = await cluster.client.get<Pod>(podKind, { namespace, name }, signal);
    return chooseContainer(pod, container);
  };
  return {
    offer: clusterOperation({
      id: 'pods.offerTerminal',
      summary: 'Leave to open a terminal in a container',
      effect: 'read',
      access: 'operator',
      verb: 'terminal',
      input: podFields,
      run: async (input, context) => ({
        clusterId: context.cluster.id,
        namespace: input.namespace,
        name: input.name,
        container: await find(input, context),
      }),
    }),
    open: clusterOperation({
      id: 'pods.terminal',
      summary: 'A shell in a container, on a terminal',
      effect: 'write',
      access: 'operator',
      input: podFields,
      run: async (input, context) => {
        const container = await find(input, context);
        const { namespace, name } = input;
        const { cluster, signal } = context;
        const target = { key: { namespace, name }, container, commands: podShells, clock, signal };
        const shell = await openShell(cluster.client, target);
        return { connect: (peer) => connectShell(shell, peer, { clock, settings }) };
      },
    }),
    offerNode: clusterOperation({
      id: 'nodes.offerTerminal',
      summary: 'Leave to open a terminal on a node',
      effect: 'read',
      access: 'admin',
      verb: 'terminal',
      input: nodeFields,
      run: async ({ name }, { cluster, signal }) => {
        await cluster.client.get(nodeKind, { name }, signal);
        return { clusterId: cluster.id, name };
      },
    }),
    openNode: clusterOperation({
      id: 'nodes.terminal',
      summary: 'A shell on a node, through a privileged Pod that is removed afterwards',
      effect: 'write',
      access: 'admin',
      input: nodeFields,
      run: async ({ name }, context) => {
        await context.cluster.client.get(nodeKind, { name }, context.signal);
        return { connect: (peer) => connectNode(name, peer, { context, clock, settings }) };
      },
    }),
  };
};

interface NodeOptions {
  context: CallContext;
  clock: Clock;
  settings: TerminalSettings;
}

const connectNode = async (
  node: string,
  peer: TerminalPeer,
  { context, clock, settings }: NodeOptions,
): Promise<string> => {
  const { client } = context.cluster;
  const signal = peer.closed;
  const user = context.caller.username;
  const pod = await createNodePod(client, { node, image: settings.nodeImage, user, clock }, signal);
  try {
    await peer.send(framesOf(peer.protocol).output(Buffer.from(`Starting a debugging Pod on ${node}…\r\n`)));
    await pod.running(signal);
    const target = { key: pod.key, container: nodePodContainer, commands: nodeShells, clock, signal };
    return await connectShell(await openShell(client, target), peer, { clock, settings });
  } finally {
    await pod.remove().catch(() => undefined);
  }
};
