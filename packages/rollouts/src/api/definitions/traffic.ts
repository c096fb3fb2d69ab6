/** Schemas of what is said about traffic (rules §1.2). */
import { int32, list, named, object, text } from './schema.ts';
import type { Schema } from './schema.ts';

const headerName: Schema = { ...text, minLength: 1, maxLength: 256, pattern: "^[A-Za-z0-9!#$%&'*+\\-.^_\\x60|~]+$" };
const matchType: Schema = { ...text, default: 'Exact', enum: ['Exact', 'RegularExpression'] };

const header = object({ name: headerName, value: { ...text, minLength: 1, maxLength: 4096 } }, ['name', 'value']);
const valueMatch = (maxLength: number): Schema =>
  object({ type: matchType, name: headerName, value: { ...text, minLength: 1, maxLength } }, ['name', 'value']);

/** Gateway API's own rules for paths. */
const unlessExactOrPrefix = "!(self.type in ['Exact','PathPrefix']) || ";
const pathRules = [
  [
    "self.value.startsWith('/')",
    "value must be an absolute path and start with '/' when type one of ['Exact', 'PathPrefix']",
  ],
  ["!self.value.contains('//')", "must not contain '//' when type one of ['Exact', 'PathPrefix']"],
  ["!self.value.contains('/./')", "must not contain '/./' when type one of ['Exact', 'PathPrefix']"],
  ["!self.value.contains('/../')", "must not contain '/../' when type one of ['Exact', 'PathPrefix']"],
  ["!self.value.endsWith('/..')", "must not end with '/..' when type one of ['Exact', 'PathPrefix']"],
  ["!self.value.endsWith('/.')", "must not end with '/.' when type one of ['Exact', 'PathPrefix']"],
].map(([rule, message]) => ({ rule: `${unlessExactOrPrefix}${rule}`, message }));

const path: Schema = {
  ...object({
    type: { ...text, default: 'PathPrefix', enum: ['Exact', 'PathPrefix', 'RegularExpression'] },
    value: { ...text, default: '/', maxLength: 1024 },
  }),
  'x-kubernetes-validations': pathRules,
};

export const headerMatches = named(valueMatch(4096), 16);
export const httpMatch = object({ path, headers: headerMatches, queryParams: named(valueMatch(1024), 16) });

export const headerModifier = object({
  set: named(header, 16),
  add: named(header, 16),
  remove: list(text, { maxItems: 16, 'x-kubernetes-list-type': 'set' }),
});

export const trafficRoutingRef = object(
  {
    service: text,
    gracePeriodSeconds: { ...int32, default: 3 },
    ingress: object({ classType: text, name: text }, ['name']),
    gateway: object({ httpRouteName: text }),
    customNetworkRefs: list(object({ apiVersion: text, kind: text, name: text }, ['apiVersion', 'kind', 'name'])),
  },
  ['service'],
);
