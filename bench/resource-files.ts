import { once } from 'node:events';
import { request, type IncomingMessage, type RequestOptions } from 'node:http';
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

/** As a client that costs little itself: fetch takes more of a processor than what is measured. */
const byServer = ({ url, authorization }: ServerProcess, { namespace, name }: Pod): Way => {
  const call = (method: string, path: string, options: RequestOptions = {}) => {
    const address = `${url}/api/console/v1/clusters/1/pods/${name}/files?namespace=${namespace}&path=${path}`;
    const sent = request(address, { ...options, method, headers: { authorization, ...options.headers } });
    const reply = once(sent, 'response') as Promise<[IncomingMessage]>;
    return { sent, reply };
  };
  const bytesOf = async (message: IncomingMessage): Promise<number> => {
    let got = 0;
    message.on('data', (part: Buffer) => (got += part.length));
    await once(message, 'end');
    return got;
  };
  return {
    down: async (bytes) => {
      const { sent, reply } = call('GET', `/bench/${bytes}&download=1`);
      sent.end();
      const [message] = await reply;
      const got = await bytesOf(message);
      if (message.statusCode !== 200 || got !== bytes) throw new Error(`${message.statusCode}: ${got} bytes`);
    },
    up: async (bytes) => {
      const headers = { 'content-type': 'application/octet-stream', 'content-length': String(bytes) };
      const { sent, reply } = call('PUT', '/bench/file', { headers });
      Readable.from(chunksOf(bytes), { objectMode: false }).pipe(sent);
      const [message] = await reply;
      await bytesOf(message);
      if (message.statusCode !== 200) throw new Error(`upload: ${message.statusCode}`);
    },
  };
};

/** MB/s. */
const rateOf = async (work: (bytes: number) => Promise<void>): Promise<number> => {
  const started = performance.now();
  await work(size);
  return size / 1_000 / (performance.now() - started);
};

/** ms of the server's processors for each MB of `size`. */
const cpuOf = async (server: ServerProcess, work: () => Promise<void>): Promise<number> => {
  const before = (await server.usage()).cpuMicros;
  await work();
  return ((await server.usage()).cpuMicros - before) / 1_000 / (size / 1e6);
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
      const spent = await cpuOf(server, () => ways.server[way](size));
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
        { work: `${word}, in the server's processor time`, value: `${spent.toFixed(2)} ms per MB` },
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
