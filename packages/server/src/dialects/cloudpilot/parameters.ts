/** How contract 002 spells its parameters, for the API's description. */
import { Type, type TSchema } from 'typebox';

const text = (description?: string) => Type.String(description === undefined ? {} : { description });
const optional = {
  cluster_name: Type.Optional(text('A registered cluster; the default one when absent')),
};
const fresh = { force_refresh: Type.Optional(Type.Boolean({ default: false })) };

export const clusterParameters = Type.Object(optional);
export const freshParameters = Type.Object({ ...optional, ...fresh });
export const listParameters = Type.Object({ ...optional, namespace: Type.Optional(text()), ...fresh });
export const podListParameters = Type.Object({
  ...listParameters.properties,
  page: Type.Optional(Type.Integer({ minimum: 1 })),
  page_size: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
});
export const nodeParameters = Type.Object({ ...optional, node_name: text(), ...fresh });
/** `pod_name`, `deployment_name`… */
export const objectParameters = (name: string): TSchema =>
  Type.Object({ ...optional, namespace: text(), [name]: text(), ...fresh });
const logs = {
  lines: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, default: 100 })),
  since_seconds: Type.Optional(Type.Integer({ minimum: 1 })),
};
export const podLogParameters = Type.Object({ ...optional, namespace: text(), pod_name: text(), ...logs });
export const containerLogParameters = Type.Object({
  ...podLogParameters.properties,
  container_name: text(),
});
export const componentLogParameters = Type.Object({ ...optional, namespace: Type.Optional(text()), ...logs });
export const resourceEventParameters = Type.Object({
  ...optional,
  namespace: text(),
  resource_name: text(),
  resource_kind: text(),
});
export const namespaceParameters = Type.Object({ ...optional, namespace: text() });
export const scalingBody = Type.Object({
  ...optional,
  namespace: text(),
  deployment_name: text(),
  replicas: Type.Optional(Type.Integer({ minimum: 0 })),
});
