import { istioKinds, isNotFound, type Kind } from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import { istioNotInstalled } from '../errors.ts';
import type { ClusterHandle } from '../operation.ts';

/** Milliseconds that an answer about what is installed is good for. */
const goodForMs = 30_000;
/** Milliseconds that discovery may take. */
const timeoutMs = 5_000;
/** Which the product speaks, the newest first: their fields are the same. */
const spoken = ['v1', 'v1beta1', 'v1alpha3'];

export interface InstalledIstio {
  /** The kind in the version that the cluster serves. Throws IstioNotInstalled (404). */
  kindOf(kind: Kind, cluster: ClusterHandle): Promise<Kind>;
}

/** Knows which of Istio's kinds each cluster serves, by its discovery. */
export const createInstalledIstio = (clock: Clock): InstalledIstio => {
  const answers = new WeakMap<ClusterHandle, Map<string, { at: number; kind: Promise<Kind | undefined> }>>();

  return {
    kindOf: async (kind, cluster) => {
      let own = answers.get(cluster);
      if (own === undefined) answers.set(cluster, (own = new Map()));
      const id = `${kind.plural}.${kind.group}`;
      let known = own.get(id);
      if (known === undefined || clock.now() - known.at >= goodForMs) {
        known = { at: clock.now(), kind: findServed(kind, cluster) };
        own.set(id, known);
        known.kind.then(
          (found) => found ?? own.delete(id),
          () => own.delete(id),
        );
      }
      const served = await known.kind;
      if (served === undefined) throw istioNotInstalled(cluster.name, `it serves no ${id}`);
      return served;
    },
  };
};

/** Asked of each version in turn: the first is nearly always there. */
const findServed = async (kind: Kind, cluster: ClusterHandle): Promise<Kind | undefined> => {
  for (const version of spoken) {
    try {
      const response = await cluster.client.request({
        method: 'GET',
        path: `/apis/${kind.group}/${version}`,
        timeoutMs,
      });
      const { resources } = await response.json<{ resources: { name: string }[] }>();
      if (resources.some(({ name }) => name === kind.plural)) return inVersion(kind, version);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
  return undefined;
};

/** The same object for the same version, so that what is kept by kind is found again. */
const versions = new Map(
  istioKinds.flatMap((kind) =>
    spoken.map((version) => [`${kind.plural} ${version}`, version === kind.version ? kind : { ...kind, version }]),
  ),
);
const inVersion = (kind: Kind, version: string): Kind => versions.get(`${kind.plural} ${version}`) ?? kind;
