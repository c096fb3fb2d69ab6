/** What is common to everything of a mesh that is judged. */
export interface WireJudged {
  namespace: string;
  name: string;
  /** 0 to 100; null where nothing could be said. */
  score: number | null;
  /** What is wrong, the worst first; docs/findings.md has a heading for each code. */
  findings: { code: string; title: string }[];
}

export interface WireMeshRoute {
  protocol: 'http' | 'tls' | 'tcp';
  name: string;
  /** One line for each alternative; none: every request. */
  matches: string[];
  /** Weights are percent. */
  destinations: { host: string; subset: string; port: number | null; weight: number }[];
  /** `redirect`, `mirror catalog`, `fault`, `timeout 5s`, `retries 3`. */
  notes: string[];
}

/** `lost`: no istiod is connected to it; `unknown`: istiod cannot be asked. */
export type WireProxyState = 'synced' | 'behind' | 'lost' | 'unknown';

export interface WireProxy {
  namespace: string;
  pod: string;
  /** Of the Deployment or other workload that the Pod belongs to. */
  workload: string;
  version: string;
  ready: boolean;
  state: WireProxyState;
  /** What it has not taken over: `clusters`, `listeners`, `routes`, `endpoints`. */
  behind: string[];
  /** The Pod of the istiod that it is connected to. */
  istiod: string | null;
  /** RFC 3339, of the oldest thing that it has not taken over. */
  since: string | null;
}

/** GET /clusters/{id}/mesh?namespace: how the services of a mesh are connected. 404 IstioNotInstalled where there is no mesh. */
export interface MeshReply {
  components: {
    namespace: string;
    name: string;
    role: 'istiod' | 'gateway';
    version: string;
    ready: number;
    wanted: number;
  }[];
  gateways: (WireJudged & {
    selector: Record<string, string>;
    servers: { port: number; protocol: string; hosts: string[]; tls: string }[];
  })[];
  virtual_services: (WireJudged & { hosts: string[]; gateways: string[]; routes: WireMeshRoute[] })[];
  destination_rules: (WireJudged & {
    host: string;
    subsets: { name: string; labels: Record<string, string> }[];
    policies: string[];
  })[];
  /** By version, the most first. */
  proxies: { version: string; count: number; ready: number }[];
  /** How many proxies are how far with what istiod sends them. */
  proxy_states: Record<WireProxyState, number>;
  /** One by one, the worst first; the rest of `proxy_total` is left out. */
  proxy_list: WireProxy[];
  proxy_total: number;
  /** RFC 3339, of what istiod said; null where it could not be asked: `missing` names part `proxies` and why. */
  proxies_at: string | null;
  /** What could not be had, and why. */
  missing: { part: string; reason: string }[];
  /** RFC 3339. */
  at: string;
}
