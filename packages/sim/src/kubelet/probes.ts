import type { Container, Probe } from '../local/objects.ts';

/** Probe results follow from what the process does, so that nothing has to be polled: only the moments matter. */

const ms = (seconds: number | undefined, fallback: number) => (seconds ?? fallback) * 1000;

export const periodMs = (probe: Probe): number => ms(probe.periodSeconds, 10);

/** Moment of the first check at or after `from`, for checks that begin `initialDelaySeconds` after `start`. */
const firstCheckFrom = (probe: Probe, start: number, from: number): number => {
  const first = start + ms(probe.initialDelaySeconds, 0);
  if (from <= first) return first;
  return first + Math.ceil((from - first) / periodMs(probe)) * periodMs(probe);
};

/** When `successThreshold` checks in a row have passed, if the process answers well from `wellFrom` on. */
export const passesAt = (probe: Probe, start: number, wellFrom: number): number =>
  wellFrom === Infinity
    ? Infinity
    : firstCheckFrom(probe, start, wellFrom) + ((probe.successThreshold ?? 1) - 1) * periodMs(probe);

/** The first check that fails from `illFrom` on. */
export const firstFailureAt = (probe: Probe, start: number, illFrom: number): number =>
  illFrom === Infinity ? Infinity : firstCheckFrom(probe, start, illFrom);

/** When `failureThreshold` checks in a row have failed. */
export const givesUpAt = (probe: Probe, start: number, illFrom: number): number =>
  firstFailureAt(probe, start, illFrom) + ((probe.failureThreshold ?? 3) - 1) * periodMs(probe);

const portOf = (container: Container, port: number | string): number =>
  typeof port === 'number'
    ? port
    : (container.ports?.find(({ name }) => name === port)?.containerPort ?? (Number(port) || 0));

/** A failed check in the words of the kubelet's prober. `refused` when the process does not listen yet. */
export const failureOutput = (
  container: Container,
  probe: Probe,
  { podIP, refused }: { podIP: string; refused: boolean },
): string => {
  if (probe.httpGet !== undefined) {
    const { path = '/', scheme = 'HTTP', host, port } = probe.httpGet;
    const address = `${host ?? podIP}:${portOf(container, port)}`;
    if (!refused) return 'HTTP probe failed with statuscode: 503';
    const url = `${scheme.toLowerCase()}://${address}${path.startsWith('/') ? path : `/${path}`}`;
    return `Get "${url}": dial tcp ${address}: connect: connection refused`;
  }
  if (probe.tcpSocket !== undefined) {
    return `dial tcp ${podIP}:${portOf(container, probe.tcpSocket.port)}: connect: connection refused`;
  }
  if (probe.grpc !== undefined) {
    return refused
      ? `timeout: failed to connect service "${podIP}:${probe.grpc.port}" within ${probe.timeoutSeconds ?? 1}s: context deadline exceeded`
      : 'service unhealthy (responded with "NOT_SERVING")';
  }
  return '';
};
