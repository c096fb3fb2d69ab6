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
import { versionOfImage, type Finding, type HealthReader, type ProxySyncReader } from '../health/index.ts';
import { createParts, type Item, type Missing, type Readers } from '../observe/index.ts';
import type { CallContext, Operation } from '../operation.ts';
import { clusterOperation, NamespaceField } from '../resources/index.ts';
import type { InstalledIstio } from './installed.ts';
import { summarizeProxies, type ProxySummary } from './mesh-proxies.ts';
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
  proxies: ProxySummary;
  /** Epoch ms of what istiod said of its proxies; undefined where it could not be asked: `missing` says why. */
  proxiesAt: number | undefined;
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
  proxies: ProxySyncReader;
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

const kinds: readonly Kind[] = [istioGatewayKind, istioVirtualServiceKind, istioDestinationRuleKind];

export const createMeshOperation = ({ objects, health, installed, proxies, clock }: Services): MeshOperations => ({
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
      const [judged, gateways = [], services = [], rules = [], pods = [], deployments = [], sync] = await Promise.all([
        parts.read('findings', () => judgements(health, context)),
        list(istioGatewayKind),
        list(istioVirtualServiceKind),
        list(istioDestinationRuleKind),
        list(podKind),
        list(deploymentKind, true),
        parts.read('proxies', () => proxies.read(context.cluster)),
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
        proxies: summarizeProxies(pods, sync),
        proxiesAt: sync?.at,
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

/** Whether a Deployment is one of Istio's own, read once for each version of it. */
const components = new WeakMap<object, MeshComponent[]>();

const componentOf = (item: Item): readonly MeshComponent[] => {
  let found = components.get(item.identity);
  if (found === undefined) components.set(item.identity, (found = readComponent(item)));
  return found;
};

const readComponent = (item: Item): MeshComponent[] => {
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
      version: versionOfImage(template?.spec?.containers?.[0]?.image) ?? '',
      ready: readyReplicas,
      wanted: replicas ?? 1,
    },
  ];
};
