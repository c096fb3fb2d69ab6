/** Containers that are in each other's way, or in their own. Source: kube-apiserver `pkg/api/pod/warnings.go`. */
import { isJsonObject, objectAt, objectsAt, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { byteWarnings } from './claim-warnings.ts';

interface Placed {
  value: JsonObject;
  at: string;
}

const placedIn = (holder: JsonObject, list: string, at: string): Placed[] =>
  objectsAt(holder, list).map((value, i) => ({ value, at: `${at}.${list}[${i}]` }));

const envWarnings = ({ value: container, at }: Placed): string[] => {
  const seen = new Set<string>();
  return placedIn(container, 'env', at).flatMap(({ value: variable, at: place }) => {
    const [name, value] = [textAt(variable, 'name'), textAt(variable, 'value')];
    const reference = `$(${name})`;
    const builds = variable.valueFrom === undefined && value !== reference && value.includes(reference);
    const isHidden = seen.has(name) && !builds;
    seen.add(name);
    return isHidden
      ? [`${place}: hides previous definition of ${JSON.stringify(name)}, which may be dropped when using apply`]
      : [];
  });
};

/** Annotations, and where they are. */
interface Notes {
  annotations: JsonObject;
  notes: string;
}

const profileWarnings = (container: JsonObject, spec: JsonObject, { annotations, notes }: Notes): string[] => {
  const name = textAt(container, 'name');
  const [seccomp, armor] = [
    `container.seccomp.security.alpha.kubernetes.io/${name}`,
    `container.apparmor.security.beta.kubernetes.io/${name}`,
  ];
  const { seccompProfile, appArmorProfile } = objectAt(container, 'securityContext');
  return [
    ...(annotations[seccomp] !== undefined && seccompProfile === undefined
      ? [`${notes}[${seccomp}]: non-functional in v1.27+; use the "seccompProfile" field instead`]
      : []),
    ...(annotations[armor] !== undefined &&
    appArmorProfile === undefined &&
    objectAt(spec, 'securityContext').appArmorProfile === undefined
      ? [`${notes}[${armor}]: deprecated since v1.30; use the "appArmorProfile" field instead`]
      : []),
  ];
};

const amountWarnings = ({ value, at }: Placed): string[] =>
  ['memory', 'ephemeral-storage'].flatMap((name) =>
    ['limits', 'requests'].flatMap((list) =>
      byteWarnings(objectAt(value, 'resources', list)[name], `${at}.resources.${list}[${name}]`),
    ),
  );

const POD_SECCOMP = 'seccomp.security.alpha.kubernetes.io/pod';

const hostOf = (port: JsonObject) => ({ ip: textAt(port, 'hostIP'), port: Number(port.hostPort ?? 0) });

/** What is wrong with two ports of one number and protocol, if anything. */
const clashOf = (port: JsonObject, other: JsonObject): string | undefined => {
  const [a, b] = [hostOf(port), hostOf(other)];
  if (a.ip === b.ip && a.port === b.port) return 'duplicate';
  if (a.port === 0 || b.port === 0) return 'overlapping';
  return a.port === b.port && (a.ip === '') !== (b.ip === '') ? 'dangerously ambiguous' : undefined;
};

/** As Go prints it. */
const shownPort = (port: JsonObject): string =>
  `{Name:${textAt(port, 'name')} HostPort:${String(port.hostPort ?? 0)} ContainerPort:${String(port.containerPort)} Protocol:${textAt(port, 'protocol')} HostIP:${textAt(port, 'hostIP')}}`;

const portWarnings = (ports: readonly Placed[]): string[] =>
  ports.flatMap(({ value: port, at }, i) => [
    ...(textAt(port, 'hostIP') !== '' && hostOf(port).port === 0
      ? [`${at}: hostIP set without hostPort: ${shownPort(port)}`]
      : []),
    ...ports
      .slice(0, i)
      .filter(({ value: other }) => other.containerPort === port.containerPort && other.protocol === port.protocol)
      .flatMap(({ value: other, at: where }) => {
        const clash = clashOf(port, other);
        return clash === undefined ? [] : [`${at}: ${clash} port definition with ${where}`];
      }),
  ]);

const portNameWarnings = (ports: readonly Placed[]): string[] => {
  const first = new Map<string, string>();
  return ports.flatMap(({ value, at }) => {
    const name = textAt(value, 'name');
    const other = first.get(name);
    if (name !== '' && other === undefined) first.set(name, at);
    return other === undefined
      ? []
      : [
          `${at}: duplicate port name ${JSON.stringify(name)} with ${other}, services and probes that select ports by name will use ${other}`,
        ];
  });
};

/** `at` is where the Pod's spec is, `notes` where its annotations are. */
export const containerWarnings = (
  spec: JsonObject,
  annotations: JsonObject,
  { at, notes }: { at: string; notes: string },
): string[] => {
  const containers = ['initContainers', 'containers', 'ephemeralContainers'].flatMap((list) =>
    placedIn(spec, list, at),
  );
  const ports = containers.flatMap(({ value, at: place }) => placedIn(value, 'ports', place));
  const hasProfile = isJsonObject(objectAt(spec, 'securityContext').seccompProfile);
  return [
    ...(annotations[POD_SECCOMP] !== undefined && !hasProfile
      ? [`${notes}[${POD_SECCOMP}]: non-functional in v1.27+; use the "seccompProfile" field instead`]
      : []),
    ...containers.flatMap((container) => [
      ...profileWarnings(container.value, spec, { annotations, notes }),
      ...amountWarnings(container),
      ...envWarnings(container),
    ]),
    ...portWarnings(ports),
    ...portNameWarnings(ports),
  ];
};
