import type { ClusterAccess, ClusterInput, ImportReply } from '@binnacle/api';
import type { ConsoleClient } from '@binnacle/api/client';
import type { Address } from './address-fields.tsx';
import type { KubeconfigChoice } from './kubeconfig-fields.tsx';
import type { Marks } from './marks-fields.tsx';

/** What the dialog would do with what was entered. */
export interface AddPlan {
  /** Enough was entered. */
  isReady: boolean;
  /** Several contexts at once: they keep their names and get no marks. */
  several: boolean;
  /** The connections to try first. */
  tests: ClusterAccess[];
  /** Registers, and returns the names. Rejects with the first failure. */
  save: (client: Pick<ConsoleClient, 'createCluster' | 'importContexts'>) => Promise<string[]>;
}

export const toPlan = (entered: KubeconfigChoice | Address, marks: Marks): AddPlan =>
  'contexts' in entered ? byKubeconfig(entered, marks) : byAddress(entered, marks);

const one =
  (input: ClusterInput): AddPlan['save'] =>
  async (client) => [(await client.createCluster(input)).name];

const byKubeconfig = ({ kubeconfig, contexts, name }: KubeconfigChoice, marks: Marks): AddPlan => {
  const tests = contexts.map((context) => ({ kubeconfig, context }));
  const [context] = contexts;
  if (contexts.length === 1 && context !== undefined)
    return {
      isReady: name.trim() !== '',
      several: false,
      tests,
      save: one({ ...marks, name: name.trim(), kubeconfig, context }),
    };
  return {
    isReady: contexts.length > 0,
    several: contexts.length > 1,
    tests,
    save: async (client) => {
      const { results } = await client.importContexts(
        kubeconfig,
        contexts.map((chosen) => ({ context: chosen })),
      );
      return namesOf(results);
    },
  };
};

/** Those that failed are told together; those that succeeded stay. */
const namesOf = (results: ImportReply['results']): string[] => {
  const failed = results.filter(({ error }) => error !== undefined);
  if (failed.length > 0)
    throw new Error(failed.map(({ context, error }) => `${context}: ${error?.message}`).join('\n'));
  return results.map(({ context, cluster }) => cluster?.name ?? context);
};

const byAddress = (address: Address, marks: Marks): AddPlan => {
  const { name, server, token, ca, skipVerify } = address;
  const access: ClusterAccess = {
    api_server: server.trim(),
    token: token.trim(),
    ...(ca.trim() === '' ? {} : { ca_data: btoa(ca.trim()) }),
    ...(skipVerify ? { insecure_skip_tls_verify: true } : {}),
  };
  return {
    isReady: name.trim() !== '' && server.trim() !== '' && token.trim() !== '',
    several: false,
    tests: [access],
    save: one({ ...marks, ...access, name: name.trim() }),
  };
};
