import { randomBytes } from 'node:crypto';
import { createServingCertificates } from '@binnacle/kube/certificates';
import { createHistoryClock, createRng, createSystemClock } from '@binnacle/kube/clock';
import {
  createAuthenticator,
  createAuthorizer,
  createKubeconfig,
  createServiceAccountTokens,
  parseListenAddress,
  startApiServer,
} from './apiserver/index.ts';
import { startControllers } from './controllers/index.ts';
import { createRegistry } from './registry/index.ts';
import { findScenario } from './scenarios/index.ts';
import type { Sim, SimOptions } from './types.ts';

const createToken = (): string => randomBytes(24).toString('base64url');

/**
 * Starts a simulated cluster that listens for HTTPS, its past lived through. Rejects when the address cannot be had or
 * the scenario is unknown.
 */
export const startSim = async (options: SimOptions = {}): Promise<Sim> => {
  const { name = 'sim', seed = 1 } = options;
  const { host, port } = parseListenAddress(options.listen ?? '127.0.0.1:0');
  const scenario = findScenario(options.scenario ?? 'empty');
  const clock = createHistoryClock(options.clock ?? createSystemClock({ keepAlive: true }), scenario.ageMs);
  // Certificates are judged by the machine's time, whatever time the cluster has.
  const certificates = createServingCertificates({
    hosts: [...new Set([host, 'localhost', '127.0.0.1', '::1', 'kubernetes', 'kubernetes.default.svc'])],
    name: 'kube-apiserver',
    now: createSystemClock().now(),
  });
  const rng = createRng(seed);
  const registry = createRegistry({ clock, rng });
  const { client } = registry;
  const controllers = startControllers({ client, clock, rng: rng.fork('controllers'), rootCa: certificates.ca });
  await scenario.load({ client, clock, rng: rng.fork('scenario') });
  await clock.goLive();
  // As a server that has just started: nobody can have seen what was before.
  registry.store.compact(registry.store.revision);

  const tokens = { admin: createToken(), viewer: createToken() };
  const serviceAccounts = createServiceAccountTokens(clock, ({ plural, namespace, name: object, uid }) => {
    const kind = { group: '', version: 'v1', plural, namespaced: plural !== 'nodes' };
    return client.get(kind, { namespace, name: object })?.metadata.uid === uid;
  });
  const server = await startApiServer(
    {
      registry,
      clock,
      authenticator: createAuthenticator(
        [
          { token: tokens.admin, user: { name: 'admin', groups: ['system:masters'] } },
          { token: tokens.viewer, user: { name: 'viewer', groups: ['viewers'] } },
        ],
        serviceAccounts.userOf,
      ),
      authorizer: createAuthorizer(registry),
      tokens: serviceAccounts,
      nodeAgent: () => controllers.nodeAgent,
    },
    { host, port, certificates },
  ).catch((error: unknown) => {
    controllers.close();
    throw error;
  });
  return {
    url: server.url,
    name,
    kubeconfig: createKubeconfig({ name, url: server.url, ca: certificates.ca, tokens }),
    close: async () => {
      controllers.close();
      await server.close();
    },
  };
};
