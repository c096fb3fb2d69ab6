import { containerUsage, nodeUsage, usageWindowMs, type UsingPod } from './usage.ts';

/** One value as cAdvisor names it. */
export interface UsageSample {
  name: string;
  labels: Readonly<Record<string, string>>;
  value: number;
}

/** Counts what nodes and their Pods have used, looking every 15 s, from an hour before the first look. */
export interface UsageCounters {
  /** Everything at a moment (epoch ms) not before the last one; what is gone is forgotten. */
  look(nodes: readonly string[], pods: readonly UsingPod[], now: number): UsageSample[];
}

/** Every metric, for expositions. */
export const usageMetrics: readonly { name: string; type: 'counter' | 'gauge'; help: string }[] = [
  { name: 'container_cpu_usage_seconds_total', type: 'counter', help: 'Cumulative cpu time consumed in seconds.' },
  { name: 'container_memory_working_set_bytes', type: 'gauge', help: 'Current working set in bytes.' },
  { name: 'container_network_receive_bytes_total', type: 'counter', help: 'Cumulative count of bytes received.' },
  { name: 'container_network_transmit_bytes_total', type: 'counter', help: 'Cumulative count of bytes transmitted.' },
];

const longestMs = 3_600_000;
/** What programs send and receive follows their work: bytes for each second of a whole processor. */
const received = 1_500_000;
const sent = 4_000_000;

interface Counter {
  cpuSeconds: number;
  /** Up to this window (epoch ms) all is counted. */
  until: number;
}

export const createUsageCounters = (): UsageCounters => {
  let counters = new Map<string, Counter>();

  return {
    look: (nodes, pods, now) => {
      const moment = Math.floor(now / usageWindowMs) * usageWindowMs;
      const seen = new Map<string, Counter>();
      const counterOf = (key: string): Counter => {
        const counter = counters.get(key) ?? { cpuSeconds: 0, until: moment - longestMs };
        seen.set(key, counter);
        return counter;
      };
      /** Seconds of processor time until now, and since the last look, of what uses so much (thousandths of a core) at a moment. */
      const count = (key: string, milliCpuAt: (at: number) => number): { cpuSeconds: number; gained: number } => {
        const counter = counterOf(key);
        const before = counter.cpuSeconds;
        for (let at = Math.max(counter.until, moment - longestMs); at < moment; at += usageWindowMs)
          counter.cpuSeconds += (milliCpuAt(at) / 1000) * (usageWindowMs / 1000);
        counter.until = Math.max(counter.until, moment);
        return { cpuSeconds: counter.cpuSeconds, gained: counter.cpuSeconds - before };
      };

      const samples: UsageSample[] = [];
      const add = (name: string, labels: UsageSample['labels'], value: number): void => {
        samples.push({ name, labels, value });
      };
      const byNode = new Map<string, UsingPod[]>(nodes.map((node) => [node, []]));
      for (const pod of pods) byNode.get(pod.spec.nodeName ?? '')?.push(pod);
      for (const [node, own] of byNode) {
        let inPods = 0;
        // What all containers of the node have used, those that are gone included.
        const used = counterOf(`pods ${node}`);
        for (const pod of own) {
          const { namespace = '', name, uid = '' } = pod.metadata;
          let inPod = 0;
          let runs = false;
          for (const container of pod.spec.containers) {
            const usage = containerUsage(pod, container, now);
            if (usage === undefined) continue;
            runs = true;
            const labels = { namespace, pod: name, container: container.name, image: container.image };
            const key = `${uid}/${container.name}`;
            const { cpuSeconds, gained } = count(key, (at) => containerUsage(pod, container, at)?.milliCpu ?? 0);
            inPod += cpuSeconds;
            used.cpuSeconds += gained;
            add('container_cpu_usage_seconds_total', labels, cpuSeconds);
            add('container_memory_working_set_bytes', labels, usage.memory);
          }
          if (!runs) continue;
          const labels = { namespace, pod: name, interface: 'eth0' };
          add('container_network_receive_bytes_total', labels, Math.round(inPod * received));
          add('container_network_transmit_bytes_total', labels, Math.round(inPod * sent));
          inPods += inPod;
        }
        const root = { id: '/', node, instance: node };
        const machine = count(`node ${node}`, () => nodeUsage(node, [], now).milliCpu);
        add('container_cpu_usage_seconds_total', root, machine.cpuSeconds + used.cpuSeconds);
        add('container_memory_working_set_bytes', root, nodeUsage(node, own, now).memory);
        add('container_network_receive_bytes_total', { ...root, interface: 'eth0' }, Math.round(inPods * received));
        add('container_network_transmit_bytes_total', { ...root, interface: 'eth0' }, Math.round(inPods * sent));
      }
      counters = seen;
      return samples;
    },
  };
};
