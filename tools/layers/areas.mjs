/**
 * The import law as data: what each area may import. Closed by default: a source file that no row covers, or an import
 * that no row allows, is a lint error. The longest matching path wins. `platform`: node may use Node's modules and
 * packages, browser may use browser packages, pure may use neither.
 */

const kubePure = ['kube/api'];
const kubeAll = [
  'kube/api',
  'kube/patch',
  'kube/clock',
  'kube/certificates',
  'kube/client',
  'kube/watch',
  'kube/controller',
];
const simBase = [
  ...['kube/api', 'kube/patch', 'kube/clock', 'kube/certificates', 'kube/controller'],
  ...['sim/types', 'sim/cron', 'sim/policy', 'sim/streams', 'sim/usage'],
];
const rolloutParts = ['rollouts/api', 'rollouts/cluster', 'rollouts/lua', 'kube/api', 'kube/patch', 'kube/clock'];
const serviceBase = ['services/operation', 'kube/api', 'kube/clock', 'kube/client', 'kube/watch', 'api'];

/** @typedef {{area: string, path: string, may: string[], platform: 'node'|'browser'|'pure', because: string}} Area */

/** @type {[string, string, string[], Area['platform'], string][]} area, path, may import, platform, because */
const rows = [
  ['api', 'packages/api/src', [], 'pure', 'the wire contract is used by browsers and by others: it stands alone'],

  ['kube/api', 'packages/kube/src/api', [], 'pure', 'Kubernetes as data runs in a browser too'],
  ['kube/patch', 'packages/kube/src/patch', kubePure, 'pure', 'patches are pure functions'],
  ['kube/clock', 'packages/kube/src/clock', [], 'node', 'time and chance depend on nothing'],
  ['kube/certificates', 'packages/kube/src/certificates', [], 'node', 'certificates are made from names and a moment'],
  [
    'kube/client',
    'packages/kube/src/client',
    ['kube/api', 'kube/clock'],
    'node',
    'the client knows kinds and time only',
  ],
  [
    'kube/watch',
    'packages/kube/src/watch',
    ['kube/api', 'kube/clock', 'kube/client'],
    'node',
    'the cache reads through the client',
  ],
  [
    'kube/controller',
    'packages/kube/src/controller',
    ['kube/api', 'kube/clock', 'kube/client', 'kube/watch'],
    'node',
    'controllers run against any API server',
  ],

  ['sim/cron', 'packages/sim/src/cron', [], 'node', 'schedules, for their validation and for their controller'],
  [
    'sim/policy',
    'packages/sim/src/policy',
    ['kube/api'],
    'node',
    'what Pods ask for and quotas count, for admission, the scheduler and controllers alike',
  ],
  ['sim/usage', 'packages/sim/src/usage', ['kube/api'], 'node', 'what containers use, for all who ask'],
  ['sim/streams', 'packages/sim/src/streams', [], 'node', 'bytes between the API server and the kubelets'],
  [
    'sim/types',
    'packages/sim/src/types.ts',
    ['kube/api', 'kube/clock', 'kube/certificates', 'sim/streams'],
    'node',
    'the border inside the simulator',
  ],
  [
    'sim/storage',
    'packages/sim/src/storage',
    ['kube/api', 'kube/clock', 'sim/types'],
    'node',
    'storage knows objects, not kinds',
  ],
  ['sim/registry', 'packages/sim/src/registry', [...simBase, 'sim/storage'], 'node', 'the registry knows no HTTP'],
  [
    'sim/apiserver',
    'packages/sim/src/apiserver',
    [...simBase, 'sim/registry', 'sim/storage'],
    'node',
    'the API server knows no controllers',
  ],
  ['sim/local', 'packages/sim/src/local', simBase, 'node', 'shapes, informers and events over the local client'],
  ['sim/kubelet', 'packages/sim/src/kubelet', [...simBase, 'sim/local'], 'node', 'kubelets use the local client only'],
  [
    'sim/controllers',
    'packages/sim/src/controllers',
    [...simBase, 'sim/kubelet', 'sim/local'],
    'node',
    'controllers use the local client only',
  ],
  [
    'sim/kruise',
    'packages/sim/src/kruise',
    [...simBase, 'sim/local', 'sim/controllers'],
    'node',
    'controllers use the local client only',
  ],
  ['sim/addons', 'packages/sim/src/addons', ['kube/api'], 'node', 'what is installed into clusters, as data'],
  ['sim/prometheus', 'packages/sim/src/prometheus', [], 'node', 'PromQL over samples knows no cluster'],
  [
    'sim/requests',
    'packages/sim/src/requests',
    [...simBase, 'sim/local', 'sim/kubelet', 'sim/prometheus'],
    'node',
    'requests are routed by what the local client shows, and answered as images do',
  ],
  [
    'sim/scenarios',
    'packages/sim/src/scenarios',
    [...simBase, 'sim/addons', 'sim/local', 'sim/kubelet', 'sim/requests'],
    'node',
    'scenarios use the local client, and place what a kubelet would have written',
  ],
  [
    'sim',
    'packages/sim/src',
    [
      ...simBase,
      'kube/certificates',
      'sim/storage',
      'sim/registry',
      'sim/apiserver',
      'sim/local',
      'sim/kubelet',
      'sim/controllers',
      'sim/kruise',
      'sim/addons',
      'sim/prometheus',
      'sim/requests',
      'sim/scenarios',
    ],
    'node',
    'the simulator is put together here',
  ],

  ['rollouts/api', 'packages/rollouts/src/api', kubePure, 'pure', 'Rollouts as data run in a browser too'],
  [
    'rollouts/cluster',
    'packages/rollouts/src/cluster',
    ['rollouts/api', 'rollouts/lua', ...kubeAll],
    'node',
    'the only part that reads and writes a cluster',
  ],
  ['rollouts/lua', 'packages/rollouts/src/lua', ['kube/clock'], 'node', 'scripts know nothing but their input'],
  ['rollouts/release', 'packages/rollouts/src/release', rolloutParts, 'node', 'pure: from what is seen to writes'],
  ['rollouts/traffic', 'packages/rollouts/src/traffic', rolloutParts, 'node', 'pure: from what is seen to writes'],
  [
    'rollouts/reconcile',
    'packages/rollouts/src/reconcile',
    rolloutParts,
    'node',
    'pure state machines that know neither traffic providers nor workload kinds',
  ],
  [
    'rollouts/webhook',
    'packages/rollouts/src/webhook',
    [...rolloutParts, 'rollouts/release', 'kube/certificates'],
    'node',
    'admission knows no controller',
  ],
  [
    'rollouts',
    'packages/rollouts/src',
    [
      'rollouts/api',
      'rollouts/cluster',
      'rollouts/release',
      'rollouts/traffic',
      'rollouts/reconcile',
      'rollouts/webhook',
      ...kubeAll,
    ],
    'node',
    'the controller is put together here, for any API server',
  ],

  [
    'services/operation',
    'packages/server/src/services/operation.ts',
    ['kube/api', 'kube/client', 'kube/watch'],
    'node',
    'what an operation is',
  ],
  [
    'services/errors',
    'packages/server/src/services/errors.ts',
    ['kube/api', 'services/operation'],
    'node',
    'product reasons',
  ],
  [
    'services/secrets',
    'packages/server/src/services/secrets',
    [],
    'node',
    'sealing knows neither what it seals nor where that is kept',
  ],
  [
    'services/clusters',
    'packages/server/src/services/clusters',
    [...serviceBase, 'services/errors', 'services/secrets'],
    'node',
    'a service knows its ports and other services, never HTTP, dialects or the store',
  ],
  [
    'services/resources',
    'packages/server/src/services/resources',
    [...serviceBase, 'services/errors'],
    'node',
    'a service knows its ports and other services, never HTTP, dialects or the store',
  ],
  [
    'services/workloads',
    'packages/server/src/services/workloads',
    [...serviceBase, 'services/errors', 'services/resources'],
    'node',
    'a service knows its ports and other services, never HTTP, dialects or the store',
  ],
  [
    'services/pods',
    'packages/server/src/services/pods',
    [...serviceBase, 'services/errors', 'services/resources'],
    'node',
    'a service knows its ports and other services, never HTTP, dialects or the store',
  ],
  [
    'services/terminals',
    'packages/server/src/services/terminals',
    [...serviceBase, 'services/errors', 'services/resources', 'services/pods', 'services/clusters'],
    'node',
    'a service knows its ports and other services, never HTTP, dialects or the store',
  ],
  [
    'services/health',
    'packages/server/src/services/health',
    [...serviceBase, 'services/errors', 'services/resources'],
    'node',
    'a service knows its ports and other services, never HTTP, dialects or the store',
  ],
  [
    'services/observe',
    'packages/server/src/services/observe',
    [...serviceBase, 'services/errors', 'services/resources', 'services/bounded-map', 'services/health'],
    'node',
    'a service knows its ports and other services, never HTTP, dialects or the store',
  ],
  [
    'services/istio',
    'packages/server/src/services/istio',
    [...serviceBase, 'services/errors', 'services/resources', 'services/pods', 'services/health', 'services/observe'],
    'node',
    'a service knows its ports and other services, never HTTP, dialects or the store',
  ],
  [
    'services/manifests',
    'packages/server/src/services/manifests',
    [...serviceBase, 'services/errors', 'services/resources', 'services/bounded-map'],
    'node',
    'a service knows its ports and other services, never HTTP, dialects or the store',
  ],
  ['services/bounded-map', 'packages/server/src/services/bounded-map.ts', [], 'node', 'a map that forgets'],
  [
    'services/access',
    'packages/server/src/services/access',
    [...serviceBase, 'services/errors', 'services/bounded-map'],
    'node',
    'a service knows its ports and other services, never HTTP, dialects or the store',
  ],
  [
    'services/nodes',
    'packages/server/src/services/nodes',
    [...serviceBase, 'services/errors', 'services/pods', 'services/resources'],
    'node',
    'a service knows its ports and other services, never HTTP, dialects or the store',
  ],
  [
    'services/audit',
    'packages/server/src/services/audit',
    serviceBase,
    'node',
    'a service knows its ports and other services, never HTTP, dialects or the store',
  ],
  [
    'services/rollouts',
    'packages/server/src/services/rollouts',
    [...serviceBase, 'services/errors', 'services/resources', 'services/workloads', 'rollouts/api'],
    'node',
    'a service knows its ports and other services, never HTTP, dialects or the store',
  ],
  [
    'services/auth',
    'packages/server/src/services/auth',
    [...serviceBase, 'services/errors', 'services/secrets', 'services/bounded-map'],
    'node',
    'a service knows its ports and other services, never HTTP, dialects or the store',
  ],
  [
    'server/testing',
    'packages/server/src/services/testing',
    [...serviceBase, 'services/errors', 'services/clusters', 'sim'],
    'node',
    'operations are tested against the simulator, and only tests start it',
  ],
  [
    'server/app-testing',
    'packages/server/src/testing',
    [
      'server',
      'server/config',
      'server/store',
      'server/testing',
      'services/auth',
      'services/secrets',
      'kube/api',
      'kube/client',
      'kube/clock',
      'sim',
      'rollouts/api',
    ],
    'node',
    'the whole server is tested before the simulator, and only tests start it',
  ],
  [
    'server/integrations',
    'packages/server/src/integrations',
    ['services/auth', 'services/clusters', 'services/errors', 'kube/api', 'kube/clock', 'kube/client'],
    'node',
    'what is spoken to outside of clusters fills a port that a service owns',
  ],
  ['server/config', 'packages/server/src/config', [], 'node', 'configuration depends on nothing'],
  [
    'server/store',
    'packages/server/src/store',
    [
      'services/access',
      'services/audit',
      'services/auth',
      'services/clusters',
      'services/errors',
      'services/secrets',
      'kube/api',
      'kube/clock',
    ],
    'node',
    'the store fills the ports of services',
  ],
  [
    'server/rows',
    'packages/server/src/http/row.ts',
    ['services/operation', 'kube/api', 'api'],
    'node',
    'what a dialect row is',
  ],
  [
    'server/query',
    'packages/server/src/http/query.ts',
    ['server/rows', 'services/errors'],
    'node',
    'how a query string is read, whatever the contract',
  ],
  [
    'server/dialects',
    'packages/server/src/dialects',
    ['server/rows', 'server/query', ...services(), 'kube/api', 'kube/clock', 'kube/watch', 'rollouts/api', 'api'],
    'node',
    'a dialect knows operations and how its contract spells them',
  ],
  [
    'server/console',
    'packages/server/src/console',
    ['server/rows', 'server/query', ...services(), 'kube/api', 'kube/clock', 'kube/watch', 'rollouts/api', 'api'],
    'node',
    'the console API is one more dialect',
  ],
  [
    'server/http',
    'packages/server/src/http',
    [
      ...['server/rows', 'server/query', 'server/dialects', 'server/console', 'services/bounded-map', ...services()],
      ...['kube/api', 'kube/clock', 'kube/watch', 'rollouts/api', 'api'],
    ],
    'node',
    'HTTP assembles dialects and services',
  ],
  [
    'server',
    'packages/server/src',
    [
      'server/config',
      'server/store',
      'server/integrations',
      'server/http',
      'server/rows',
      'server/dialects',
      'server/console',
      ...services(),
      ...kubeAll,
      'api',
    ],
    'node',
    'the composition root',
  ],

  [
    'web',
    'packages/web',
    ['api', 'kube/api', 'rollouts/api'],
    'browser',
    'web and Node must not mix; the console knows only the wire contract and what is pure',
  ],

  ['cli/bin', 'packages/cli/bin', ['tools'], 'node', 'it makes the checkout ready and starts the program'],
  [
    'cli',
    'packages/cli',
    ['sim', 'server', 'server/config', 'api', 'rollouts', 'rollouts/api', ...kubeAll],
    'node',
    'the only package that sees all',
  ],

  [
    'conformance',
    'tests/conformance',
    [...kubeAll, 'tests'],
    'node',
    'bodies know a Kubernetes API and nothing else: they start the simulator, they never import it',
  ],
  [
    'tests',
    'tests',
    ['sim', 'server', 'server/config', 'api', 'cli', 'rollouts', 'rollouts/api', 'conformance', ...kubeAll],
    'node',
    'tests use public entries only',
  ],
  [
    'bench',
    'bench',
    ['sim', 'server', 'server/config', 'api', 'cli', 'rollouts', 'rollouts/api', 'tests', 'tools', ...kubeAll],
    'node',
    'benches use public entries only, built as what ships',
  ],
  [
    'tools',
    'tools',
    ['server', 'server/rows', 'server/http', 'server/config', 'api', 'sim', 'cli', ...kubeAll],
    'node',
    'generators read public entries',
  ],
  ['root', '', ['tools'], 'node', 'configuration files'],
];

