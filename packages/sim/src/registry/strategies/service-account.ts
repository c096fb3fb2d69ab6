import type { Strategy } from '../strategy.ts';

const MOUNTABLE = 'kubernetes.io/enforce-mountable-secrets';

export const serviceaccount: Strategy = {
  returnsDeleted: true,
  warnings: (object, current) =>
    object.metadata.annotations?.[MOUNTABLE] === undefined || current?.metadata.annotations?.[MOUNTABLE] !== undefined
      ? []
      : [
          `metadata.annotations[${MOUNTABLE}]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets`,
        ],
};
