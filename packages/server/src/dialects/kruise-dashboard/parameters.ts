import { Type } from 'typebox';

/** Source: contracts/README.md, 000: the header `x-cluster-name` says the same. */
export const clusterQuery = Type.Object({
  cluster: Type.Optional(Type.String({ description: 'Name or number; the default cluster without it' })),
});

export const scaleQuery = Type.Object({ ...clusterQuery.properties, replicas: Type.Integer({ minimum: 0 }) });

export const setImageBody = Type.Object({
  container: Type.String(),
  image: Type.String(),
  initContainer: Type.Optional(Type.Boolean({ default: false })),
});

export const jumpBody = Type.Object({ step: Type.Integer({ minimum: 1, description: 'From 1' }) });
