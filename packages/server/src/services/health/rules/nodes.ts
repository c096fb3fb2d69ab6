import { findCondition, nodeKind, type Node } from '@binnacle/kube/api';
import type { Rule, Subject } from '../types.ts';

const nodeOf = (subject: Subject) => subject.object() as unknown as Node;
const pressures = ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'NetworkUnavailable'];

export const nodeRules: readonly Rule[] = [
  {
    code: 'NodeNotReady',
    kind: nodeKind,
    severity: 'critical',
    title: 'The node is not ready',
    recommendation:
      'Look at the kubelet of the node and at its network. Its Pods are moved after five minutes unless they tolerate it.',
    *check(subject) {
      const ready = findCondition(nodeOf(subject).status?.conditions, 'Ready');
      if (ready?.status === 'True') return;
      yield ready === undefined
        ? 'the kubelet has never reported'
        : `Ready is ${ready.status}: ${ready.message ?? ready.reason ?? 'no reason given'}`;
    },
  },
  {
    code: 'NodePressure',
    kind: nodeKind,
    severity: 'warning',
    title: 'The node lacks a resource',
    recommendation:
      'Free what is short, or move Pods away; under pressure the kubelet evicts Pods and takes no new ones.',
    *check(subject) {
      for (const type of pressures) {
        const condition = findCondition(nodeOf(subject).status?.conditions, type);
        if (condition?.status === 'True')
          yield `${type}: ${condition.message ?? condition.reason ?? 'no reason given'}`;
      }
    },
  },
  {
    code: 'NodeCordoned',
    kind: nodeKind,
    severity: 'info',
    title: 'The node takes no new Pods',
    recommendation: 'Uncordon it when the work on it is done.',
    *check(subject) {
      if (nodeOf(subject).spec.unschedulable === true) yield 'it is marked unschedulable';
    },
  },
];
