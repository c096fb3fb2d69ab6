/**
 * `/portforward` of a Pod: SPDY tunnelled through a WebSocket, as kubectl 1.31 and newer speak it (KEP-4006), or the
 * channels of older clients. Source: k8s.io/kubelet/pkg/cri/streaming/portforward.
 */
import { badRequest, notFound, serviceUnavailable } from '@binnacle/kube/api';
import type { Duplex } from 'node:stream';
import type { ResourceCall } from '../call.ts';
import { admitConnection } from './admit-connection.ts';
import { channelProtocol, channelPorts, serveChannels } from './port-channels.ts';
import { createSpdyServer, type SpdyStream } from './spdy.ts';
import { acceptWebSocket, requireWebSocket } from './web-socket.ts';
import { keyOf } from '../call-key.ts';

const tunnelled = 'SPDY/3.1+portforward.k8s.io';

export const servePortForward = async (call: ResourceCall): Promise<void> => {
  const { info, context } = call;
  const key = keyOf(call);
  await admitConnection(call);
  const pod = context.registry.entry(info.resource, key)?.object;
  if (pod === undefined) throw notFound({ group: '', plural: 'pods' }, key.name);
  if (((pod.spec as { nodeName?: string }).nodeName ?? '') === '')
    throw badRequest(`pod ${key.name} does not have a host assigned`);
  requireWebSocket(call);
  const agent = context.nodeAgent();
  if (agent === undefined) throw serviceUnavailable('no kubelet answers for this cluster');
  const offered = channelPorts(call.query);
  const accepted = await acceptWebSocket(call, [tunnelled, channelProtocol]);
  if (accepted === undefined) return;
  const { socket, protocol } = accepted;
  if (protocol === channelProtocol)
    return serveChannels(socket, offered, (port, data) => agent.connect({ ...key, port }, data));

  /** Error streams by request, until the data stream of the same request comes. */
  const waiting = new Map<string, Duplex>();
  const onStream = ({ headers, data }: SpdyStream) => {
    const { streamtype, port = '', requestid = '' } = headers;
    if (streamtype === 'error') {
      waiting.set(requestid, data);
      data.resume();
      return;
    }
    const errors = waiting.get(requestid);
    waiting.delete(requestid);
    try {
      agent.connect({ ...key, port: Number(port) }, data);
      data.once('close', () => errors?.end());
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      errors?.end(`error forwarding port ${port} to pod ${key.name}, uid : ${why}`);
      data.end();
      data.resume();
    }
  };
  const spdy = createSpdyServer({
    send: (bytes) =>
      new Promise((resolve) => {
        if (socket.readyState !== socket.OPEN) return resolve();
        socket.send(bytes, { binary: true }, () => resolve());
      }),
    onStream,
    end: () => socket.close(1000),
  });
  let last = Promise.resolve();
  socket.on('message', (bytes: Buffer) => {
    socket.pause();
    last = last.then(() => spdy.receive(bytes)).then(() => socket.resume());
  });
  socket.once('close', () => spdy.close());
};
