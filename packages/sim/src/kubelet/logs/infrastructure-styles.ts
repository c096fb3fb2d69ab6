import { createDice, type Dice } from './dice.ts';
import type { LogStyle } from './styles.ts';

/** Proxies, caches, databases and DNS, each in its own well-known format. */

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const two = (value: number) => String(value).padStart(2, '0');

const clockOf = (at: number): string => new Date(at).toISOString().slice(11, 19);

const clfTime = (at: number): string => {
  const date = new Date(at);
  return `${two(date.getUTCDate())}/${months[date.getUTCMonth()] ?? ''}/${date.getUTCFullYear()}:${clockOf(at)} +0000`;
};

const paths = [
  '/',
  '/products',
  '/products/4711',
  '/api/cart',
  '/api/cart/items',
  '/api/search?q=lamp',
  '/checkout',
  '/assets/app.css',
  '/healthz',
];
const agents = [
  'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
  'kube-probe/1.34',
  'okhttp/5.1.0',
];

const statusOf = (dice: Dice): number => (dice.chance(1) ? 502 : dice.chance(3) ? 404 : dice.chance(6) ? 304 : 200);

export const accessStyle: LogStyle = {
  everyMs: 2_100,
  startup: () => [
    '/docker-entrypoint.sh: Configuration complete; ready for start up',
    'nginx: using the "epoll" event method',
    'nginx: start worker processes',
  ],
  line: ({ seed, k, at }) => {
    const dice = createDice(seed, k);
    const client = `10.244.${dice.between(0, 3)}.${dice.between(2, 250)}`;
    const agent = dice.pick(agents);
    const path = agent.startsWith('kube-probe') ? '/healthz' : dice.pick(paths);
    const method = path.startsWith('/api/cart') && dice.chance(40) ? 'POST' : 'GET';
    const status = statusOf(dice);
    return `${client} - - [${clfTime(at)}] "${method} ${path} HTTP/1.1" ${status} ${status === 304 ? 0 : dice.between(180, 24_000)} "-" "${agent}" "-"`;
  },
  ending: (_context, exitCode, wasKilled) =>
    wasKilled
      ? []
      : exitCode === 0
        ? ['nginx: signal 15 (SIGTERM) received, exiting', 'nginx: exit']
        : ['nginx: [emerg] host not found in upstream "backend" in /etc/nginx/conf.d/default.conf:12'],
};

const cacheTime = (at: number): string => {
  const date = new Date(at);
  return `${two(date.getUTCDate())} ${months[date.getUTCMonth()] ?? ''} ${date.getUTCFullYear()} ${date.toISOString().slice(11, 23)}`;
};

export const cacheStyle: LogStyle = {
  everyMs: 60_000,
  startup: () => [
    '1:C * oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo',
    '1:M * Running mode=standalone, port=6379.',
    '1:M * Server initialized',
    '1:M * Ready to accept connections tcp',
  ],
  line: ({ seed, k, at }) => {
    const dice = createDice(seed, k);
    const moment = cacheTime(at);
    if (dice.chance(2)) return `1:M ${moment} # WARNING memory usage is above ${dice.between(80, 92)}% of maxmemory`;
    return dice.pick([
      `1:M ${moment} * ${dice.between(100, 999)} changes in 60 seconds. Saving...`,
      `1:M ${moment} * Background saving terminated with success`,
      `1:M ${moment} * DB saved on disk`,
    ]);
  },
  ending: (_context, _exitCode, wasKilled) =>
    wasKilled
      ? []
      : [
          '1:signal-handler Received SIGTERM scheduling shutdown...',
          '1:M # User requested shutdown...',
          '1:M # Redis is now ready to exit, bye bye...',
        ],
};

const databaseTime = (at: number): string => `${new Date(at).toISOString().slice(0, 23).replace('T', ' ')} UTC`;

export const databaseStyle: LogStyle = {
  everyMs: 45_000,
  startup: () => [
    'PostgreSQL Database directory appears to contain a database; Skipping initialization',
    'LOG:  starting PostgreSQL 17.6 on x86_64-pc-linux-musl, 64-bit',
    'LOG:  listening on IPv4 address "0.0.0.0", port 5432',
    'LOG:  database system is ready to accept connections',
  ],
  line: ({ seed, k, at }) => {
    const dice = createDice(seed, k);
    const head = `${databaseTime(at)} [${dice.between(40, 400)}]`;
    if (dice.chance(3)) return `${head} ERROR:  duplicate key value violates unique constraint "orders_pkey"`;
    if (dice.chance(8))
      return `${head} LOG:  duration: ${dice.between(1000, 4200)}.${dice.between(100, 999)} ms  statement: SELECT * FROM orders WHERE customer_id = $1`;
    return dice.chance(50)
      ? `${head} LOG:  checkpoint starting: time`
      : `${head} LOG:  checkpoint complete: wrote ${dice.between(20, 900)} buffers (${dice.between(0, 4)}.${dice.between(0, 9)}%)`;
  },
  ending: (_context, exitCode, wasKilled) =>
    wasKilled
      ? []
      : exitCode === 0
        ? ['LOG:  received fast shutdown request', 'LOG:  database system is shut down']
        : ['FATAL:  could not create lock file "postmaster.pid": No space left on device'],
};

export const dnsStyle: LogStyle = {
  everyMs: 90_000,
  startup: () => [
    '.:53',
    '[INFO] plugin/reload: Running configuration SHA512 = 591cf328cccc12bc',
    'CoreDNS-1.12.1',
    'linux/amd64, go1.24.1',
  ],
  line: ({ seed, k }) => {
    const dice = createDice(seed, k);
    if (dice.chance(20))
      return `[WARNING] plugin/health: Local health request to "http://:8080/health" took more than 1s: 1.${dice.between(100, 900)}s`;
    return `[INFO] 10.244.${dice.between(0, 3)}.${dice.between(2, 250)}:${dice.between(30_000, 60_000)} - ${dice.between(1000, 65_000)} "A IN api.partner.example. udp 45 false 512" NOERROR qr,rd,ra 90 0.00${dice.between(1, 9)}s`;
  },
  ending: (_context, _exitCode, wasKilled) =>
    wasKilled
      ? []
      : [
          '[INFO] SIGTERM: Shutting down servers then terminating',
          '[INFO] plugin/health: Going into lameduck mode for 5s',
        ],
};
