import { namespaceKind, qualifiedResource, type Kind } from '@binnacle/kube/api';
import type { Action, Level } from '../services/access/index.ts';
import type { Operation } from '../services/operation.ts';
import type { Row } from './row.ts';

/** An operation as rules speak of it; undefined for those that ask for no right. */
export const ruleOf = ({ id, access, verb }: Operation): { verb: string; level: Level } | undefined =>
  access === 'public' || access === 'user' ? undefined : { verb: verb ?? id.slice(id.indexOf('.') + 1), level: access };

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
  return {
    id: operation.id,
    verb: rule.verb,
    level: rule.level,
    resource: resourceOf(operation, kind, narrows),
    cluster,
    namespaces: isNamespace && operation.effect === 'read' ? named(given.name) : namespacesOf(given),
    narrows,
  };
};

/** What narrows without a kind asks for no right in particular: it shows what others allow. */
const resourceOf = (operation: Operation, kind: Kind | undefined, narrows: boolean): string | undefined => {
  if (kind !== undefined) return qualifiedResource(kind);
  return narrows ? undefined : ownResourceOf(operation);
};

const named = (namespace: unknown): [string] | undefined =>
  typeof namespace === 'string' && namespace !== '' ? [namespace] : undefined;

/** All that the input names; most requests name one, or none. */
const namespacesOf = ({ namespace, object, namespaces }: Given): readonly string[] | undefined => {
  const first = named(namespace);
  if (object === undefined && namespaces === undefined) return first;
  const all = [namespace, object?.metadata?.namespace, ...(namespaces ?? [])].flatMap((each) => named(each) ?? []);
  return all.length === 0 ? undefined : all;
};
