import { Type, type TSchema } from 'typebox';
import { clusterNotFound } from '../errors.ts';
import type { CallContext, Operation } from '../operation.ts';
import type {
  ClusterChanges,
  ClusterDraft,
  ClusterManager,
  ClusterRef,
  ConnectionTest,
  ContextView,
} from './manager-types.ts';
import type { ClusterRecord, ClusterRegistry, ClusterView } from './types.ts';

/** Which cluster; the default one when absent. */
export interface RefInput {
  ref?: ClusterRef;
}

/** A cluster and, for administrators, what connects to it. */
export interface ClusterDetail extends ClusterView {
  /** Text. Whoever reads it is written down. */
  kubeconfig?: string;
}

/** One context chosen from a kubeconfig. */
export interface ImportChoice {
  context: string;
  /** The context's own unless given. */
  name?: string;
}

export interface ImportInput {
  kubeconfig: string;
  choices: readonly ImportChoice[];
}

/** In the order of the choices; those that failed say why. */
export type ImportResult = { context: string; cluster: ClusterView } | { context: string; error: unknown };

export interface ClusterOperations {
  list: Operation<Record<string, never>, readonly ClusterView[]>;
  get: Operation<RefInput, ClusterView>;
  detail: Operation<RefInput, ClusterDetail>;
  create: Operation<ClusterDraft, ClusterView>;
  update: Operation<RefInput & { changes: ClusterChanges }, ClusterView>;
  delete: Operation<RefInput, ClusterRecord>;
  test: Operation<RefInput, ConnectionTest>;
  tryOut: Operation<Pick<ClusterDraft, 'kubeconfig' | 'context'>, ConnectionTest>;
  inspect: Operation<Pick<ClusterDraft, 'kubeconfig'>, readonly ContextView[]>;
  import: Operation<ImportInput, readonly ImportResult[]>;
  rediscover: Operation<RefInput, { view: ClusterView; /** Epoch ms. */ startedAt: number }>;
}

const ref = { ref: Type.Optional(Type.Union([Type.String(), Type.Integer()])) };
const fields = {
  name: Type.String({ minLength: 1 }),
  kubeconfig: Type.String({ minLength: 1 }),
  context: Type.Optional(Type.String({ minLength: 1 })),
  description: Type.Optional(Type.String()),
  isDefault: Type.Optional(Type.Boolean()),
  enabled: Type.Optional(Type.Boolean()),
  colour: Type.Optional(Type.String()),
  production: Type.Optional(Type.Boolean()),
  identity: Type.Optional(Type.String()),
  prometheusUrl: Type.Optional(Type.String()),
} satisfies Record<keyof ClusterDraft, TSchema>;
const { kubeconfig, context } = fields;

/** At most so many contexts are imported at once. */
const mostChoices = 100;

/** Kubeconfigs are in the answer of `detail` only. */
export const createClusterOperations = (registry: ClusterRegistry, manager: ClusterManager): ClusterOperations => {
  const view = (input: RefInput): ClusterView => registry.view(input.ref);
  /** One the caller may do nothing in is as good as none. */
  const seen = (input: RefInput, { rights }: CallContext): ClusterView => {
    const found = view(input);
    if (!rights.inCluster(found.record.name)) throw clusterNotFound(input.ref);
    return found;
  };
  const idOf = (input: RefInput): number => view(input).record.id;
  return {
    list: {
      id: 'clusters.list',
      summary: 'All registered clusters with their connection state',
      effect: 'read',
      scope: 'global',
      access: 'viewer',
      narrows: true,
      input: Type.Object({}),
      run: async (_input, { rights }) => registry.list().filter(({ record }) => rights.inCluster(record.name)),
    },
    get: {
      id: 'clusters.get',
      summary: 'One registered cluster with its connection state',
      effect: 'read',
      scope: 'global',
      access: 'viewer',
      narrows: true,
      input: Type.Object(ref),
      run: async (input, context) => seen(input, context),
    },
    detail: {
      id: 'clusters.detail',
      summary: 'One registered cluster; with its kubeconfig for administrators',
      effect: 'read',
      scope: 'global',
      access: 'viewer',
      narrows: true,
      input: Type.Object(ref),
      run: async (input, context) => {
        const found = seen(input, context);
        if (!context.rights.isAdmin) return found;
        context.delicate = true;
        return { ...found, kubeconfig: await manager.kubeconfigOf(found.record.id) };
      },
    },
    create: {
      id: 'clusters.create',
      summary: 'Register a cluster by its kubeconfig, once it answers',
      effect: 'write',
      scope: 'global',
      access: 'admin',
      input: Type.Object(fields),
      run: (draft, { signal }) => manager.create(draft, signal),
    },
    update: {
      id: 'clusters.update',
      summary: 'Change a registered cluster',
      effect: 'write',
      scope: 'global',
      access: 'admin',
      input: Type.Object({ ...ref, changes: Type.Partial(Type.Object(fields)) }),
      run: (input, { signal }) => manager.update(idOf(input), input.changes, signal),
    },
    delete: {
      id: 'clusters.delete',
      summary: 'Remove a cluster from Binnacle; nothing changes in the cluster',
      effect: 'write',
      scope: 'global',
      access: 'admin',
      input: Type.Object(ref),
      run: (input) => manager.remove(idOf(input)),
    },
    test: {
      id: 'clusters.test',
      summary: 'Connect to a registered cluster afresh',
      effect: 'write',
      scope: 'global',
      access: 'user',
      input: Type.Object(ref),
      run: (input, { signal }) => manager.test(idOf(input), signal),
    },
    tryOut: {
      id: 'clusters.tryOut',
      summary: 'Connect by a kubeconfig that is not registered',
      effect: 'write',
      scope: 'global',
      access: 'admin',
      input: Type.Object({ kubeconfig, context }),
      run: (draft, { signal }) => manager.tryOut(draft, signal),
    },
    inspect: {
      id: 'clusters.inspect',
      summary: 'The contexts of a kubeconfig, and which of them can be used',
      effect: 'write',
      scope: 'global',
      access: 'admin',
      input: Type.Object({ kubeconfig }),
      run: async (input) => manager.inspect(input.kubeconfig),
    },
    import: {
      id: 'clusters.import',
      summary: 'Register several contexts of a kubeconfig, each by itself',
      effect: 'write',
      scope: 'global',
      access: 'admin',
      input: Type.Object({
        kubeconfig,
        choices: Type.Array(
          Type.Object({ context: Type.String({ minLength: 1 }), name: Type.Optional(Type.String({ minLength: 1 })) }),
          { minItems: 1, maxItems: mostChoices },
        ),
      }),
      run: ({ kubeconfig: text, choices }, { signal }) =>
        Promise.all(
          choices.map(async ({ context: chosen, name = chosen }): Promise<ImportResult> => {
            try {
              return {
                context: chosen,
                cluster: await manager.create({ name, kubeconfig: text, context: chosen }, signal),
              };
            } catch (error) {
              return { context: chosen, error };
            }
          }),
        ),
    },
    rediscover: {
      id: 'clusters.rediscover',
      summary: 'Look for the Prometheus of a cluster again',
      effect: 'write',
      scope: 'global',
      access: 'user',
      input: Type.Object(ref),
      run: async (input) => manager.rediscover(idOf(input)),
    },
  };
};
