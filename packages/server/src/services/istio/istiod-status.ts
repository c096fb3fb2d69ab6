import { request } from 'node:http';
import { readLimited, type KubeClient } from '@binnacle/kube/client';

export interface IstiodPod {
  namespace: string;
  name: string;
}

/** Where istiod tells of itself; callers from its own host need no token. Source: istio, `--monitoringAddr`. */
const monitoringPort = 15_014;
/** The status of some 20,000 proxies. */
const mostBytes = 16 * 1024 * 1024;

/**
 * The text of istiod's `/debug/syncz`, through a port forwarded into its Pod. Rejects with what the API server, the kubelet
 * or istiod says against it, and when `signal` is aborted.
 */
export const readIstiodStatus = async (client: KubeClient, pod: IstiodPod, signal: AbortSignal): Promise<string> => {
  const stream = await client.portForward(pod, monitoringPort, signal);
  try {
    return await new Promise<string>((resolve, reject) => {
      stream.once('error', reject);
      const asked = request(
        {
          createConnection: () => stream,
          host: 'localhost',
          path: '/debug/syncz',
          headers: { host: `localhost:${monitoringPort}`, connection: 'close' },
          signal,
        },
        (answer) => {
          readLimited(answer, mostBytes).then((text) => {
            if (answer.statusCode === 200) resolve(text);
            else reject(new Error(`it answers HTTP ${answer.statusCode ?? 0}`));
          }, reject);
        },
      );
      asked.once('error', reject);
      asked.end();
    });
  } finally {
    stream.destroy();
  }
};
