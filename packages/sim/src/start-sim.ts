import v8 from 'node:v8';
import { createPacedClock, createSystemClock } from '@binnacle/kube/clock';
import type { PacedClock } from '@binnacle/kube/clock';
import {
  assertRate,
  assertVersion,
  createAuthenticator,
  createAuthorizer,
  createKubeconfig,
  createServiceAccountTokens,
  ISSUER,
  KUBERNETES_VERSION,
  openApiServer,
  parseListenAddress,
  versionInfo,
} from './apiserver/index.ts';
import type { ApiServer } from './apiserver/index.ts';
import { createIdentity } from './identity.ts';
import type { Identity } from './identity.ts';
import { findScenario } from './scenarios/index.ts';
import { beginCluster, resumeCluster } from './start-cluster.ts';
import type { RunningCluster } from './start-cluster.ts';
import { openState } from './state.ts';
import type { OpenSim, Sim, SimOptions } from './types.ts';

/** Opens a simulated cluster and waits until it is live; rejects as `openSim` and `live` do. */
export const startSim = async (options: SimOptions = {}): Promise<Sim> => {
  const { live, ...sim } = await openSim(options);
  await live();
  return sim;
};

/**
 * A simulated cluster that has its address and its credentials and listens for HTTPS; what it is asked waits until it is
 * live. Rejects when the address cannot be had, the scenario is unknown, or the folder cannot be used.
 */
export const openSim = async (options: SimOptions = {}): Promise<OpenSim> => {
  const { seed = 1, version = KUBERNETES_VERSION } = options;
  assertVersion(version);
  // Objects that come and go leave half of the heap as holes, which V8 would keep: decision 48.
  v8.setFlagsFromString('--compact-on-every-full-gc');
  const address = parseListenAddress(options.listen ?? '127.0.0.1:0');
  const scenario = findScenario(options.scenario ?? 'empty');
  const rate = assertRate(options.rate ?? 1);
  const state = options.state === undefined ? undefined : openState(options.state);
  const closers: (() => unknown)[] = [() => state?.close()];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const kept = state?.identity === undefined ? undefined : state.journal.kept;
    const identity = createIdentity(
      { name: options.name ?? state?.identity?.name ?? 'sim', host: address.host, now: createSystemClock().now() },
      state?.identity,
    );
    const { name, certificates, tokens, authority } = identity;
    const server = await openApiServer({ ...address, certificates, clientCa: authority.cert });
    closers.push(server.close);

    const live = async () => {
      const base = options.clock ?? createSystemClock({ keepAlive: true });
      const pace = createPacedClock(base, { start: Math.max(base.now(), kept?.at ?? 0) });
      const started = { pace, seed, rootCa: certificates.ca, authority, version };
      const cluster = kept === undefined ? await beginCluster(scenario, started) : resumeCluster(kept, started);
      closers.push(cluster.close);
      if (state !== undefined) {
        await cluster.registry.store.keepIn(state.journal);
        state.keepIdentity(identity);
      }
      pace.setRate(rate);
      server.serve(contextOf(cluster, { identity, pace, version }));
    };
    return {
      url: server.url,
      name,
      kubeconfig: createKubeconfig({ name, url: server.url, ca: certificates.ca, tokens }),
      live: async () => {
        try {
          await live();
        } catch (error) {
          await close();
          throw error;
        }
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
};

const SERVICE_ACCOUNTS = { group: '', version: 'v1', plural: 'serviceaccounts', namespaced: true };

/** What the API server answers from. */
const contextOf = (
  { registry, clock, nodeAgent }: RunningCluster,
  served: { identity: Identity; pace: PacedClock; version: string },
): Parameters<ApiServer['serve']>[0] => {
  const { tokens, signingSecret } = served.identity;
  const serviceAccounts = createServiceAccountTokens({
    clock,
    secret: Buffer.from(signingSecret, 'base64'),
    isCurrent: ({ plural, namespace, name, uid }) => {
      const kind = { group: '', version: 'v1', plural, namespaced: plural !== 'nodes' };
      return registry.client.get(kind, { namespace, name })?.metadata.uid === uid;
    },
  });
  nodeAgent.useTokens((account, { seconds, audience, pod }) => {
    const uid = registry.client.get(SERVICE_ACCOUNTS, account)?.metadata.uid;
    if (uid === undefined) return undefined;
    const bound = { plural: 'pods', ...pod };
    return serviceAccounts.issue({ ...account, uid }, { seconds, audiences: [audience ?? ISSUER], bound });
  });
  return {
    registry,
    clock,
    pace: served.pace,
    version: versionInfo(served.version),
    authenticator: createAuthenticator(
      [
        { token: tokens.admin, user: { name: 'admin', uid: 'admin', groups: ['system:masters'] } },
        { token: tokens.viewer, user: { name: 'viewer', uid: 'viewer', groups: ['viewers'] } },
      ],
      serviceAccounts.userOf,
    ),
    authorizer: createAuthorizer(registry),
    tokens: serviceAccounts,
    nodeAgent: () => nodeAgent,
  };
};
