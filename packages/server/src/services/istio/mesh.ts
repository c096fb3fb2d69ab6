import {
  deploymentKind,
  istioDestinationRuleKind,
  istioGatewayKind,
  istioVirtualServiceKind,
  podKind,
  type Kind,
} from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import { Type } from 'typebox';
import type { Finding, HealthReader } from '../health/index.ts';
import { createParts, type Item, type Missing, type Readers } from '../observe/index.ts';
import type { CallContext, Operation } from '../operation.ts';
import { clusterOperation, NamespaceField } from '../resources/index.ts';
import type { InstalledIstio } from './installed.ts';
import { readGateway, readRoutes, readRule, type MeshGateway, type MeshRoute, type MeshRule } from './mesh-shapes.ts';

/** Anything of a mesh that is judged. */
export interface Judged {
  namespace: string;
  name: string;
  /** 0 to 100; undefined where nothing could be said. */
  score: number | undefined;
  /** What is wrong, the worst first. */
  findings: readonly Pick<Finding, 'code' | 'title'>[];
}

/** Istio's own programs: istiod and gateways. */
export interface MeshComponent {
  namespace: string;
  name: string;
  role: 'istiod' | 'gateway';
  version: string;
  ready: number;
  wanted: number;
}

/** The proxies of one version. */
export interface MeshProxies {
  version: string;
  count: number;
  ready: number;
}

/** How a cluster's services are connected, as a picture needs it. */
export interface Mesh {
  components: readonly MeshComponent[];
  gateways: readonly (MeshGateway & Judged)[];
  virtualServices: readonly (Judged & {
    hosts: readonly string[];
    gateways: readonly string[];
    routes: readonly MeshRoute[];
  })[];
  destinationRules: readonly (MeshRule & Judged)[];
  proxies: readonly MeshProxies[];
  missing: readonly Missing[];
  /** Epoch ms. */
  at: number;
}

export interface MeshInput {
  namespace?: string;
}

export interface MeshOperations {
  mesh: Operation<MeshInput, Mesh>;
}

interface Services extends Pick<Readers, 'objects'> {
  health: HealthReader;
  installed: InstalledIstio;
  clock: Clock;
}

interface Shape {
  metadata: { labels?: Readonly<Record<string, string>> };
  spec?: Record<string, unknown>;
  status?: Record<string, unknown>;
}
interface Container {
  name: string;
  image?: string;
}

const versionOf = (image = ''): string => /:v?(\d+\.\d+\.\d+)/.exec(image)?.[1] ?? '';
const kinds: readonly Kind[] = [istioGatewayKind, istioVirtualServiceKind, istioDestinationRuleKind];

export const createMeshOperation = ({ objects, health, installed, clock }: Services): MeshOperations => ({
  mesh: clusterOperation({
    id: 'istio.mesh',
    summary: 'How the services of a mesh are connected, and how well',
    effect: 'read',
    access: 'viewer',
    verb: 'get',
    narrows: true,
    input: Type.Object({ namespace: Type.Optional(NamespaceField) }),
    run: async ({ namespace }, context) => {
      // Throws IstioNotInstalled where there is no mesh at all.
      await installed.kindOf(istioVirtualServiceKind, context.cluster);
      const parts = createParts(clock);
      let at = clock.now();
      const list = (kind: Kind, all = false) =>
        parts.read(kind.plural, async () => {
          const served = kind.group.endsWith('.istio.io') ? await installed.kindOf(kind, context.cluster) : kind;
          const reading = await objects.list({ kind: served, namespace: all ? undefined : namespace }, context);
          at = Math.min(at, reading.at);
          return reading.value;
        });
      const [judged, gateways = [], services = [], rules = [], pods = [], deployments = []] = await Promise.all([
        parts.read('findings', () => judgements(health, context)),
        list(istioGatewayKind),
        list(istioVirtualServiceKind),
        list(istioDestinationRuleKind),
        list(podKind),
        list(deploymentKind, true),
      ]);
      parts.requireAny();
      const judge = (kind: Kind, { namespace: own, name }: Item): Judged => ({
        namespace: own,
        name,
        ...(judged?.get(`${kind.plural}/${own}/${name}`) ?? {
          score: judged === undefined ? undefined : 100,
          findings: [],
        }),
      });
      return {
        components: deployments.flatMap((item) => componentOf(item)),
        gateways: gateways.map((item) => ({ ...judge(istioGatewayKind, item), ...readGateway(specOf(item)) })),
        virtualServices: services.map((item) => ({
          ...judge(istioVirtualServiceKind, item),
          ...readRoutes(specOf(item)),
        })),
        destinationRules: rules.map((item) => ({
          ...judge(istioDestinationRuleKind, item),
          ...readRule(specOf(item)),
        })),
        proxies: proxiesOf(pods),
        missing: parts.missing,
        at,
      };
    },
  }),
});

