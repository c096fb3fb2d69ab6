import { Readable } from 'node:stream';
import { createClient, type ClusterTarget, type KubeClient } from '@binnacle/kube/client';
import type { Measure } from './report.ts';
import type { ServerProcess } from './server-process.ts';
import { median } from './side-by-side.ts';

const rounds = 3;
const size = 256 * 1024 ** 2;
const large = 1024 ** 3;
const chunk = Buffer.alloc(64 * 1024, 'y');

interface Pod {
  namespace: string;
  name: string;
}

interface Way {
  down: (bytes: number) => Promise<void>;
  up: (bytes: number) => Promise<void>;
}

function* chunksOf(bytes: number): Generator<Buffer> {
  for (let left = bytes; left > 0; left -= chunk.length) yield chunk.subarray(0, Math.min(left, chunk.length));
}

/** A program in the container, straight from the kubelet. */
const byExec = (client: KubeClient, pod: Pod): Way => {
  const open = (script: string, args: string[], stdin: boolean) =>
    client.session(pod, { container: 'main', command: ['sh', '-c', script, 'sh', ...args], stdin });
  return {
    down: async (bytes) => {
      const session = await open('exec cat < "$1"', [`/bench/${bytes}`], false);
      let got = 0;
      for await (const part of session.output()) got += part.bytes.length;
      if ((await session.exited) !== 0 || got !== bytes) throw new Error(`exec gave ${got} bytes`);
    },
    up: async (bytes) => {
      const session = await open('head -c "$2" > "$1"', ['/bench/file', String(bytes)], true);
      for (const part of chunksOf(bytes)) await session.write(part);
      if ((await session.exited) !== 0) throw new Error('exec took it not');
    },
  };
};

const byServer = ({ url, authorization }: ServerProcess, { namespace, name }: Pod): Way => {
  const address = (path: string) =>
    `${url}/api/console/v1/clusters/1/pods/${name}/files?namespace=${namespace}&path=${path}`;
  return {
    down: async (bytes) => {
      const reply = await fetch(`${address(`/bench/${bytes}`)}&download=1`, { headers: { authorization } });
      if (reply.status !== 200) throw new Error(`download: ${reply.status} ${await reply.text()}`);
      let got = 0;
      for await (const part of reply.body ?? []) got += (part as Uint8Array).length;
      if (got !== bytes) throw new Error(`the server gave ${got} bytes`);
    },
    up: async (bytes) => {
      const headers = {
        authorization,
        'content-type': 'application/octet-stream',
        'content-length': String(bytes),
      };
      const body = Readable.toWeb(Readable.from(chunksOf(bytes))) as ReadableStream;
      const init = { method: 'PUT', headers, body, duplex: 'half' } as RequestInit;
      const reply = await fetch(address('/bench/file'), init);
      if (reply.status !== 200) throw new Error(`upload: ${reply.status} ${await reply.text()}`);
    },
  };
};

/** MB/s. */
const rateOf = async (work: (bytes: number) => Promise<void>): Promise<number> => {
  const started = performance.now();
  await work(size);
  return size / 1_000 / (performance.now() - started);
};

/** How far resident memory rose above what it was, in MB, at any moment of the work. */
const growth = async (server: ServerProcess, work: () => Promise<void>): Promise<number> => {
  const before = (await server.usage()).rss;
  let highest = before;
  let isOver = false;
  const watching = (async () => {
    while (!isOver) highest = Math.max(highest, (await server.usage()).rss);
  })();
  await work().finally(() => (isOver = true));
  await watching;
  return (highest - before) / 1e6;
};

/** Files through the server, beside the same bytes through exec. */
export const measureFiles = async (server: ServerProcess, target: ClusterTarget, pod: Pod): Promise<Measure[]> => {
  const client = createClient(target);
  const ways = { exec: byExec(client, pod), server: byServer(server, pod) };
  const measures: Measure[] = [];
  try {
    for (const [word, way] of [
      ['download', 'down'],
      ['upload', 'up'],
    ] as const) {
      const rates: Record<keyof typeof ways, number[]> = { exec: [], server: [] };
      await ways.server[way](size);
      for (let round = 0; round < rounds; round++) {
        rates.exec.push(await rateOf(ways.exec[way]));
        rates.server.push(await rateOf(ways.server[way]));
      }
      const [exec, served] = [median(rates.exec), median(rates.server)];
      const rise = await growth(server, () => ways.server[way](large));
      measures.push(
        {
          work: `${word} of a file in a container`,
          value: `${served.toFixed(0)} MB/s`,
          ratio: served / exec,
          of: `raw exec's ${exec.toFixed(0)} MB/s`,
          least: 0.5,
        },
        {
          work: `${word} of 1 GiB, resident memory above what it was`,
          value: `${rise.toFixed(0)} MB`,
          ratio: rise,
          of: 'MB',
          most: 64,
        },
      );
    }
    return measures;
  } finally {
    await client.close();
  }
};
