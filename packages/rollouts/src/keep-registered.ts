/** Keeps objects of ours in the cluster as they are to be: definitions and webhook configurations. */
import { customResourceDefinitionKind, isAlreadyExists, isConflict } from '@binnacle/kube/api';
import type { CustomResourceDefinition, Kind, KubeObject } from '@binnacle/kube/api';
import type { KubeClient } from '@binnacle/kube/client';
import type { Clock } from '@binnacle/kube/clock';
import { sleep } from '@binnacle/kube/clock';
import { createController } from '@binnacle/kube/controller';
import type { Cluster } from './cluster/index.ts';

export interface Registered {
  kind: Kind;
  object: KubeObject;
}

export interface RegistrationOptions {
  client: KubeClient;
  cluster: Cluster;
  clock: Clock;
  /** What is to be there now; asked again at each look. */
  wanted: () => readonly Registered[];
  /** Whether an object of that name may be overwritten; it is left alone and told of otherwise. */
  mayOverwrite: (found: KubeObject) => boolean;
  onError?: ((error: unknown, what: string) => void) | undefined;
}

export interface Registration {
  /** Looks again: what is wanted has changed. */
  renew(): Promise<void>;
  close(): void;
}

/** Everything wanted is there; what the server adds does not count. */
export const contains = (found: unknown, wanted: unknown): boolean => {
  if (Array.isArray(wanted))
    return (
      Array.isArray(found) && found.length === wanted.length && wanted.every((item, i) => contains(found[i], item))
    );
  if (typeof wanted !== 'object' || wanted === null) return found === wanted;
  if (typeof found !== 'object' || found === null) return false;
  const values = found as Record<string, unknown>;
  return Object.entries(wanted).every(([key, value]) => value === undefined || contains(values[key], value));
};

const establishedWithinMs = 30_000;
const lookMs = 50;

/** A kind is served a moment after its definition is there. */
const established = async ({ client, clock }: RegistrationOptions, name: string): Promise<void> => {
  for (const started = clock.now(); ; await sleep(clock, lookMs)) {
    const { status } = await client.get<CustomResourceDefinition>(customResourceDefinitionKind, { name });
    if (status?.conditions?.some(({ type, status: is }) => type === 'Established' && is === 'True')) return;
    if (clock.now() - started > establishedWithinMs) throw new Error(`${name} is not served`);
  }
};

/** Resolves once all is there and served; then stays at it until closed. */
export const keepRegistered = async (options: RegistrationOptions): Promise<Registration> => {
  const { client, cluster, clock, wanted, mayOverwrite, onError } = options;
  const keyOf = ({ kind, object }: Registered) => `${kind.plural}/${object.metadata.name}`;

  const put = async ({ kind, object }: Registered): Promise<void> => {
    const { name } = object.metadata;
    const found = await cluster.peek((reader) => reader.get(kind, '', name));
    if (found !== undefined && contains(found, object)) return;
    if (found !== undefined && !mayOverwrite(found)) throw new Error(`${kind.kind} ${name} belongs to somebody else`);
    try {
      if (found === undefined) return void (await client.create(kind, object));
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
    }
    await client.patch(kind, { name }, { type: 'merge', body: object });
  };

  for (const kind of new Set(wanted().map((item) => item.kind))) await cluster.follow(kind);
  const putAll = async () => {
    for (const item of wanted()) await put(item);
  };
  await putAll();
  for (const { kind, object } of wanted())
    if (kind === customResourceDefinitionKind) await established(options, object.metadata.name);

  const controller = createController({
    name: 'registration',
    clock,
    onError: (error, key) => (isConflict(error) ? undefined : onError?.(error, key)),
    reconcile: async (key) => {
      const item = wanted().find((candidate) => keyOf(candidate) === key);
      if (item !== undefined) await put(item);
    },
  });
  for (const kind of new Set(wanted().map((item) => item.kind)))
    cluster.each(kind, ({ name }) => controller.enqueue(`${kind.plural}/${name}`));
  return { renew: putAll, close: () => controller.close() };
};
