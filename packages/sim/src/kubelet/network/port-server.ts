import { createServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { notFound, serviceUnavailable } from '@binnacle/kube/api';
import type { NodeAgent } from '../../types.ts';
import { refs, type Pod } from '../../local/objects.ts';
import { answerHttp, listenerOn, type Listener, type ProgramContext } from './http-server.ts';

const maxBodyBytes = 1 << 20;

/** Connects byte streams to the programs that listen in containers: they speak HTTP. */
export const createPortServer = (context: ProgramContext) => {
  const { client } = context;
  const serve = (listener: Listener, stream: Duplex) => {
    const server = createServer((request, response) => {
      let size = 0;
      let body = '';
      request.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size <= maxBodyBytes) body += chunk.toString();
      });
      request.on('end', () => {
        const asked = { method: request.method ?? 'GET', path: request.url ?? '/', body, isLocal: true };
        const said = answerHttp(listener, asked, context);
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
  const request: NodeAgent['request'] = ({ namespace, name, port }, asked) => {
    const pod = client.get<Pod>(refs.pods, { namespace, name });
    if (pod === undefined) throw notFound(refs.pods, name);
    const listener = listenerOn(pod, port);
    const address = `${pod.status?.podIP ?? ''}:${port}`;
    if (listener === undefined)
      throw serviceUnavailable(`error trying to reach service: dial tcp ${address}: connect: connection refused`);
    return answerHttp(listener, asked, context);
  };
  return { connect, request };
};
