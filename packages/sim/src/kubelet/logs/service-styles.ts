import { createDice, type Dice } from './dice.ts';
import type { LineContext, LogStyle, StyleContext } from './styles.ts';

/** Services of one's own: structured JSON, key=value, and a plain text with classes and threads. */

const routes = [
  'GET /api/products',
  'GET /api/products/{id}',
  'POST /api/cart/items',
  'GET /api/cart',
  'POST /api/orders',
  'GET /api/orders/{id}',
  'GET /healthz',
];

interface Happening {
  level: 'debug' | 'info' | 'warn' | 'error';
  message: string;
  fields: Record<string, string | number>;
}

const request = (dice: Dice): Happening => ({
  level: 'info',
  message: 'request completed',
  fields: {
    route: dice.pick(routes),
    status: dice.chance(3) ? 404 : 200,
    duration_ms: dice.between(2, 180),
    trace_id: dice.hex(16),
  },
});

/** What happens on one line; a program that cannot get ready says so again and again. */
const happen = ({ seed, k, unready }: LineContext): Happening => {
  const dice = createDice(seed, k);
  if (unready && !dice.chance(15)) {
    return {
      level: dice.chance(30) ? 'error' : 'warn',
      message: 'not ready: cannot reach upstream, will retry',
      fields: { upstream: 'inventory.shop.svc:8080', error: 'connection refused', attempt: k + 1 },
    };
  }
  if (dice.chance(1)) {
    return {
      level: 'error',
      message: 'payment provider answered 503, order kept for retry',
      fields: { order: dice.between(10_000, 99_999), attempt: dice.between(1, 3) },
    };
  }
  if (dice.chance(4)) {
    return {
      level: 'warn',
      message: 'slow query',
      fields: { table: dice.pick(['orders', 'products', 'carts']), duration_ms: dice.between(800, 4000) },
    };
  }
  if (dice.chance(12)) {
    return {
      level: 'info',
      message: 'cache refreshed',
      fields: { entries: dice.between(200, 5000), duration_ms: dice.between(5, 90) },
    };
  }
  if (dice.chance(8))
    return {
      level: 'debug',
      message: 'connection pool',
      fields: { active: dice.between(1, 12), idle: dice.between(2, 20) },
    };
  return request(dice);
};

const services = ({ container }: StyleContext) => container;

export const jsonStyle: LogStyle = {
  everyMs: 3_400,
  startup: (context) => [
    JSON.stringify({ level: 'info', service: services(context), msg: 'starting', version: '1.8.2', pid: 1 }),
    JSON.stringify({
      level: 'info',
      service: services(context),
      msg: 'configuration loaded',
      source: '/etc/config/app.yaml',
    }),
    JSON.stringify({ level: 'info', service: services(context), msg: 'listening', address: '0.0.0.0:8080' }),
  ],
  line: (context) => {
    const { level, message, fields } = happen(context);
    return JSON.stringify({
      time: new Date(context.at).toISOString(),
      level,
      service: services(context),
      msg: message,
      ...fields,
    });
  },
  ending: (context, exitCode, wasKilled) => {
    if (wasKilled) return [];
    if (exitCode === 0)
      return [JSON.stringify({ level: 'info', service: services(context), msg: 'shutting down', signal: 'SIGTERM' })];
    return [
      JSON.stringify({
        level: 'fatal',
        service: services(context),
        msg: 'uncaught exception',
        error: 'Error: required setting DATABASE_URL is missing',
      }),
      'Error: required setting DATABASE_URL is missing',
      '    at loadConfig (/app/dist/config.js:41:11)',
      '    at createServer (/app/dist/server.js:18:18)',
      '    at Object.<anonymous> (/app/dist/main.js:7:1)',
      '    at Module._compile (node:internal/modules/cjs/loader:1554:14)',
    ];
  },
};

const toPairs = (fields: Happening['fields']): string =>
  Object.entries(fields)
    .map(([key, value]) => `${key}=${typeof value === 'string' && /[\s{]/.test(value) ? JSON.stringify(value) : value}`)
    .join(' ');

export const keyValueStyle: LogStyle = {
  everyMs: 5_200,
  startup: () => [
    'level=info msg="starting" version=v0.14.2 goversion=go1.24.6',
    'level=info msg="leader election is off"',
    'level=info msg="server is listening" addr=:8080',
  ],
  line: (context) => {
    const { level, message, fields } = happen(context);
    return `time=${new Date(context.at).toISOString()} level=${level} msg=${JSON.stringify(message)} ${toPairs(fields)}`;
  },
  ending: (_context, exitCode, wasKilled) => {
    if (wasKilled) return [];
    if (exitCode === 0) return ['level=info msg="received SIGTERM, draining connections"', 'level=info msg="bye"'];
    return [
      'panic: runtime error: invalid memory address or nil pointer dereference',
      '[signal SIGSEGV: segmentation violation code=0x1 addr=0x18 pc=0x6f1c42]',
      '',
      'goroutine 1 [running]:',
      'main.(*Server).connect(0x0, {0xc0000b6000, 0x1c})',
      '\t/src/cmd/server/connect.go:57 +0x42',
      'main.main()',
      '\t/src/cmd/server/main.go:31 +0x1d8',
      'exit status 2',
    ];
  },
};

const plainTime = (at: number): string => new Date(at).toISOString().slice(0, 23).replace('T', ' ');

export const plainStyle: LogStyle = {
  everyMs: 4_300,
  startup: () => [
    'INFO  [main] c.h.Application - Starting Application using Java 21.0.8',
    'INFO  [main] c.h.Application - The following 1 profile is active: "production"',
    'INFO  [main] o.e.j.server.Server - Started in 0.912 seconds',
  ],
  line: (context) => {
    const { level, message, fields } = happen(context);
    const thread = `http-${(context.k % 8) + 1}`;
    return `${plainTime(context.at)} ${level.toUpperCase().padEnd(5)} [${thread}] c.h.service.Handler - ${message} ${toPairs(fields)}`;
  },
  ending: (_context, exitCode, wasKilled) => {
    if (wasKilled) return [];
    if (exitCode === 0) return ['INFO  [shutdown] o.e.j.server.Server - Stopped'];
    return [
      'ERROR [main] c.h.Application - Application run failed',
      'java.lang.IllegalStateException: Failed to connect to jdbc:postgresql://orders-db:5432/orders',
      '\tat com.harbour.db.Pool.open(Pool.java:88)',
      '\tat com.harbour.Application.start(Application.java:52)',
      '\tat com.harbour.Application.main(Application.java:23)',
      'Caused by: java.net.ConnectException: Connection refused',
      '\tat java.base/sun.nio.ch.Net.pollConnect(Native Method)',
      '\t... 3 more',
    ];
  },
};
