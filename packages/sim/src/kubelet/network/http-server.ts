import { STATUS_CODES } from 'node:http';
import type { ControllerContext, ProgramRequest } from '../../types.ts';
import type { Container, Pod } from '../../local/objects.ts';
import { fromTime } from '../../local/objects.ts';
import { behaviourOf } from '../images.ts';
import { toNumber } from '../identity.ts';
import { nginxPage, profileOf } from '../images/profile.ts';
import { answerIstiod } from './istiod.ts';
import type { HttpAnswer } from './network.ts';

/** A container of a Pod that listens. */
export interface Listener {
  pod: Pod;
  container: Container;
}

const answer = (status: number, text: string, { type, server }: { type: string; server: string }): HttpAnswer => {
  const body = new TextEncoder().encode(text);
  return {
    status,
    statusText: STATUS_CODES[status] ?? '',
    headers: { server, 'content-type': type, 'content-length': String(body.length) },
    body,
    tookMs: 1,
  };
};

/** The container that listens on a port of the Pod, if its process runs and has come up. */
export const listenerOn = (pod: Pod, port: number): Listener | undefined => {
  const statuses = [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])];
  for (const container of [...pod.spec.containers, ...(pod.spec.initContainers ?? [])]) {
    const declared = (container.ports ?? []).map(({ containerPort }) => containerPort);
    // A port that is not declared is open all the same: declarations only inform.
    const ports = [...declared, ...profileOf(container.image).ports];
    if (!ports.includes(port)) continue;
    const status = statuses.find(({ name }) => name === container.name);
    if (status?.state.running === undefined) continue;
    const { readyAfterMs } = behaviourOf(container.image);
    const hasComeUp = readyAfterMs === Infinity || status.ready || readyAfterMs < 1000;
    if (hasComeUp) return { pod, container };
  }
  return undefined;
};

const metricsText = ({ pod, container }: Listener, now: number): string => {
  const status = pod.status?.containerStatuses?.find(({ name }) => name === container.name);
  const started = fromTime(status?.state.running?.startedAt);
  const seconds = Math.max(0, (now - started) / 1000);
  const rate = 2 + (toNumber(pod.metadata.uid ?? '') % 80) / 10;
  return (
    '# HELP process_start_time_seconds Start time of the process since unix epoch in seconds.\n# TYPE process_start_time_seconds gauge\n' +
    `process_start_time_seconds ${started / 1000}\n` +
    '# HELP http_requests_total Requests served.\n# TYPE http_requests_total counter\n' +
    `http_requests_total{code="200"} ${Math.floor(seconds * rate)}\nhttp_requests_total{code="500"} ${Math.floor((seconds * rate) / 120)}\n`
  );
};

/** What programs look at to answer. */
export type ProgramContext = Pick<ControllerContext, 'client' | 'clock' | 'prometheus'>;

/** What a container's program answers to a request; the same for the same request. `isLocal`: it comes from its own host. */
export const answerHttp = (
  listener: Listener,
  { method, path, body, isLocal = false }: ProgramRequest & { isLocal?: boolean },
  { client, clock, prometheus }: ProgramContext,
): HttpAnswer => {
  const { container, pod } = listener;
  const profile = profileOf(container.image);
  const [route = '/'] = path.split('?');
  const isUnready = behaviourOf(container.image).readyAfterMs === Infinity;
  if (isUnready)
    return answer(503, 'service unavailable\n', { type: 'text/plain; charset=utf-8', server: profile.server });
  if (profile.server === 'prometheus' && prometheus !== undefined) {
    const { status, type, text } = prometheus({ method, path, body });
    return answer(status, text, { type, server: 'prometheus' });
  }
  if (profile.server === 'istiod') {
    const said = answerIstiod(pod, { path, isLocal }, { client });
    if (said !== undefined) return answer(said.status, said.text, { type: 'application/json', server: 'istiod' });
  }
  if (profile.server === 'nginx') {
    const server = `nginx/${profile.env.NGINX_VERSION ?? profile.version}`;
    if (/^\/(index\.html)?$/.test(route) || /^\/health|^\/ready|^\/live/.test(route))
      return answer(200, nginxPage, { type: 'text/html', server });
    return answer(
      404,
      `<html>\n<head><title>404 Not Found</title></head>\n<body>\n<center><h1>404 Not Found</h1></center>\n<hr><center>${server}</center>\n</body>\n</html>\n`,
      { type: 'text/html', server },
    );
  }
  const repository = container.image.split('@')[0]?.split(':')[0] ?? '';
  const service = repository.slice(repository.lastIndexOf('/') + 1);
  if (/^\/(healthz|readyz|livez|health|ready|live|-\/healthy|-\/ready)$/.test(route))
    return answer(200, 'ok\n', { type: 'text/plain; charset=utf-8', server: service });
  if (route === '/metrics')
    return answer(200, metricsText(listener, clock.now()), {
      type: 'text/plain; version=0.0.4; charset=utf-8',
      server: service,
    });
  const said = {
    service,
    version: profile.version,
    pod: pod.metadata.name,
    namespace: pod.metadata.namespace,
    node: pod.spec.nodeName,
    method,
    path,
    ...(body === '' ? {} : { received: Buffer.byteLength(body) }),
  };
  return answer(200, `${JSON.stringify(said)}\n`, { type: 'application/json', server: service });
};
