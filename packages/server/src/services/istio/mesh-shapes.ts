/** Istio's configuration as a picture needs it. Source: istio.io/latest/docs/reference/config/networking. */

export interface MeshServer {
  port: number;
  protocol: string;
  hosts: readonly string[];
  /** `SIMPLE`, `MUTUAL`…; empty without TLS. */
  tls: string;
}
export interface MeshGateway {
  selector: Readonly<Record<string, string>>;
  servers: readonly MeshServer[];
}

/** Where a share of the requests goes. */
export interface MeshDestination {
  host: string;
  subset: string;
  port: number | undefined;
  /** Percent. */
  weight: number;
}
export interface MeshRoute {
  protocol: 'http' | 'tls' | 'tcp';
  name: string;
  /** What a request must be like, one line for each alternative: `uri prefix /cart, header x-lane exact canary`. */
  matches: readonly string[];
  destinations: readonly MeshDestination[];
  /** `redirect`, `mirror catalog`, `fault`, `timeout 5s`, `retries 3`. */
  notes: readonly string[];
}

export interface MeshRule {
  host: string;
  subsets: readonly { name: string; labels: Readonly<Record<string, string>> }[];
  /** `tls ISTIO_MUTUAL`, `loadBalancer ROUND_ROBIN`, `outlierDetection`… */
  policies: readonly string[];
}

type Fields = Record<string, unknown>;

const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
const list = (value: unknown): Fields[] => (Array.isArray(value) ? value.map(fields) : []);
const text = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(text).filter((one) => one !== '') : []);
const labels = (value: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries(fields(value)).map(([key, one]) => [key, text(one)]));

export const readGateway = (spec: Fields): MeshGateway => ({
  selector: labels(spec['selector']),
  servers: list(spec['servers']).map((server) => ({
    port: Number(fields(server['port'])['number'] ?? 0),
    protocol: text(fields(server['port'])['protocol']),
    hosts: texts(server['hosts']),
    tls: text(fields(server['tls'])['mode']),
  })),
});

/** `prefix /cart` of `{prefix: '/cart'}`. */
const stringMatch = (value: unknown): string =>
  Object.entries(fields(value))
    .map(([how, what]) => `${how} ${text(what)}`)
    .join(' ');

const matchOf = (match: Fields): string =>
  Object.entries(match)
    .flatMap(([field, value]) => {
      switch (field) {
        case 'headers':
        case 'withoutHeaders':
        case 'queryParams':
          return Object.entries(fields(value)).map(
            ([name, how]) =>
              `${field === 'queryParams' ? 'query' : field === 'headers' ? 'header' : 'no header'} ${name} ${stringMatch(how)}`,
          );
        case 'name':
          return [];
        case 'sourceLabels':
          return Object.entries(labels(value)).map(([key, one]) => `from ${key}=${one}`);
        default: {
          const said = Array.isArray(value) ? texts(value).join(' ') : text(value) || stringMatch(value);
          return said === '' ? [] : [`${field} ${said}`];
        }
      }
    })
    .join(', ');

const destinationsOf = (route: unknown): MeshDestination[] => {
  const all = list(route);
  return all.map(({ destination, weight }) => {
    const { host, subset, port } = fields(destination);
    const number = fields(port)['number'];
    return {
      host: text(host),
      subset: text(subset),
      port: typeof number === 'number' ? number : undefined,
      // One without a weight has all of the requests.
      weight: typeof weight === 'number' ? weight : all.length === 1 ? 100 : 0,
    };
  });
};

const notesOf = (route: Fields): string[] => {
  const mirror = text(fields(route['mirror'])['host']);
  const attempts = text(fields(route['retries'])['attempts']);
  return [
    ...(route['redirect'] === undefined ? [] : ['redirect']),
    ...(route['rewrite'] === undefined ? [] : ['rewrite']),
    ...(mirror === '' ? [] : [`mirror ${mirror}`]),
    ...(route['fault'] === undefined ? [] : ['fault']),
    ...(text(route['timeout']) === '' ? [] : [`timeout ${text(route['timeout'])}`]),
    ...(attempts === '' ? [] : [`retries ${attempts}`]),
  ];
};

export const readRoutes = (
  spec: Fields,
): { hosts: readonly string[]; gateways: readonly string[]; routes: readonly MeshRoute[] } => ({
  hosts: texts(spec['hosts']),
  gateways: texts(spec['gateways']),
  routes: (['http', 'tls', 'tcp'] as const).flatMap((protocol) =>
    list(spec[protocol]).map((route) => ({
      protocol,
      name: text(route['name']),
      matches: list(route['match'])
        .map(matchOf)
        .filter((one) => one !== ''),
      destinations: destinationsOf(route['route']),
      notes: notesOf(route),
    })),
  ),
});

export const readRule = (spec: Fields): MeshRule => {
  const policy = fields(spec['trafficPolicy']);
  const [tls, balancer] = [text(fields(policy['tls'])['mode']), text(fields(policy['loadBalancer'])['simple'])];
  return {
    host: text(spec['host']),
    subsets: list(spec['subsets']).map((subset) => ({ name: text(subset['name']), labels: labels(subset['labels']) })),
    policies: [
      ...(tls === '' ? [] : [`tls ${tls}`]),
      ...(balancer === '' ? [] : [`loadBalancer ${balancer}`]),
      ...(['connectionPool', 'outlierDetection', 'portLevelSettings'] as const).filter(
        (name) => policy[name] !== undefined,
      ),
    ],
  };
};
