/** `/proxy` of Pods and Services: requests to programs that listen. Source: registry/core/{pod,service}/storage. */
import { notFound, serviceUnavailable } from '@binnacle/kube/api';
import type { KubeObject, UnstructuredObject } from '@binnacle/kube/api';
import type { ProgramRequest } from '../types.ts';
import { belowProxy } from './below-proxy.ts';
import { readBody } from './body.ts';
import type { ResourceCall } from './call.ts';
import { admitConnection } from './streaming/admit-connection.ts';

interface ServicePort {
  name?: string;
  port: number;
}
interface EndpointSlice extends KubeObject {
  endpoints?: { conditions?: { ready?: boolean }; targetRef?: { kind?: string; name: string } }[] | null;
  ports?: { name?: string; port?: number }[];
}

/** `[scheme:]name[:port]`. */
const addressOf = (text: string): { name: string; port: string } => {
  const parts = text.split(':');
  const [name = '', port = ''] = parts.length === 3 ? parts.slice(1) : parts;
  return { name, port };
};

const objectOf = ({ info, context }: ResourceCall, name: string): UnstructuredObject => {
  const found = context.registry.entry(info.resource, { namespace: info.namespace ?? '', name })?.object;
  if (found === undefined) throw notFound({ group: '', plural: info.resource.plural }, name);
  return found;
};

/** What the caller sent, below `/proxy`. */
const sent = async (call: ResourceCall): Promise<ProgramRequest> => {
  const { request, method, query } = call;
  const below = belowProxy(call);
  const text = query.toString();
  return {
    method,
    path: `${below === '' ? '/' : below}${text === '' ? '' : `?${text}`}`,
    body: (await readBody(request)).toString(),
  };
};

const pass = async (call: ResourceCall, pod: string, port: number): Promise<void> => {
  const agent = call.context.nodeAgent();
  if (agent === undefined) throw serviceUnavailable('no kubelet answers for this cluster');
  const target = { namespace: call.info.namespace ?? '', name: pod, port };
  const { status, headers, body } = agent.request(target, await sent(call));
  call.response.writeHead(status, { ...headers });
  call.response.end(call.method === 'HEAD' ? undefined : body);
};

export const servePodProxy = async (call: ResourceCall): Promise<void> => {
  await admitConnection(call);
  const { name, port } = addressOf(call.info.name ?? '');
  const { containers } = objectOf(call, name)['spec'] as { containers: { ports?: { containerPort: number }[] }[] };
  const first = containers.flatMap(({ ports = [] }) => ports)[0]?.containerPort ?? 80;
  await pass(call, name, port === '' ? first : Number(port));
};

export const serveServiceProxy = async (call: ResourceCall): Promise<void> => {
  await admitConnection(call);
  const { name, port } = addressOf(call.info.name ?? '');
  const { ports = [] } = (objectOf(call, name)['spec'] ?? {}) as { ports?: ServicePort[] };
  const wanted = ports.find((one) => port === '' || one.name === port || String(one.port) === port);
  if (wanted === undefined) throw serviceUnavailable(`no service port ${port} found for service "${name}"`);
  const slices = call.context.registry.store.range('discovery.k8s.io/endpointslices', `${call.info.namespace ?? ''}/`);
  for (const { object } of slices) {
    const slice = object as EndpointSlice;
    if (slice.metadata.labels?.['kubernetes.io/service-name'] !== name) continue;
    const target = slice.ports?.find((one) => (one.name ?? '') === (wanted.name ?? ''))?.port;
    const ready = slice.endpoints?.find(
      ({ conditions, targetRef }) => conditions?.ready !== false && targetRef?.kind === 'Pod',
    );
    if (target !== undefined && ready?.targetRef !== undefined) return pass(call, ready.targetRef.name, target);
  }
  throw serviceUnavailable(`no endpoints available for service "${name}"`);
};
