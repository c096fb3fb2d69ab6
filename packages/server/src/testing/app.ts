/** A whole Binnacle before a simulated cluster, for tests: everything goes over HTTP. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findKindByName, type KubeObject } from '@binnacle/kube/api';
import {
  createClient,
  parseKubeconfig,
  renderKubeconfig,
  type ClusterTarget,
  type Interceptor,
  type KubeClient,
} from '@binnacle/kube/client';
import { createSystemClock, type Clock } from '@binnacle/kube/clock';
import { startSim } from '@binnacle/sim';
import { createApp, type App } from '../app.ts';
import type { ClusterSource } from '../app.ts';
import { loadConfig } from '../config/index.ts';
import type { Role } from '../services/auth/index.ts';
import { createLink, type Link } from '../services/testing/link.ts';
import { createSecretKey } from '../services/secrets/index.ts';
import { createKeyRing, openStore } from '../store/index.ts';

export const password = 'a password for tests';

export interface TestApp {
  app: App;
  /** `http://127.0.0.1:port` */
  url: string;
  /** The admin's. */
  token: string;
  /** Straight to the API server. */
  direct: KubeClient;
  /** Between the server and the API server. */
  link: Link;
  /** Of the same cluster, for registering it once more; without its second context, `east-viewer`, unless asked for. */
  kubeconfig: (options?: { all?: boolean }) => string;
  /** Adds a user with the password of tests, through the store, and signs in. Returns the token. */
  signInAs: (username: string, role: Role) => Promise<string>;
  /** Log lines so far, parsed. */
  log: () => Record<string, unknown>[];
  /** Creates objects in order, straight at the API server. */
  create: (...objects: KubeObject[]) => Promise<void>;
  /** Signed in as admin unless told; `as: null` sends no token. */
  call: (method: string, path: string, options?: CallOptions) => Promise<Reply>;
  close: () => Promise<void>;
}

export interface CallOptions {
  /** JSON, or text and bytes as they are. */
  body?: unknown;
  headers?: Record<string, string>;
  as?: string | null;
}

export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  /** The body as JSON; undefined when it is none. */
  json: unknown;
}

export interface TestAppOptions {
  demo?: boolean;
  webDir?: string;
  clusters?: ClusterSource[];
  /** Registers `east-viewer` as well: the same cluster by credentials that may do nothing. */
  limited?: boolean;
  env?: Record<string, string>;
  clock?: Clock;
  interceptor?: Interceptor;
  mostStreams?: number;
  /** What the simulated cluster holds; nothing unless given. */
  scenario?: string;
}

/** Shorter than in earnest, so that tests of outages are short. */
const cacheSettings = { suspectMs: 20, backoff: { initialMs: 20, maxMs: 100 } };

export const startTestApp = async (options: TestAppOptions = {}): Promise<TestApp> => {
  const sim = await startSim({
    name: 'east',
    ...(options.scenario === undefined ? {} : { scenario: options.scenario }),
  });
  const targetOf = (context: string): ClusterTarget => {
    const found = parseKubeconfig(sim.kubeconfig).targets.find(({ name }) => name === context);
    if (!found) throw new Error(`the simulator wrote no context ${context}`);
    return found;
  };
  const target = targetOf('east');
  const direct = createClient(target);
  const link = await createLink(sim.url);
  const folder = mkdtempSync(join(tmpdir(), 'binnacle-test-'));
  const databaseUrl = `sqlite:${join(folder, 'binnacle.db')}`;
  const secretKey = createSecretKey();
  const { clock = createSystemClock(), interceptor, mostStreams } = options;
  const lines: string[] = [];
  const config = loadConfig({
    env: {
      BINNACLE_LISTEN: '127.0.0.1:0',
      BINNACLE_ADMIN_PASSWORD: password,
      BINNACLE_DATABASE_URL: databaseUrl,
      BINNACLE_SECRET_KEY: secretKey,
      ...options.env,
    },
    home: '/nowhere',
    readFile: () => '',
    demo: options.demo ?? false,
  });
  const app = await createApp({
    config,
    clusters: [
      { target: { ...target, server: link.url }, source: 'simulated', isDefault: true },
      ...(options.limited ? [{ target: targetOf('east-viewer'), source: 'simulated' as const }] : []),
      ...(options.clusters ?? []),
    ],
    version: '0.0.0-test',
    logTo: { write: (line) => void lines.push(line) },
    ...(options.webDir === undefined ? {} : { webDir: options.webDir }),
    clock,
    cacheSettings,
    ...(interceptor === undefined ? {} : { interceptor }),
    ...(mostStreams === undefined ? {} : { mostStreams }),
  });
  const [url = ''] = await app.listen();

  const send = async (method: string, path: string, { body, headers, as }: CallOptions = {}): Promise<Reply> => {
    const isText = typeof body === 'string' || body instanceof Uint8Array;
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(as == null ? {} : { authorization: `Bearer ${as}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
      redirect: 'manual',
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parse(text) };
  };

  const login = async (username: string): Promise<string> => {
    const { json } = await send('POST', '/api/console/v1/auth/login', { body: { username, password } });
    return (json as { token: string }).token;
  };
  const token = await login('admin');
  return {
    app,
    url,
    token,
    direct,
    link,
    kubeconfig: ({ all = false } = {}) => (all ? sim.kubeconfig : renderKubeconfig(target)),
    signInAs: async (username, role) => {
      const store = await openStore(databaseUrl, { clock, keys: createKeyRing(secretKey) });
      const admin = await store.users.find('admin');
      if (!admin) throw new Error('there is no admin');
      await store.users.save({ ...admin, username, displayName: username, roles: [role] });
      await store.close();
      return login(username);
    },
    log: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>),
    create: async (...objects) => {
      for (const object of objects) {
        const kind = findKindByName(object.apiVersion, object.kind);
        if (!kind) throw new Error(`no such kind: ${object.apiVersion} ${object.kind}`);
        await direct.create(kind, object);
      }
    },
    call: (method, path, call = {}) => send(method, path, { as: token, ...call }),
    close: async () => {
      await app.close();
      await link.close();
      await direct.close();
      await sim.close();
      rmSync(folder, { recursive: true });
    },
  };
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
