/** A Pod's state in one word, as kubectl shows it. Source: kube-apiserver's Pod printer. */
import type { Loose } from './columns.ts';
import type { Container } from './pod-spec.ts';
import type { ContainerStatus, Pod } from './pod.ts';

type LoosePod = Loose<Pod>;
type LooseStatus = Loose<ContainerStatus>;

/** STATUS with the two numbers of READY. */
export interface PodStatusText {
  text: string;
  ready: number;
  total: number;
}

const isSidecar = (container: Loose<Container> | undefined): boolean => container?.restartPolicy === 'Always';

const sidecarNames = (pod: LoosePod): Set<string | undefined> =>
  new Set((pod.spec?.initContainers ?? []).filter(isSidecar).map((c) => c.name));

const conditionIs = (pod: LoosePod, type: string): boolean =>
  (pod.status?.conditions ?? []).find((c) => c.type === type)?.status === 'True';

/** How a container ended: its reason, else its signal, else its exit code. */
const endText = (status: LooseStatus): string | undefined => {
  const terminated = status.state?.terminated;
  if (terminated === undefined) return undefined;
  if (terminated.reason !== undefined && terminated.reason !== '') return terminated.reason;
  return terminated.signal ? `Signal:${terminated.signal}` : `ExitCode:${terminated.exitCode ?? 0}`;
};

/** Why an init container holds up the rest; undefined when it has done its part. */
const initReason = (status: LooseStatus, position: string): string | undefined => {
  const { terminated, waiting } = status.state ?? {};
  if (terminated?.exitCode === 0) return undefined;
  const ended = endText(status);
  if (ended !== undefined) return ended;
  const reason = waiting?.reason ?? '';
  return reason === '' || reason === 'PodInitializing' ? position : reason;
};

/** The first init container that holds up the rest decides. Sidecars that started count as ready or not. */
const initText = (
  pod: LoosePod,
  sidecars: ReadonlySet<string | undefined>,
): { text: string | undefined; ready: number } => {
  let ready = 0;
  const all = pod.spec?.initContainers?.length ?? 0;
  for (const [index, status] of (pod.status?.initContainerStatuses ?? []).entries()) {
    const reason = initReason(status, `${index}/${all}`);
    if (reason === undefined) continue;
    if (!sidecars.has(status.name) || status.started !== true) return { text: `Init:${reason}`, ready };
    if (status.ready === true) ready++;
  }
  return { text: undefined, ready };
};

/** The first container with something to say decides; running containers add to `ready`. */
const containersText = (pod: LoosePod, start: string): { text: string; ready: number } => {
  let text = start;
  let ready = 0;
  for (const status of [...(pod.status?.containerStatuses ?? [])].reverse()) {
    const waiting = status.state?.waiting?.reason ?? '';
    const ended = endText(status);
    if (waiting !== '') text = waiting;
    else if (ended !== undefined) text = ended;
    else if (status.ready === true && status.state?.running !== undefined) ready++;
  }
  if (text === 'Completed' && ready > 0) text = conditionIs(pod, 'Ready') ? 'Running' : 'NotReady';
  return { text, ready };
};

/** `Running`, `Init:0/2`, `CrashLoopBackOff`, `Completed`, `Terminating`, `Unknown`… */
export const podStatusText = (pod: LoosePod): PodStatusText => {
  const { phase = '', reason = '', conditions = [] } = pod.status ?? {};
  const sidecars = sidecarNames(pod);
  const gated = conditions.some((c) => c.type === 'PodScheduled' && c.reason === 'SchedulingGated');
  const start = gated ? 'SchedulingGated' : reason === '' ? phase : reason;

  const init = initText(pod, sidecars);
  let text = init.text ?? start;
  let ready = init.ready;
  if (init.text === undefined || conditionIs(pod, 'Initialized')) {
    const main = containersText(pod, text);
    text = main.text;
    ready += main.ready;
  }
  if (pod.metadata?.deletionTimestamp !== undefined) {
    if (reason === 'NodeLost') text = 'Unknown';
    else if (phase !== 'Succeeded' && phase !== 'Failed') text = 'Terminating';
  }
  return { text, ready, total: (pod.spec?.containers?.length ?? 0) + sidecars.size };
};

/** Restarts in sum, and when the last of them followed a container's end (RFC 3339). */
export const podRestarts = (pod: LoosePod): { count: number; last: string | null } => {
  const sidecars = sidecarNames(pod);
  const init = pod.status?.initContainerStatuses ?? [];
  const initializing = initText(pod, sidecars).text !== undefined && !conditionIs(pod, 'Initialized');
  const counted = initializing
    ? init
    : [...init.filter((s) => sidecars.has(s.name)), ...(pod.status?.containerStatuses ?? [])];
  let count = 0;
  let last: string | null = null;
  for (const status of counted) {
    count += status.restartCount ?? 0;
    const ended = status.lastState?.terminated?.finishedAt;
    if (ended !== undefined && (last === null || ended > last)) last = ended;
  }
  return { count, last: count === 0 ? null : last };
};
