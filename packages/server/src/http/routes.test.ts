import { describe, expect, it } from 'vitest';
import { describeRoutes } from './routes.ts';

const routes = describeRoutes();
/** What people do with their own tokens for clusters. */
const ownTokens = ['clusters.tokens', 'clusters.setToken', 'clusters.removeToken'];
const shape = (path: string) => path.replace(/:\w+/g, ':');

describe('the tables of all dialects', () => {
  it('state each address once', () => {
    const addresses = routes.map(
      ({ method, path, accept = '', bodyHas = '' }) => `${method} ${shape(path)} ${accept}${bodyHas}`,
    );
    expect(addresses.filter((address, index) => addresses.indexOf(address) !== index)).toEqual([]);
  });

  it('write with methods that write, and read with GET, so that every write is audited', () => {
    // A handshake is a GET whatever it leads to; it is refused to other sites as writes are.
    const plain = routes.filter(({ accept }) => accept !== 'websocket');
    const wrong = plain.filter(({ method, effect }) => (method === 'GET') !== (effect === 'read'));
    // Contract 002: every read answers to POST too. Texts and objects to be judged, and many names, are too long for an address. A provider
    // sends browsers back with GET, as OpenID Connect has it.
    const judged = ['manifests.check', 'resources.diff', 'metrics.usage'];
    const expected = plain.filter(
      ({ dialect, method, effect, operation }) =>
        ((dialect === 'cloudpilot' || judged.includes(operation)) && method === 'POST' && effect === 'read') ||
        operation === 'auth.finishProvider',
    );
    expect(wrong).toEqual(expected);
  });

  it('are open to nobody but to sign in and out', () => {
    expect(routes.filter(({ access }) => access === 'public').map(({ operation }) => operation)).toEqual([
      'auth.login',
      'auth.redeem',
      'auth.refresh',
      'auth.logout',
      'auth.providers',
      'auth.beginProvider',
      'auth.finishProvider',
    ]);
  });

  it('let viewers read and operators write clusters, and administrators register them', () => {
    const global = ['auth.', 'users.', 'keys.', 'roles.', 'bindings.', 'access.', 'audit.'];
    const inClusters = routes.filter(({ operation }) => !global.some((prefix) => operation.startsWith(prefix)));
    /** Contract 003, C6 and C7: whoever is signed in; what is one's own; a batch asks for the rights of what is in it. */
    const forAll = ['clusters.test', 'clusters.rediscover', ...ownTokens, 'requests.batch'];
    const needed = ({ operation, effect, verb, resource }: (typeof routes)[number]) => {
      if (forAll.includes(operation)) return 'user';
      if (verb === 'terminal') return resource === 'nodes' ? 'admin' : 'operator';
      // A dry run asks for the right to do it in earnest.
      if (operation === 'resources.diff') return 'operator';
      // It measures all namespaces, whoever may see which.
      if (operation === 'prometheus.query') return 'admin';
      // Files hold tokens and Secrets.
      if (operation === 'files.read') return 'operator';
      if (effect === 'read') return 'viewer';
      return operation.startsWith('clusters.') ? 'admin' : 'operator';
    };
    expect(inClusters.filter((route) => route.access !== needed(route))).toEqual([]);
  });

  it('state what each asks for: nothing is open that was not meant to be', () => {
    const levels = ['viewer', 'operator', 'admin'];
    const undeclared = routes.filter(({ access }) => !['public', 'user', ...levels].includes(access));
    expect(undeclared).toEqual([]);
    // Being signed in is enough for what is one's own, for contract 003's C6 and C7, and to ask what one may do.
    const open = new Set(routes.filter(({ access }) => access === 'user').map(({ operation }) => operation));
    const meant = ['auth.', 'access.', 'clusters.test', 'clusters.rediscover', ...ownTokens, 'requests.batch'];
    expect([...open].filter((id) => !meant.some((prefix) => id.startsWith(prefix)))).toEqual([]);
    const ruled = describeRoutes().filter(({ access }) => levels.includes(access));
    expect(ruled.filter(({ verb, resource }) => !verb || !resource)).toEqual([]);
  });

  it('show no more than is allowed where part of a right is enough', () => {
    const narrowing = new Set(routes.filter(({ narrows }) => narrows).map(({ operation }) => operation));
    // Each of them reads `visible` or `rights`: rights.test.ts, access.test.ts, releases.test.ts and analysis.test.ts show it.
    // Add a test with a new one.
    expect([...narrowing].sort()).toEqual([
      'clusters.detail',
      'clusters.get',
      'clusters.list',
      'findings.list',
      'fleet.overview',
      'istio.health',
      'istio.list',
      'istio.mesh',
      'manifests.check',
      'manifests.schema',
      'metrics.pods',
      'metrics.usage',
      'overview.get',
      'resources.eventList',
      'resources.kinds',
      'resources.list',
      'resources.snapshot',
      'resources.watch',
      'rollouts.fleet',
      'rollouts.list',
      'rollouts.traffic',
      'rollouts.watchFleet',
    ]);
  });

  it('say where each row is stated', () => {
    expect(routes.filter(({ section }) => section === '')).toEqual([]);
  });
});
