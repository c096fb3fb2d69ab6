import { createController } from '@binnacle/kube/controller';
import type { ControllerContext } from '../../types.ts';
import { createEventRecorder } from '../../local/events.ts';
import type { Informers } from '../../local/informers.ts';
import { findCondition, fromTime, refs, toTime } from '../../local/objects.ts';
import type { Condition, Lease, Node, Pod } from '../../local/objects.ts';
import { correctedTaints } from './taints.ts';

/** A node that has not renewed its lease for so long is not known to live. Source: `--node-monitor-grace-period`. */
const graceMs = 50_000;

/** Between two looks at a silent node. */
const confirmMs = 1_000;

const conditionTypes = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'];

/** Watches nodes' leases: a node that falls silent is marked unknown and tainted, one that speaks again is cleared. */
export const startNodeController = (context: ControllerContext, informers: Informers): (() => void) => {
  const { client, clock } = context;
  const events = createEventRecorder(context, { component: 'node-controller' });
  const nodes = informers.of<Node>(refs.nodes);
  const pods = informers.of<Pod>(refs.pods);

  /** Brings the taints in line with the node's state. */
  const taint = async (node: Node): Promise<void> => {
    const taints = correctedTaints(node, toTime(clock.now()));
    if (taints === undefined) return;
    const { taints: _old, ...spec } = node.spec ?? {};
    await client.update<Node>(refs.nodes, { ...node, spec: taints.length === 0 ? spec : { ...spec, taints } });
  };

  const markUnknown = async (node: Node, now: number) => {
    const held = node.status?.conditions ?? [];
    const conditions = conditionTypes.map((type): Condition => {
      const before = findCondition(held, type);
      if (before?.status === 'Unknown') return before;
      return {
        type,
        status: 'Unknown',
        reason: before === undefined ? 'NodeStatusNeverUpdated' : 'NodeStatusUnknown',
        message: before === undefined ? 'Kubelet never posted node status.' : 'Kubelet stopped posting node status.',
        lastHeartbeatTime: before?.lastHeartbeatTime ?? toTime(now),
        lastTransitionTime: toTime(now),
      };
    });
    const others = held.filter(({ type }) => !conditionTypes.includes(type));
    const updated = await client.updateStatus<Node>(refs.nodes, {
      ...node,
      status: { ...node.status, conditions: [...others, ...conditions] },
    });
    await taint(updated);
    const { name } = node.metadata;
    const about = { ...node, metadata: { ...node.metadata, uid: name } };
    events.record({ about, reason: 'NodeNotReady', message: `Node ${name} status is now: NodeNotReady` });
    for (const pod of pods.all()) if (pod.spec.nodeName === name) await markPodNotReady(pod, now);
  };

  const markPodNotReady = async (pod: Pod, now: number) => {
    const held = pod.status?.conditions ?? [];
    if (findCondition(held, 'Ready')?.status !== 'True') return;
    const conditions = held.map((condition) =>
      condition.type === 'Ready'
        ? { ...condition, status: 'False' as const, lastTransitionTime: toTime(now) }
        : condition,
    );
    await client.updateStatus(refs.pods, { ...pod, status: { ...pod.status, conditions } });
    events.record({ about: pod, type: 'Warning', reason: 'NodeNotReady', message: 'Node is not ready' });
  };

  /** Silent at the last look. A program that slept finds everybody silent: only two looks in a row count. */
  const suspects = new Set<string>();

  const controller = createController({
    name: 'node-lifecycle',
    clock,
    reconcile: async (name) => {
      const node = client.get<Node>(refs.nodes, { name });
      if (node === undefined || node.metadata.deletionTimestamp !== undefined) return;
      const lease = client.get<Lease>(refs.leases, { namespace: 'kube-node-lease', name });
      const now = clock.now();
      const heard = fromTime(lease?.spec?.renewTime ?? node.metadata.creationTimestamp);
      const ready = findCondition(node.status?.conditions, 'Ready');
      if (heard + graceMs <= now) {
        if (ready?.status === 'Unknown') return taint(node);
        if (!suspects.has(name)) {
          suspects.add(name);
          return { requeueAfterMs: confirmMs };
        }
        await markUnknown(node, now);
        return;
      }
      suspects.delete(name);
      await taint(node);
      return { requeueAfterMs: heard + graceMs - now };
    },
  });

  nodes.subscribe(({ type, object, previous }) => {
    const { name } = object.metadata;
    const about = { ...object, metadata: { ...object.metadata, uid: name } };
    if (type === 'DELETED') {
      events.record({
        about,
        reason: 'RemovingNode',
        message: `Node ${name} event: Removing Node ${name} from Controller`,
      });
      return;
    }
    if (previous === undefined) {
      events.record({
        about,
        reason: 'RegisteredNode',
        message: `Node ${name} event: Registered Node ${name} in Controller`,
      });
    }
    if (previous === undefined || correctedTaints(object, '') !== undefined) controller.enqueue(name);
  });
  return controller.close;
};
