import { anySchema, createSchemaReader } from '@binnacle/kube/patch';
import type { Schema } from '@binnacle/kube/patch';
import { definitions } from './definitions.ts';
import type { Resource } from './resources.ts';

const read = createSchemaReader((name) => definitions[name]);

/** What patches must know of a resource's kind. */
export const patchSchemaOf = (resource: Pick<Resource, 'definition' | 'custom'>): Schema => {
  if (resource.custom !== undefined) return resource.custom.patchSchema;
  const definition = definitions[resource.definition];
  return definition === undefined ? anySchema : read(definition);
};
