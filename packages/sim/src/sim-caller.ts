import https from 'node:https';
import type { IncomingMessage } from 'node:http';
import { parse } from 'yaml';
import type { Sim } from './types.ts';

/** One answer, whole. */
export interface Answer {
  code: number;
  headers: IncomingMessage['headers'];
  text: string;
  json: Record<string, unknown>;
}

export interface CallOptions {
  body?: unknown;
  type?: string;
  accept?: string;
  user?: 'admin' | 'viewer' | 'nobody';
  headers?: Record<string, string>;
}

/** Raw HTTPS calls to a simulated cluster, as its kubeconfig allows them. */
export interface SimCaller {
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  /** Frames of a watch until it ends or `enough` says so. */
  watch(path: string, enough?: (frames: Frame[]) => boolean, onOpen?: () => void): Promise<Frame[]>;
  close(): void;
}

export interface Frame {
  type: string;
  object: Record<string, unknown> & { metadata: Record<string, string> };
}

interface Kubeconfig {
  clusters: { cluster: { 'certificate-authority-data': string } }[];
  users: { user: { token: string } }[];
}

export const createSimCaller = (sim: Sim): SimCaller => {
  const config = parse(sim.kubeconfig) as Kubeconfig;
  const ca = Buffer.from(config.clusters[0]!.cluster['certificate-authority-data'], 'base64');
  const tokens = { admin: config.users[0]!.user.token, viewer: config.users[1]!.user.token, nobody: 'forged' };
  const agent = new https.Agent({ ca, keepAlive: true });

  const open = (method: string, path: string, options: CallOptions): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const { body, type = 'application/json', accept = 'application/json', user = 'admin', headers } = options;
      const sent =
        body === undefined
          ? undefined
          : typeof body === 'string' || Buffer.isBuffer(body)
            ? body
            : JSON.stringify(body);
      const request = https.request(
        `${sim.url}`,
        {
          method,
          path,
          agent,
          headers: {
            accept,
            authorization: `Bearer ${tokens[user]}`,
            ...(sent === undefined ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(sent) }),
            ...headers,
          },
        },
        resolve,
      );
      request.on('error', reject);
      request.end(sent);
    });

  return {
    call: async (method, path, options = {}) => {
      const response = await open(method, path, options);
      const chunks: Buffer[] = [];
      for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
      const text = Buffer.concat(chunks).toString('utf8');
      const isJson = response.headers['content-type']?.startsWith('application/json') === true;
      return {
        code: response.statusCode ?? 0,
        headers: response.headers,
        text,
        json: isJson && text !== '' ? (JSON.parse(text) as Record<string, unknown>) : {},
      };
    },
    watch: async (path, enough = () => false, onOpen = () => {}) => {
      const response = await open('GET', path, {});
      onOpen();
      const frames: Frame[] = [];
      let rest = '';
      for await (const chunk of response as AsyncIterable<Buffer>) {
        const lines = (rest + chunk.toString('utf8')).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) frames.push(JSON.parse(line) as Frame);
        if (enough(frames)) break;
      }
      return frames;
    },
    close: () => agent.destroy(),
  };
};
