import type { LocalClient } from '../types.ts';
import { createLocalClient } from './local-client.ts';
import { createResourceRegistry } from './registry.ts';
import type { Registry, RegistryOptions } from './registry.ts';
import { bootstrap } from './bootstrap.ts';

/** A cluster's objects without HTTP: what controllers and tests use. The system namespaces are there. */
export const createRegistry = (options: RegistryOptions): Registry & { client: LocalClient } => {
  const registry = createResourceRegistry(options);
  bootstrap(registry);
  return Object.assign(registry, { client: createLocalClient(registry) });
};

export type { Registry, RegistryOptions } from './registry.ts';
export type { Catalog } from './catalog.ts';
export type { Resource } from './resources.ts';
export { createMatcher, listPage } from './list.ts';
export type { Matcher, Page, PageRequest, Selection } from './list.ts';
export type { ResourceStore } from './resource-store.ts';
export type { DeleteRequest, Outcome, UpdateRequest, VerbOptions } from './store-requests.ts';
export { definitionNameOf, definitions, resolveDefinition } from './definitions.ts';
export type { Definition } from './definitions.ts';
export { conversionFault, DecodeError } from './decode.ts';
export { typed } from './typed.ts';
export { ensureObject, equalJson, isJsonObject, objectAt, objectsAt, setDefault, textAt } from './json.ts';
export { createUid } from './meta.ts';
export type { Admission, AdmissionRequest, Convert, Requester, Writing } from './writing.ts';
export { entryAt } from './store-requests.ts';
export { patchSchemaOf } from './patch-schema.ts';
export { wireFieldsOf } from './wire.ts';
export type { WireField } from './wire.ts';
export { evictPod } from './policy/eviction.ts';
export { servedForm } from './served-form.ts';
export { scaleValue, withReplicas } from './custom/scale-paths.ts';
export { admissionRuntime } from './cel/admission-environment.ts';
export { Authorizer } from './cel/authorizer.ts';
export { CONDITIONS_LIMIT, OBJECT_LIMIT } from './cel/costs.ts';
export { celFailure } from './cel/environment.ts';
export { createCountingProgram, OutOfBudget } from './cel/running-cost.ts';
export type { CostBudget, CountingProgram } from './cel/running-cost.ts';
export { toCelValue } from './cel/values.ts';
