import { namespaceKind, deploymentKind, podKind, type UnstructuredObject } from '@binnacle/kube/api';
import { createClient, type ClusterTarget } from '@binnacle/kube/client';
import { setTimeout as pause } from 'node:timers/promises';
import type { Measure } from './report.ts';
import type { ServerProcess } from './server-process.ts';

const namespace = 'bench-logs';
const talkers = 50;
const settleMs = 4_000;
const listenMs = 15_000;

/** Pods whose logs the kubelet of the bench says. */
export const createTalkers = async (target: ClusterTarget): Promise<void> => {
  const client = createClient(target);
  const labels = { app: 'talker' };
  const deployment: UnstructuredObject = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'talker', namespace },
    spec: {
      replicas: talkers,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'talker:1' }] } },
    },
  };
  try {
    await client.create(namespaceKind, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    await client.create(deploymentKind, deployment);
    for (;;) {
      const { items } = await client.list(podKind, { namespace, fieldSelector: 'status.phase=Running' });
      if (items.length === talkers) return;
      await pause(500);
    }
  } finally {
    await client.close();
  }
};

/** One Pod of them. */
export const someTalker = async (target: ClusterTarget): Promise<{ namespace: string; name: string }> => {
  const client = createClient(target);
  try {
    const { items } = await client.list(podKind, { namespace });
    return { namespace, name: items[0]?.metadata.name ?? '' };
  } finally {
    await client.close();
  }
};

interface Heard {
  /** ms from when a line was written until it was read, of every line after the first moments. */
  delays: number[];
  /** Lines that never came, or came twice. */
  wrong: number;
}

/** Reads the merged log of all talkers as a browser does. */
const listen = async ({ url, authorization }: ServerProcess): Promise<Heard> => {
  const leave = new AbortController();
  const headers = { authorization, accept: 'text/event-stream' };
  const path = `/api/console/v1/clusters/1/logs/stream?namespace=${namespace}&labelSelector=app%3Dtalker`;
  const response = await fetch(`${url}${path}`, { headers, signal: leave.signal });
  if (!response.ok || response.body === null) throw new Error(`logs: ${response.status}`);
  const started = Date.now();
  const heard: Heard = { delays: [], wrong: 0 };
  const next = new Map<string, number>();
  let rest = '';
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    const now = Date.now();
    const blocks = (rest + text).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = /^event: lines\ndata: (.*)$/m.exec(block)?.[1];
      if (data === undefined) continue;
      for (const line of JSON.parse(data) as { pod: string; text: string }[]) {
        const [written = 0, index = 0] = line.text.split(' ').map(Number);
        if (index !== (next.get(line.pod) ?? index)) heard.wrong += 1;
        next.set(line.pod, index + 1);
        if (written - started > settleMs) heard.delays.push(now - written);
      }
    }
    if (now - started > settleMs + listenMs) break;
  }
  leave.abort();
  return heard;
};

/** How long lines take from the kubelet to a reader. */
export const measureLogs = async (server: ServerProcess): Promise<Measure[]> => {
  const before = await server.usage();
  const { delays, wrong } = await listen(server);
  const after = await server.usage();
  delays.sort((a, b) => a - b);
  const at = (share: number) => delays[Math.floor(delays.length * share)] ?? Number.POSITIVE_INFINITY;
  const cores = (after.cpuMicros - before.cpuMicros) / 1_000 / (settleMs + listenMs);
  return [
    {
      work: `logs of ${talkers} Pods at 100 lines/s each, from the kubelet to a reader, p99`,
      value: `${at(0.99)} ms (median ${at(0.5)} ms, ${Math.round((delays.length / listenMs) * 1_000).toLocaleString('en')} lines/s)`,
      ratio: at(0.99),
      of: 'ms',
      most: 200,
    },
    { work: 'the same, lines lost or doubled', value: String(wrong), ratio: wrong, of: 'lines', most: 0 },
    { work: "the same, in the server's processor time", value: `${(cores * 100).toFixed(0)} % of a core` },
  ];
};
