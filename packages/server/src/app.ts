import { createClient, type Interceptor } from '@binnacle/kube/client';
import { createRng, createSystemClock, type Clock } from '@binnacle/kube/clock';
import { createCachePool, type CacheSettings } from '@binnacle/kube/watch';
import { randomInt } from 'node:crypto';
import { reportCaches } from './cache-reports.ts';
import { ConfigError, type Config } from './config/index.ts';
import { registerDocs } from './http/docs.ts';
import { listenOn, type Listeners } from './http/listeners.ts';
import { createLog, type LogDestination } from './http/log.ts';
import { createMetrics } from './http/metrics.ts';
import { createOpenapi } from './http/openapi.ts';
import { registerOperational } from './http/operational.ts';
import { createDialects, createOperations } from './http/routes.ts';
import { createHttpServer } from './http/server.ts';
import { registerConsoleFiles } from './http/static-files.ts';
import { createOidcProvider } from './integrations/oidc/index.ts';
import { checkPrometheusUrl, createPrometheusFinder, createPrometheusPort } from './integrations/prometheus/index.ts';
import { createAccess } from './services/access/index.ts';
import { createAudit } from './services/audit/index.ts';
import { createAuth } from './services/auth/index.ts';
import { createClusters, createTokenBook, type ClusterSource } from './services/clusters/index.ts';
import { parseCatalogueChanges, type CatalogueChanges } from './services/metrics/index.ts';
import { createSweeper } from './services/terminals/index.ts';
import { openStore } from './store/index.ts';
import { keyRingOf } from './secret-key.ts';

export type { ClusterSource } from './services/clusters/index.ts';
export { ListenError } from './http/listeners.ts';
export { rotateSecretKey } from './secret-key.ts';
export { NewerSchemaError, StoreError } from './store/index.ts';

export interface AppOptions {
  config: Config;
  clusters: readonly ClusterSource[];
  /** The built console; without it `/` says how to build it. */
  webDir?: string;
  version: string;
  /** Where log lines go; standard error unless given. */
  logTo?: LogDestination;
  clock?: Clock;
  /** Stands before every call to a cluster: for measuring, and for trying what happens when clusters fail. */
  interceptor?: Interceptor;
  /** How caches wait and retry. */
  cacheSettings?: Partial<CacheSettings>;
  /** Event and log streams open at once. */
  mostStreams?: number;
}

/** A whole Binnacle. */
export interface App {
  /** Starts to answer. Resolves to `http://host:port` of each address; rejects with ListenError. */
  listen(): Promise<readonly string[]>;
  /** A new address that signs the admin in, once, within 15 minutes. Only after `listen`. */
  signInLink(): string;
  /** Ends streams, waits for requests under way, closes clusters and the database. */
  close(): Promise<void>;
}

/** Puts everything together. Rejects with StoreError, NewerSchemaError or SealError. Clusters are reached for once it listens. */
export const createApp = async (options: AppOptions): Promise<App> => {
  const { config, clusters, webDir, version, logTo, clock = createSystemClock() } = options;
  const publicUrl = config.publicUrl === undefined ? {} : { publicUrl: config.publicUrl };
  const { interceptor, cacheSettings: settings = {}, mostStreams } = options;
  const log = createLog(config.logLevel, logTo);
  const store = await openStore(config.databaseUrl, { clock, keys: keyRingOf(config) });
  const auth = await createAuth({
    ...store,
    clock,
    ...(config.adminPassword === undefined ? {} : { adminPassword: config.adminPassword }),
    ...(config.demo ? { anonymousRole: 'admin' as const } : {}),
    providers: config.oidc === undefined ? [] : [createOidcProvider(config.oidc, clock)],
  });
  const access = await createAccess(store.access, clock);
  const rng = createRng(randomInt(2 ** 32));
  const { auto: autoDiscover, ...addresses } = config.prometheusDiscovery;
  const tokens = await createTokenBook(store.ownTokens, clock);
  const { registry, manager } = await createClusters({
    sources: clusters,
    repository: store.clusters,
    policy: config.uploadedKubeconfigs,
    finder: createPrometheusFinder({ ...addresses, clock }),
    autoDiscover,
    checkPrometheusUrl: (url) => void checkPrometheusUrl(url, addresses),
    onError: (error, what) => log.error({ err: error }, `${what} could not be saved`),
    createClient: (target) =>
      createClient(target, {
        clock,
        rng: rng.fork(target.name),
        ...(interceptor === undefined ? {} : { interceptor }),
      }),
    createCaches: (client) => createCachePool({ client, clock, settings, rng: rng.fork(client.server) }),
    tokens,
    clock,
    rng,
  });
  const sweeper = createSweeper(registry, clock);
  const dialects = createDialects(
    createOperations({
      auth,
      access,
      audit: store.audit,
      registry,
      manager,
      tokens,
      terminals: config.terminals,
      prometheus: createPrometheusPort(addresses),
      ...(config.metricQueries === undefined ? {} : { metricQueries: metricQueriesOf(config.metricQueries) }),
      clock,
      demo: config.demo,
      version,
    }),
    { clock, ...publicUrl },
  );
  const metrics = createMetrics(() => reportCaches(registry, clock));
  const openapi = createOpenapi(dialects, version);
  let listeners: Listeners | undefined;

  const server = await createHttpServer({
    dialects,
    auth,
    access,
    audit: createAudit(store.audit, { clock }),
    registry,
    clock,
    log,
    metrics,
    ...(mostStreams === undefined ? {} : { mostStreams }),
    ...publicUrl,
    allowedHosts: [
      ...config.allowedHosts,
      ...config.listen.map(({ host }) => host),
      ...(config.publicUrl === undefined ? [] : [new URL(config.publicUrl).hostname]),
    ],
    extras: async (app, notFound) => {
      registerOperational(app, {
        auth,
        access,
        metrics,
        openapi: () => openapi,
        isReady: () => listeners !== undefined,
      });
      registerDocs(app, openapi);
      await registerConsoleFiles(app, { webDir, notFound });
    },
  });

  return {
    listen: async () => {
      listeners = await listenOn(config.listen, { handler: server.handler, clock });
      registry.start();
      sweeper.start();
      return listeners.urls;
    },
    signInLink: () => {
      if (!listeners) throw new Error('the app does not listen yet');
      return `${listeners.urls[0]}/#/sign-in?code=${auth.createSignInCode()}`;
    },
    close: async () => {
      sweeper.stop();
      const stopped = listeners?.close();
      await server.close();
      await stopped;
      await registry.close();
      await manager.close();
      await store.close();
    },
  };
};

const metricQueriesOf = (given: unknown): CatalogueChanges => {
  try {
    return parseCatalogueChanges(given);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`The file of metric queries is not understood: ${why}.`, { cause: error });
  }
};
