import { consoleBase, type MeshReply, type WireJudged } from '@binnacle/api';
import { Type } from 'typebox';
import { queryText } from '../http/query.ts';
import { row, type Row } from '../http/row.ts';
import type { IstioOperations, Judged, Mesh } from '../services/istio/index.ts';
import { toRfc3339 } from '../services/resources/index.ts';

const toWireJudged = ({ namespace, name, score, findings }: Judged): WireJudged => ({
  namespace,
  name,
  score: score ?? null,
  findings: findings.map((finding) => ({ ...finding })),
});

const toMeshReply = (mesh: Mesh): MeshReply => ({
  components: mesh.components.map((component) => ({ ...component })),
  gateways: mesh.gateways.map((gateway) => ({
    ...toWireJudged(gateway),
    selector: { ...gateway.selector },
    servers: gateway.servers.map((server) => ({ ...server, hosts: [...server.hosts] })),
  })),
  virtual_services: mesh.virtualServices.map((service) => ({
    ...toWireJudged(service),
    hosts: [...service.hosts],
    gateways: [...service.gateways],
    routes: service.routes.map(({ protocol, name, matches, destinations, notes }) => ({
      protocol,
      name,
      matches: [...matches],
      destinations: destinations.map(({ port, ...destination }) => ({ ...destination, port: port ?? null })),
      notes: [...notes],
    })),
  })),
  destination_rules: mesh.destinationRules.map((rule) => ({
    ...toWireJudged(rule),
    host: rule.host,
    subsets: rule.subsets.map(({ name, labels }) => ({ name, labels: { ...labels } })),
    policies: [...rule.policies],
  })),
  proxies: mesh.proxies.versions.map((proxies) => ({ ...proxies })),
  proxy_states: { ...mesh.proxies.states },
  proxy_list: mesh.proxies.proxies.map(({ isReady, behind, istiod, since, ...proxy }) => ({
    ...proxy,
    ready: isReady,
    behind: [...behind],
    istiod: istiod ?? null,
    since: since === undefined ? null : toRfc3339(since),
  })),
  proxy_total: mesh.proxies.total,
  proxies_at: mesh.proxiesAt === undefined ? null : toRfc3339(mesh.proxiesAt),
  missing: mesh.missing.map((missing) => ({ ...missing })),
  at: toRfc3339(mesh.at),
});

/** The mesh of a cluster, as its page draws it. */
export const meshRows = ({ mesh }: Pick<IstioOperations, 'mesh'>): Row[] => [
  row({
    method: 'GET',
    path: `${consoleBase}/clusters/:id/mesh`,
    section: 'packages/api/src/mesh.ts',
    operation: mesh,
    query: Type.Object({ namespace: Type.Optional(Type.String({ description: 'All namespaces without it' })) }),
    decode: (request) => {
      const namespace = queryText(request, 'namespace');
      return { cluster: request.params['id'], input: namespace === undefined ? {} : { namespace } };
    },
    encode: (output) => ({ type: 'data', data: toMeshReply(output) }),
  }),
];
