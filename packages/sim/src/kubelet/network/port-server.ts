import { createServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { notFound } from '@binnacle/kube/api';
import type { ControllerContext, NodeAgent } from '../../types.ts';
import { refs, type Pod } from '../../local/objects.ts';
import { answerHttp, listenerOn, type Listener } from './http-server.ts';

const maxBodyBytes = 1 << 20;

/** Connects byte streams to the programs that listen in containers: they speak HTTP. */
export const createPortServer = ({ client, clock }: Pick<ControllerContext, 'client' | 'clock'>) => {
  const serve = (listener: Listener, stream: Duplex) => {
    const server = createServer((request, response) => {
      let size = 0;
      let body = '';
      request.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size <= maxBodyBytes) body += chunk.toString();
      });
      request.on('end', () => {
        const said = answerHttp(listener, { method: request.method ?? 'GET', path: request.url ?? '/', body }, clock);
        response.writeHead(size > maxBodyBytes ? 413 : said.status, { ...said.headers });
        response.end(request.method === 'HEAD' ? undefined : said.body);
      });
    });
    server.emit('connection', stream);
  };

  const connect: NodeAgent['connect'] = ({ namespace, name, port }, stream) => {
    const pod = client.get<Pod>(refs.pods, { namespace, name });
    if (pod === undefined) throw notFound(refs.pods, name);
    const listener = listenerOn(pod, port);
    if (listener === undefined)
      throw new Error(
        `failed to execute portforward in network namespace "/var/run/netns/cni-${(pod.metadata.uid ?? '').slice(0, 36)}": failed to connect to localhost:${port} inside namespace, IPv4: dial tcp4 127.0.0.1:${port}: connect: connection refused`,
      );
    serve(listener, stream);
  };
  return { connect };
};
