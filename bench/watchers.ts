/** Many watchers of one kind: how late each hears of a change. */
import { connect, type TLSSocket } from 'node:tls';
import { setTimeout as pause } from 'node:timers/promises';
import { configMapKind } from '@binnacle/kube/api';
import { type ClusterTarget, createClient } from '@binnacle/kube/client';

const namespace = 'default';
const mark = '"sent":"';
/** A mark and its number are no longer than this. */
const longestCut = 40;

const openWatcher = (target: ClusterTarget, authorization: string, onSent: (sentAt: number) => void) =>
  new Promise<TLSSocket>((resolve, reject) => {
    const url = new URL(target.server);
    const socket = connect({ host: url.hostname, port: Number(url.port), rejectUnauthorized: false }, () => {
      socket.write(
        `GET /api/v1/namespaces/${namespace}/configmaps?watch=1&labelSelector=bench%3Dwatch HTTP/1.1\r\nHost: ${url.host}\r\nAuthorization: ${authorization}\r\nAccept: application/json\r\n\r\n`,
      );
    });
    let rest: Buffer = Buffer.alloc(0);
    let isOpen = false;
    socket.on('error', reject);
    socket.on('data', (chunk: Buffer) => {
      if (!isOpen) resolve(socket);
      isOpen = true;
      // A mark that is cut by the end of a chunk is found with the next one.
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      let from = 0;
      for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, from)) {
        const end = bytes.indexOf(34, at + mark.length);
        if (end < 0) break;
        onSent(Number(bytes.toString('latin1', at + mark.length, end)));
        from = end;
      }
      rest = bytes.subarray(Math.max(from, bytes.length - longestCut));
    });
  });

export interface FanOut {
  heard: number;
  expected: number;
  p99Ms: number;
  worstMs: number;
}

/** `perSecond` changes for some seconds, each heard by all watchers. */
export const measureFanOut = async (
  target: ClusterTarget,
  authorization: string,
  { watchers, perSecond, seconds }: { watchers: number; perSecond: number; seconds: number },
): Promise<FanOut> => {
  const client = createClient(target);
  const lags: number[] = [];
  const sockets: TLSSocket[] = [];
  const onSent = (sentAt: number) => lags.push(performance.timeOrigin + performance.now() - sentAt);
  try {
    for (let i = 0; i < watchers; i += 50)
      sockets.push(
        ...(await Promise.all(
          Array.from({ length: Math.min(50, watchers - i) }, () => openWatcher(target, authorization, onSent)),
        )),
      );
    const started = performance.now();
    const writes: Promise<unknown>[] = [];
    for (let i = 0; i < perSecond * seconds; i += 1) {
      const due = started + (i * 1000) / perSecond;
      if (due > performance.now()) await pause(due - performance.now());
      const body = {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: `watched-${started.toFixed(0)}-${i}`, namespace, labels: { bench: 'watch' } },
        data: { sent: String(performance.timeOrigin + performance.now()) },
      };
      writes.push(client.create(configMapKind, body));
    }
    await Promise.all(writes);
    const expected = watchers * perSecond * seconds;
    for (let waited = 0; lags.length < expected && waited < 20_000; waited += 100) await pause(100);
    lags.sort((a, b) => a - b);
    return {
      heard: lags.length,
      expected,
      p99Ms: lags[Math.floor(lags.length * 0.99)] ?? Infinity,
      worstMs: lags.at(-1) ?? Infinity,
    };
  } finally {
    for (const socket of sockets) socket.destroy();
    await client.close();
  }
};