const specOf = (item: Item): Record<string, unknown> => (item.object() as unknown as Shape).spec ?? {};

const judgements = async (
  health: HealthReader,
  context: CallContext,
): Promise<Map<string, Pick<Judged, 'score' | 'findings'>>> => {
  const { objects } = await health.objectsOf(kinds, context);
  return new Map(
    objects.map(({ subject, score, findings }) => [
      `${subject.kind.plural}/${subject.namespace}/${subject.name}`,
      { score, findings: findings.map(({ code, title }) => ({ code, title })) },
    ]),
  );
};

const componentOf = (item: Item): MeshComponent[] => {
  const { metadata, spec = {}, status = {} } = item.object() as unknown as Shape;
  const { app, istio } = metadata.labels ?? {};
  const role = app === 'istiod' ? 'istiod' : istio?.endsWith('gateway') ? 'gateway' : undefined;
  if (role === undefined) return [];
  const { template, replicas } = spec as { template?: { spec?: { containers?: Container[] } }; replicas?: number };
  const { readyReplicas = 0 } = status as { readyReplicas?: number };
  return [
    {
      namespace: item.namespace,
      name: item.name,
      role,
      version: versionOf(template?.spec?.containers?.[0]?.image),
      ready: readyReplicas,
      wanted: replicas ?? 1,
    },
  ];
};

/** What a Pod's proxy is, read once for each version of the Pod. */
const known = new WeakMap<object, { version: string; isReady: boolean } | 'none'>();

const proxyOf = (item: Item): { version: string; isReady: boolean } | 'none' => {
  const before = known.get(item.identity);
  if (before !== undefined) return before;
  const { spec = {}, status = {} } = item.object() as unknown as Shape;
  const { containers = [], initContainers = [] } = spec as { containers?: Container[]; initContainers?: Container[] };
  const container = [...containers, ...initContainers].find(({ name }) => name === 'istio-proxy');
  const { containerStatuses = [], initContainerStatuses = [] } = status as Record<
    'containerStatuses' | 'initContainerStatuses',
    { name: string; ready?: boolean }[] | undefined
  >;
  const own = [...containerStatuses, ...initContainerStatuses].find(({ name }) => name === 'istio-proxy');
  const found =
    container === undefined ? ('none' as const) : { version: versionOf(container.image), isReady: own?.ready === true };
  known.set(item.identity, found);
  return found;
};

const proxiesOf = (pods: readonly Item[]): MeshProxies[] => {
  const versions = new Map<string, MeshProxies>();
  for (const item of pods) {
    const proxy = proxyOf(item);
    if (proxy === 'none') continue;
    const { count = 0, ready = 0 } = versions.get(proxy.version) ?? {};
    versions.set(proxy.version, { version: proxy.version, count: count + 1, ready: ready + (proxy.isReady ? 1 : 0) });
  }
  return [...versions.values()].sort((a, b) => b.count - a.count);
};
