import { fieldsAt, flagAt, listAt, numberAt, textAt, textsAt, valueAt, type Fields } from '../../resource/read-path.ts';
import type { Tone } from '../../ui/tone.ts';
import { toneOfStatus } from '../../ui/tone.ts';

/** One container as the overview shows it: what is asked for, and what it does if it runs. */
export interface ContainerView {
  name: string;
  type: 'container' | 'init' | 'ephemeral';
  image: string;
  /** Absent in a template. */
  state?: { text: string; tone: Tone; detail: string; since: string };
  restarts?: number;
  ready?: boolean;
  ports: string;
  /** e.g. `cpu 100m / 500m`: asked for / limit. */
  resources: string[];
}

const stateOf = (status: Fields | undefined): ContainerView['state'] => {
  if (status === undefined) return undefined;
  const running = valueAt(status, 'state', 'running');
  const waiting = valueAt(status, 'state', 'waiting');
  const ended = valueAt(status, 'state', 'terminated');
  if (running !== undefined) {
    const ready = valueAt(status, 'ready') === true;
    return { text: 'Running', tone: ready ? 'ok' : 'warn', detail: '', since: textAt(running, 'startedAt') };
  }
  if (ended !== undefined) {
    const code = numberAt(ended, 'exitCode') ?? 0;
    const text = textAt(ended, 'reason') || (code === 0 ? 'Completed' : 'Error');
    const message = textAt(ended, 'message');
    const detail = `exit code ${code}${message === '' ? '' : ` · ${message}`}`;
    return { text, tone: code === 0 ? 'idle' : 'bad', detail, since: textAt(ended, 'finishedAt') };
  }
  const text = textAt(waiting, 'reason') || 'Waiting';
  return { text, tone: toneOfStatus(text), detail: textAt(waiting, 'message'), since: '' };
};

const resourcesOf = (container: Fields): string[] => {
  const requests = Object.fromEntries(textsAt(container, 'resources', 'requests'));
  const limits = Object.fromEntries(textsAt(container, 'resources', 'limits'));
  const names = [...new Set([...Object.keys(requests), ...Object.keys(limits)])].sort();
  return names.map((name) => `${name} ${requests[name] ?? '–'} / ${limits[name] ?? '–'}`);
};

const portsOf = (container: Fields): string =>
  listAt(container, 'ports')
    .map((port) => `${textAt(port, 'containerPort')}/${textAt(port, 'protocol') || 'TCP'}`)
    .join(', ');

const viewOf = (container: Fields, type: ContainerView['type'], status: Fields | undefined): ContainerView => {
  const state = stateOf(status);
  const restarts = numberAt(status, 'restartCount');
  return {
    name: textAt(container, 'name'),
    type,
    image: textAt(container, 'image'),
    ...(state === undefined ? {} : { state }),
    ...(restarts === undefined ? {} : { restarts }),
    ...(status === undefined ? {} : { ready: valueAt(status, 'ready') === true }),
    ports: portsOf(container),
    resources: resourcesOf(container),
  };
};

const parts = [
  { field: 'initContainers', statuses: 'initContainerStatuses', type: 'init' },
  { field: 'containers', statuses: 'containerStatuses', type: 'container' },
  { field: 'ephemeralContainers', statuses: 'ephemeralContainerStatuses', type: 'ephemeral' },
] as const;

/** The containers of a Pod, or of the Pod template that the object holds; none for other kinds. */
export const containersOf = (object: Fields): ContainerView[] => {
  const own = listAt(object, 'spec', 'containers').length > 0;
  const spec = own ? fieldsAt(object, 'spec') : fieldsAt(object, 'spec', 'template', 'spec');
  return parts.flatMap(({ field, statuses, type }) => {
    const reported = own ? listAt(object, 'status', statuses) : [];
    return listAt(spec, field).map((container) =>
      viewOf(
        container,
        type,
        reported.find((status) => textAt(status, 'name') === textAt(container, 'name')),
      ),
    );
  });
};

/** The container that a Pod's author names for those who name none; '' without one. Source: Kubernetes docs, "Well-Known Labels, Annotations and Taints". */
export const annotatedContainer = (object: Fields): string =>
  textAt(object, 'metadata', 'annotations', 'kubectl.kubernetes.io/default-container');

/** What a container does that does not run, e.g. `CrashLoopBackOff`; undefined for one that runs, or of which nothing is known. */
export const stateWhenStopped = (object: Fields, name: string): string | undefined => {
  const state = containersOf(object).find((container) => container.name === name)?.state?.text;
  return state === 'Running' ? undefined : state;
};

/** Of a container whose root file system is read-only, the folders that can be written nonetheless; undefined for any other. */
export const writableMounts = (object: Fields, name: string): string[] | undefined => {
  const container = listAt(object, 'spec', 'containers').find((one) => textAt(one, 'name') === name);
  if (!flagAt(container, 'securityContext', 'readOnlyRootFilesystem')) return undefined;
  return listAt(container, 'volumeMounts')
    .filter((mount) => mount['readOnly'] !== true && !isReadOnlySource(object, textAt(mount, 'name')))
    .map((mount) => textAt(mount, 'mountPath'));
};

/** Source: Kubernetes docs, "Volumes": these are mounted read-only, whatever is asked for. */
const readOnlySources = ['configMap', 'secret', 'projected', 'downwardAPI', 'image'];
const isReadOnlySource = (object: Fields, volume: string): boolean => {
  const source = listAt(object, 'spec', 'volumes').find((one) => textAt(one, 'name') === volume);
  return readOnlySources.some((kind) => valueAt(source, kind) !== undefined);
};

/** The names of those that can be entered: what came before them has ended. */
export const liveContainers = (object: Fields): string[] =>
  containersOf(object)
    .filter(({ type }) => type !== 'init')
    .map(({ name }) => name);
