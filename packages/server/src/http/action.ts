import { namespaceKind, qualifiedResource, type Kind } from '@binnacle/kube/api';
import type { Action, Level } from '../services/access/index.ts';
import type { Operation } from '../services/operation.ts';
import type { Row } from './row.ts';

/** An operation as rules speak of it; undefined for those that ask for no right. */
export const ruleOf = (operation: Operation): { verb: string; level: Level } | undefined => {
  const { id, access, verb = id.split('.')[1] ?? id } = operation;
  return access === 'public' || access === 'user' ? undefined : { verb, level: access };
};

/** By the operation's noun: what lies in a cluster has Kubernetes' name, the product's own things are marked. */
export const ownResourceOf = ({ id, scope }: Operation): string => {
  const [noun = ''] = id.split('.');
  return scope === 'cluster' ? noun : `binnacle/${noun}`;
};

/** What inputs of operations say of their target. */
interface Given {
  kind?: Kind;
  name?: string;
  namespace?: string;
  namespaces?: readonly string[];
  /** As the caller sent it. */
  object?: { metadata?: { namespace?: unknown } };
}

/** What a request wants to do, once its input is known; undefined where being signed in is enough. */
export const actionOf = (row: Row, input: unknown, cluster: string | undefined): Action | undefined => {
  const { operation } = row;
  const rule = ruleOf(operation);
  if (rule === undefined) return undefined;
  const given = (input ?? {}) as Given;
  const kind = row.kind ?? given.kind;
  const isNamespace = kind === namespaceKind;
  const narrows = operation.narrows === true && (kind === undefined || kind.namespaced || isNamespace);
  const namespaces =
    isNamespace && operation.effect === 'read'
      ? [given.name]
      : [given.namespace, given.object?.metadata?.namespace, ...(given.namespaces ?? [])];
  const named = namespaces.filter(
    (namespace): namespace is string => typeof namespace === 'string' && namespace !== '',
  );
  return {
    id: operation.id,
    ...rule,
    // What narrows without a kind asks for no right in particular: it shows what others allow.
    ...(kind === undefined && narrows ? {} : { resource: kind ? qualifiedResource(kind) : ownResourceOf(operation) }),
    ...(cluster === undefined ? {} : { cluster }),
    ...(named.length === 0 ? {} : { namespaces: named }),
    narrows,
  };
};
