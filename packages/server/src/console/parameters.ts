import { Type, type TSchema } from 'typebox';

/** How the console's contract spells parameters, for the API's description; `decoders.ts` reads them. */
const optional = (description: string): TSchema => Type.Optional(Type.String({ description }));

export const loginBody = Type.Object({ username: Type.String(), password: Type.String() });
export const redeemBody = Type.Object({ code: Type.String() });

export const listQuery = Type.Object({
  namespace: Type.Optional(Type.Array(Type.String(), { description: 'Repeatable; all namespaces without it' })),
  labelSelector: optional('Kubernetes label selector'),
  fieldSelector: optional('Kubernetes field selector'),
  keyword: optional('Part of the name, in any case'),
  sortBy: optional("name, namespace, created, or a column's name"),
  order: Type.Optional(Type.Union([Type.Literal('asc'), Type.Literal('desc')])),
  offset: Type.Optional(Type.Integer({ minimum: 0, default: 0 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, default: 50 })),
});

const namespace = { namespace: optional('Required for kinds in namespaces') };

export const objectQuery = Type.Object(namespace);
export const objectReadQuery = Type.Object({
  ...namespace,
  managedFields: Type.Optional(Type.Boolean({ default: false })),
});
export const scaleBody = Type.Object({ replicas: Type.Integer({ minimum: 0 }) });

export const logsQuery = Type.Object({
  namespace: Type.String(),
  container: optional('The default container without it'),
  follow: Type.Optional(Type.Boolean()),
  previous: Type.Optional(Type.Boolean()),
  timestamps: Type.Optional(Type.Boolean()),
  tailLines: Type.Optional(Type.Integer({ minimum: 0 })),
  sinceSeconds: Type.Optional(Type.Integer({ minimum: 1 })),
});
