import type { StatusCause, UnstructuredObject } from '@binnacle/kube/api';
import { type Api, Refusal } from './api.ts';
import { eventually, type Given } from './conformance.ts';

/** Where resource definitions are. */
export const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

type Schema = Record<string, unknown>;
type Version = Record<string, unknown> & { name: string };

/** One version, served and stored unless told otherwise, whose `spec` has the schema given. */
export const version = (name: string, spec: Schema, more: Record<string, unknown> = {}): Version => ({
  name,
  served: true,
  storage: true,
  schema: { openAPIV3Schema: { type: 'object', properties: { spec } } },
  ...more,
});

/** A definition of Gadgets in a group that no other body has. */
export const gadgets = (
  ns: string,
  versions: readonly Version[],
  more: Record<string, unknown> = {},
): UnstructuredObject => {
  const group = `${ns}.example.com`;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `gadgets.${group}` },
    spec: { group, scope: 'Namespaced', names: { plural: 'gadgets', kind: 'Gadget' }, versions, ...more },
  };
};

/** Gadgets being served. */
export interface Served {
  group: string;
  /** Of the definition. */
  definition: string;
  /** Of the collection in the body's namespace, or of one object, in the first version. */
  at: (rest?: string) => string;
  /** In the first version. */
  gadget: (name: string, content?: Record<string, unknown>) => UnstructuredObject;
}

/** Makes a definition, waits until its resources are served, and takes it away when the work is done. */
export const whileServed = async (
  { api, ns }: Pick<Given, 'api' | 'ns'>,
  definition: UnstructuredObject,
  work: (served: Served) => Promise<void>,
): Promise<void> => {
  const { group, versions } = definition.spec as { group: string; versions: Version[] };
  const path = `${DEFINITIONS}/${definition.metadata.name}`;
  const first = versions[0]!.name;
  const base = `/apis/${group}/${first}/namespaces/${ns}/gadgets`;
  await api.post(DEFINITIONS, definition);
  try {
    await eventually(() => api.get(base));
    await work({
      group,
      definition: path,
      at: (rest) => (rest === undefined ? base : `${base}/${rest}`),
      gadget: (name, content = {}) => ({
        apiVersion: `${group}/${first}`,
        kind: 'Gadget',
        metadata: { name },
        ...content,
      }),
    });
  } finally {
    await api.delete(path).catch(() => {});
  }
};

/** What a refused write is blamed on, `field: message`, sorted: kube-apiserver goes through maps in no order. */
export const causesOf = async (call: Promise<unknown>): Promise<string[]> => {
  const outcome = await call.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('value' in outcome) throw new Error(`expected a refusal, got ${JSON.stringify(outcome.value)?.slice(0, 500)}`);
  if (!(outcome.error instanceof Refusal)) throw outcome.error;
  const { causes = [] } = outcome.error.status.details ?? {};
  return causes.map(({ reason, field, message }: StatusCause) => `${reason} ${field}: ${message}`).sort();
};

/** `spec` of an object that the server would make of what is sent. */
export const specOf = async (api: Api, path: string, object: UnstructuredObject): Promise<unknown> =>
  (await api.post(path, object, { dryRun: 'All' })).spec;
