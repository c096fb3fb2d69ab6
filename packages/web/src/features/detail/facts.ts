import { numberAt, textAt, valueAt, type Fields } from '../../resource/read-path.ts';
import type { TextKey } from '../../ui/text/text-key.ts';

export interface ObjectFact {
  label: TextKey;
  text: string;
}

/** Fields worth a line wherever they occur. */
const known: readonly { label: TextKey; path: readonly string[] }[] = [
  { label: 'detail.podIp', path: ['status', 'podIP'] },
  { label: 'detail.hostIp', path: ['status', 'hostIP'] },
  { label: 'detail.qos', path: ['status', 'qosClass'] },
  { label: 'detail.restartPolicy', path: ['spec', 'restartPolicy'] },
  { label: 'detail.priority', path: ['spec', 'priorityClassName'] },
  { label: 'detail.strategy', path: ['spec', 'strategy', 'type'] },
  { label: 'detail.deadline', path: ['spec', 'progressDeadlineSeconds'] },
  { label: 'detail.clusterIp', path: ['spec', 'clusterIP'] },
  { label: 'column.type', path: ['spec', 'type'] },
  { label: 'detail.kubelet', path: ['status', 'nodeInfo', 'kubeletVersion'] },
  { label: 'detail.os', path: ['status', 'nodeInfo', 'osImage'] },
];

/** A few facts that an object's shape offers, e.g. replicas as asked for, updated, ready and available. */
export const factsOf = (object: Fields): ObjectFact[] => {
  const facts: ObjectFact[] = [];
  const wanted = numberAt(object, 'spec', 'replicas');
  if (wanted !== undefined) {
    facts.push({ label: 'detail.replicas', text: String(wanted) });
    const counts: [TextKey, string][] = [
      ['column.upToDate', 'updatedReplicas'],
      ['column.ready', 'readyReplicas'],
      ['column.available', 'availableReplicas'],
    ];
    for (const [label, field] of counts) {
      if (valueAt(object, 'status') !== undefined)
        facts.push({ label, text: String(numberAt(object, 'status', field) ?? 0) });
    }
  }
  for (const { label, path } of known) {
    const text = textAt(object, ...path);
    if (text !== '') facts.push({ label, text });
  }
  return facts;
};