function services() {
  return [
    'services/operation',
    'services/errors',
    'services/secrets',
    'services/clusters',
    'services/resources',
    'services/workloads',
    'services/pods',
    'services/nodes',
    'services/health',
    'services/observe',
    'services/istio',
    'services/access',
    'services/audit',
    'services/rollouts',
    'services/auth',
    'services/terminals',
    'services/manifests',
  ];
}

/** @type {Area[]} */
export const areas = rows.map(([area, path, may, platform, because]) => ({ area, path, may, platform, because }));

/** Workspace package entries → the area they lead to. */
export const entries = {
  '@binnacle/api': 'api',
  '@binnacle/api/client': 'api',
  '@binnacle/kube/api': 'kube/api',
  '@binnacle/kube/patch': 'kube/patch',
  '@binnacle/kube/clock': 'kube/clock',
  '@binnacle/kube/certificates': 'kube/certificates',
  '@binnacle/kube/client': 'kube/client',
  '@binnacle/kube/watch': 'kube/watch',
  '@binnacle/kube/controller': 'kube/controller',
  '@binnacle/sim': 'sim',
  '@binnacle/sim/fleets': 'sim',
  '@binnacle/sim/worker': 'sim',
  '@binnacle/rollouts': 'rollouts',
  '@binnacle/rollouts/api': 'rollouts/api',
  '@binnacle/server': 'server',
  '@binnacle/server/config': 'server/config',
  '@binnacle/server/routes': 'server/http',
  '@binnacle/cli': 'cli',
};

/**
 * The area of a file, by its path from the repository's root with forward slashes.
 * @param {string} file
 */
export const areaOf = (file) =>
  areas
    .filter((a) => (a.path === '' ? !file.includes('/') : file === a.path || file.startsWith(`${a.path}/`)))
    .sort((a, b) => b.path.length - a.path.length)[0];
