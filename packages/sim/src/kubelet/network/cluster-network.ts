import { isIP } from 'node:net';
import type { KubeObject } from '@binnacle/kube/api';
import { refs, type Pod, type Service } from '../../local/objects.ts';
import { answerHttp, listenerOn, type Listener, type ProgramContext } from './http-server.ts';
import { NetworkError, type HttpAnswer, type HttpRequest, type Network } from './network.ts';

const domain = 'cluster.local';

interface EndpointSlice extends KubeObject {
  endpoints?:
    | {
        addresses: string[];
        conditions?: { ready?: boolean };
        hostname?: string;
        targetRef?: { name: string };
      }[]
    | null;
  ports?: { name?: string; port?: number }[];
}

/** The name in a cluster that a name asked for from a namespace means, at most `service.namespace` with a host before it. */
const candidates = (name: string, namespace: string): string[][] => {
  const plain = name.replace(/\.$/, '').toLowerCase();
  const stripped = plain.replace(new RegExp(`\\.svc(\\.${domain.replace('.', '\\.')})?$`), '');
  const labels = stripped.split('.');
  if (stripped !== plain) return [labels];
  // As the search list of resolv.conf: the own namespace first.
  return labels.length === 1 ? [[...labels, namespace]] : [[...labels, namespace], labels];
};

/** The network as one Pod sees it. `hostname` and `podIP` are its own. */
export const createClusterNetwork = (context: ProgramContext, pod: () => Pod | undefined): Network => {
  const { client } = context;
  const namespace = () => pod()?.metadata.namespace ?? 'default';
  const podIP = () => pod()?.status?.podIP ?? '127.0.0.1';

  const slicesOf = (service: Service): EndpointSlice[] =>
    client
      .list<EndpointSlice>(refs.endpointSlices, {
        namespace: service.metadata.namespace ?? '',
        labelSelector: `kubernetes.io/service-name=${service.metadata.name}`,
      })
      .slice();

  const readyAddresses = (service: Service): string[] =>
    slicesOf(service).flatMap(({ endpoints }) =>
      (endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false).flatMap(({ addresses }) => addresses),
    );

  const serviceNamed = (labels: readonly string[]): { service: Service; host?: string } | undefined => {
    const [host, name, space] = labels.length === 3 ? labels : [undefined, ...labels];
    if (name === undefined || space === undefined) return undefined;
    const service = client.get<Service>(refs.services, { namespace: space, name });
    return service === undefined ? undefined : { service, ...(host === undefined ? {} : { host }) };
  };

  const resolve: Network['resolve'] = (name) => {
    if (isIP(name) !== 0) return { name, addresses: [name] };
    if (name === 'localhost') return { name, addresses: ['127.0.0.1'] };
    const own = pod();
    if (own !== undefined && name === (own.spec.hostname ?? own.metadata.name)) return { name, addresses: [podIP()] };
    for (const labels of candidates(name, namespace())) {
      const found = serviceNamed(labels);
      if (found === undefined) continue;
      const { service, host } = found;
      const full = `${host === undefined ? '' : `${host}.`}${service.metadata.name}.${service.metadata.namespace ?? ''}.svc.${domain}`;
      const clusterIP = service.spec?.clusterIP ?? 'None';
      if (host === undefined && clusterIP !== 'None' && clusterIP !== '') return { name: full, addresses: [clusterIP] };
      const addresses =
        host === undefined
          ? readyAddresses(service)
          : slicesOf(service).flatMap(({ endpoints }) =>
              (endpoints ?? [])
                .filter((one) => one.hostname === host || one.targetRef?.name === host)
                .flatMap((one) => one.addresses),
            );
      if (addresses.length > 0) return { name: full, addresses };
    }
    throw new NetworkError('name', name);
  };

  const podAt = (address: string): Pod | undefined =>
    address === '127.0.0.1' || address === '::1'
      ? pod()
      : client
          .list<Pod>(refs.pods)
          .find(
            ({ status, spec }) => status?.podIP === address && spec.hostNetwork !== true && status.phase === 'Running',
          );

  /** Who listens at an address, through the Service when it is one's. */
  const listenerAt = (address: string, port: number): Listener | 'apiserver' => {
    const service = client.list<Service>(refs.services).find(({ spec }) => spec?.clusterIP === address);
    if (service !== undefined) {
      const wanted = service.spec?.ports?.find((one) => one.port === port);
      if (wanted === undefined) throw new NetworkError('timeout', address);
      if (service.metadata.name === 'kubernetes' && service.metadata.namespace === 'default') return 'apiserver';
      const slice = slicesOf(service).find(({ ports = [] }) =>
        ports.some(({ name = '' }) => name === (wanted.name ?? '')),
      );
      const target = slice?.ports?.find(({ name = '' }) => name === (wanted.name ?? ''))?.port;
      const [endpoint] = readyAddresses(service);
      // kube-proxy refuses for a Service without endpoints.
      if (target === undefined || endpoint === undefined) throw new NetworkError('refused', address);
      return listenerAt(endpoint, target);
    }
    const target = podAt(address);
    if (target === undefined) throw new NetworkError('timeout', address);
    const listener = listenerOn(target, port);
    if (listener === undefined) throw new NetworkError('refused', address);
    return listener;
  };

  const request = ({ url, method, body }: HttpRequest): HttpAnswer => {
    const [address = ''] = resolve(url.hostname.replace(/^\[|\]$/g, '')).addresses;
    const port = Number(url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : url.port);
    const listener = listenerAt(address, port);
    if (listener === 'apiserver') return forbiddenAnswer(url.pathname);
    return answerHttp(listener, { method, path: `${url.pathname}${url.search}`, body }, context);
  };

  return {
    get dnsServer() {
      return (
        client.get<Service>(refs.services, { namespace: 'kube-system', name: 'kube-dns' })?.spec?.clusterIP ??
        '10.96.0.10'
      );
    },
    podIP,
    resolve,
    connect: (host, port) => void listenerAt(resolve(host).addresses[0] ?? '', port),
    request,
  };
};

/** The API server to a caller without credentials; programs in containers do not reach it any further. */
const forbiddenAnswer = (path: string): HttpAnswer => {
  const status = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `forbidden: User "system:anonymous" cannot get path "${path}"`,
    reason: 'Forbidden',
    details: {},
    code: 403,
  };
  const body = new TextEncoder().encode(JSON.stringify(status, undefined, 2));
  return { status: 403, statusText: 'Forbidden', headers: { 'content-type': 'application/json' }, body, tookMs: 2 };
};
