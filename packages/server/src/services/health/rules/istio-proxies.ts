import { deploymentKind, namespaceKind, podKind, type Container, type Deployment, type Pod } from '@binnacle/kube/api';
import { rootNamespace } from '../hosts.ts';
import { proxyContainerOf, proxyStatusOf, versionOfImage } from '../proxy-container.ts';
import { proxySyncKind, syncOf } from '../proxy-sync.ts';
import type { Rule, Subject, World } from '../types.ts';

const minorOf = (version: string): string => version.split('.').slice(0, 2).join('.');

const proxyOf = (subject: Subject): Container | undefined => proxyContainerOf(subject.object() as unknown as Pod);

/** A push takes its time: what is behind for less is only under way. */
const underWayMs = 30_000;
/** From the start of a proxy until it is connected. */
const startingMs = 60_000;

/** The moment from which a running proxy should be in order, and whether it is ready; undefined for one that does not run. */
const runningProxyOf = (subject: Subject): { dueAt: number; isReady: boolean } | undefined => {
  const own = proxyStatusOf(subject.object() as unknown as Pod);
  if (own?.state?.running === undefined) return undefined;
  const startedAt = Date.parse(own.state.running.startedAt ?? '');
  return { dueAt: (Number.isNaN(startedAt) ? 0 : startedAt) + startingMs, isReady: own.ready === true };
};

/** True once the moment has come; else asks to look again then. */
const hasCome = (at: number, world: World): boolean => {
  if (world.now() >= at) return true;
  world.again(at);
  return false;
};

export const istioProxyRules: readonly Rule[] = [
  {
    code: 'ProxyVersionSkew',
    kind: podKind,
    severity: 'warning',
    title: 'The proxy is of another minor version than istiod',
    recommendation: 'Restart the workload, so that it gets the proxy that goes with istiod.',
    *check(subject, world) {
      const own = versionOfImage(proxyOf(subject)?.image);
      if (own === undefined) return;
      const istiod = world.get(deploymentKind, rootNamespace, 'istiod');
      const { spec } = (istiod?.object() ?? {}) as Partial<Deployment>;
      const current = versionOfImage(spec?.template.spec?.containers?.[0]?.image);
      if (current !== undefined && minorOf(current) !== minorOf(own)) yield `it is ${own}, and istiod is ${current}`;
    },
  },
  {
    code: 'ProxyOutOfSync',
    kind: podKind,
    severity: 'warning',
    title: 'The proxy does not have the newest configuration',
    recommendation: 'Read its log and that of istiod; restart the Pod when it does not catch up.',
    *check(subject, world) {
      const proxy = runningProxyOf(subject);
      if (proxy === undefined) return;
      if (!world.knows(proxySyncKind)) {
        // Seen from outside: a proxy is not ready before it has its first configuration.
        if (!proxy.isReady && hasCome(proxy.dueAt, world)) yield 'it runs and is not ready, and istiod cannot be asked';
        return;
      }
      const found = world.get(proxySyncKind, subject.namespace, subject.name);
      if (found === undefined) {
        if (hasCome(proxy.dueAt, world)) yield 'it runs, and no istiod is connected to it';
        return;
      }
      const { istiod, behind } = syncOf(found.object());
      const late = Object.entries(behind).flatMap(([type, { since }]) =>
        hasCome(since + underWayMs, world) ? [type] : [],
      );
      if (late.length > 0) yield `it has not taken over the ${late.join(', ')} that "${istiod}" sent`;
    },
  },
  {
    code: 'ProxyMissing',
    kind: podKind,
    severity: 'warning',
    title: 'The Pod has no proxy though its namespace asks for one',
    recommendation: 'Restart the workload: proxies are only added to new Pods.',
    *check(subject, world) {
      const namespace = world.get(namespaceKind, '', subject.namespace);
      if (namespace?.labels['istio-injection'] !== 'enabled') return;
      const pod = subject.object() as unknown as Pod;
      const own = subject.labels['sidecar.istio.io/inject'] ?? pod.metadata.annotations?.['sidecar.istio.io/inject'];
      const ends = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
      if (own === 'false' || ends || pod.spec['hostNetwork' as never] === true) return;
      if (proxyOf(subject) === undefined) yield `namespace "${subject.namespace}" has istio-injection=enabled`;
    },
  },
];
