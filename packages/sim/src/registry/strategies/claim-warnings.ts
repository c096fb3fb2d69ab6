/** Bytes come whole. Source: kube-apiserver `pkg/api/persistentvolumeclaim/util.go`. */
import { isQuantity, quantityToMilli } from '@binnacle/kube/api';
import { objectAt } from '../json.ts';
import type { JsonObject } from '../json.ts';

/** Of an amount of bytes. */
export const byteWarnings = (amount: unknown, at: string): string[] =>
  typeof amount === 'string' && isQuantity(amount) && quantityToMilli(amount) % 1000 !== 0
    ? [`${at}: fractional byte value ${JSON.stringify(amount)} is invalid, must be an integer`]
    : [];

export const claimWarnings = (spec: JsonObject, at: string): string[] =>
  ['requests', 'limits'].flatMap((list) =>
    byteWarnings(objectAt(spec, 'resources', list).storage, `${at}.resources.${list}[storage]`),
  );
