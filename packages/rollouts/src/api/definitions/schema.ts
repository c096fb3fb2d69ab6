/** Words for writing structural schemas down. */
export type Schema = Record<string, unknown>;

export const text: Schema = { type: 'string' };
export const flag: Schema = { type: 'boolean' };
export const int32: Schema = { type: 'integer', format: 'int32' };
export const int64: Schema = { type: 'integer', format: 'int64' };
export const moment: Schema = { type: 'string', format: 'date-time' };
export const intOrString: Schema = {
  anyOf: [{ type: 'integer' }, { type: 'string' }],
  'x-kubernetes-int-or-string': true,
};
/** Any JSON object. */
export const anything: Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
export const texts: Schema = { type: 'object', additionalProperties: text };

export const object = (properties: Record<string, Schema>, required: readonly string[] = []): Schema => ({
  type: 'object',
  properties,
  ...(required.length === 0 ? {} : { required }),
});

export const list = (items: Schema, more: Schema = {}): Schema => ({ type: 'array', items, ...more });

/** A list with one item for each name. */
export const named = (items: Schema, maxItems: number): Schema =>
  list(items, { maxItems, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'] });
