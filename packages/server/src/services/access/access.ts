import { randomUUID } from 'node:crypto';
import { alreadyExists, ApiError, forbidden, notFound, qualifiedResource, unauthorized } from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import { BoundedMap } from '@binnacle/kube/watch';
import { invalidField } from '../errors.ts';
import type { Caller, Rights } from '../operation.ts';
import { builtInRoles } from './built-in.ts';
import {
  both,
  decide,
  grantsOfRoles,
  grantsOfUser,
  isEverything,
  reaches,
  type Decision,
  type NamespaceFilter,
} from './grants.ts';
import type { AccessRepository, Action, BindingRecord, Grant, RoleRecord } from './types.ts';

/** Who may do what. Decisions are kept with the caller, so that one asked for again costs one look-up. */
export interface Access {
  /**
   * Throws Unauthorized without a caller, and Forbidden saying what is missing. Returns the namespaces to show where an
   * action that narrows is allowed in some only.
   */
  authorize(caller: Caller | undefined, action: Action): NamespaceFilter | undefined;
  rightsOf(caller: Caller): Rights;
  /** Everything a caller may do, and through what. */
  grantsOf(caller: Pick<Caller, 'username' | 'roles' | 'groups' | 'keyRoles'>): Grant[];
  check(caller: Caller, action: Action): Decision;
  roles(): readonly RoleRecord[];
  /** Throws AlreadyExists, BadRequest. */
  createRole(role: Omit<RoleRecord, 'builtIn'>): Promise<RoleRecord>;
  updateRole(role: Omit<RoleRecord, 'builtIn'>): Promise<RoleRecord>;
  /** Throws Conflict while it is bound. */
  removeRole(name: string): Promise<void>;
  bindings(): readonly BindingRecord[];
  createBinding(binding: Omit<BindingRecord, 'id'>): Promise<BindingRecord>;
  removeBinding(id: string): Promise<void>;
  /** Throws BadRequest for a role that does not exist. */
  requireRoles(names: readonly string[]): void;
}

interface Known {
  grants: readonly Grant[];
  /** Of the API key's roles, which limit it. */
  limit: readonly Grant[] | undefined;
  decisions: BoundedMap<string, Decision>;
}

/** Decisions kept per caller. */
const mostDecisions = 2_000;
/** What another server on the same database has changed is noticed after this time. */
const reloadAfterMs = 10_000;
const roleRef = { group: '', plural: 'roles' };
const bindingRef = { group: '', plural: 'bindings' };

export const createAccess = async (repository: AccessRepository, clock: Clock): Promise<Access> => {
  let roles = new Map<string, RoleRecord>();
  let bindings: readonly BindingRecord[] = [];
  let known = new WeakMap<object, Known>();
  let loadedAt = 0;
  let state = '';

  const load = async (): Promise<void> => {
    loadedAt = clock.now();
    const [custom, bound] = await Promise.all([repository.roles(), repository.bindings()]);
    const next = JSON.stringify([custom, bound]);
    if (next === state) return;
    state = next;
    roles = new Map(
      [...builtInRoles, ...custom.map((role) => ({ ...role, builtIn: false }))].map((role) => [role.name, role]),
    );
    bindings = bound;
    known = new WeakMap();
  };
  await load();

  const knownOf = (caller: Caller): Known => {
    // In the background: what is known goes on to be used meanwhile, and when the database does not answer.
    if (clock.now() - loadedAt >= reloadAfterMs) load().catch(() => undefined);
    let found = known.get(caller);
    if (!found) {
      const policy = { roles, bindings };
      found = {
        grants: grantsOfUser(caller, policy),
        limit: caller.keyRoles && grantsOfRoles(caller.keyRoles, policy, 'key'),
        decisions: new BoundedMap(mostDecisions),
      };
      known.set(caller, found);
    }
    return found;
  };

  const check = (caller: Caller, action: Action): Decision => {
    const { grants, limit, decisions } = knownOf(caller);
    const { cluster = '', resource = '', verb, level, namespaces, narrows } = action;
    const key = `${cluster}\n${resource}\n${verb} ${level} ${narrows ? 1 : 0}\n${namespaces?.join(' ') ?? ''}`;
    let decision = decisions.get(key);
    if (decision === undefined) {
      decision = decide(grants, action);
      if (limit !== undefined) decision = both(decision, decide(limit, action));
      decisions.set(key, decision);
    }
    return decision;
  };

  const requireCustom = (name: string): RoleRecord => {
    const role = roles.get(name);
    if (!role) throw notFound(roleRef, name);
    if (role.builtIn) throw new ApiError('Conflict', 409, `roles "${name}" is built in and cannot be changed`);
    return role;
  };

  const requireRoles = (names: readonly string[]): void => {
    const unknown = names.find((name) => !roles.has(name));
    if (unknown !== undefined)
      throw invalidField('roles', `names a role that does not exist: ${JSON.stringify(unknown)}`);
  };

  return {
    check,
    authorize: (caller, action) => {
      if (!caller) throw unauthorized('sign in first: send Authorization: Bearer <token>, or the session cookie');
      const decision = check(caller, action);
      if (decision.allowed) return decision.only;
      throw forbidden({ group: '', plural: '' }, '', refusal(caller, action, knownOf(caller).grants));
    },
    rightsOf: (caller) => {
      const { grants, limit } = knownOf(caller);
      const sets = limit === undefined ? [grants] : [grants, limit];
      return {
        isAdmin: sets.every(isEverything),
        inCluster: (name) => sets.every((set) => reaches(set, name)),
        mayList: (cluster, kind, namespace) =>
          check(caller, {
            id: 'resources.list',
            verb: 'list',
            level: 'viewer',
            resource: qualifiedResource(kind),
            cluster,
            ...(namespace === undefined ? {} : { namespaces: [namespace] }),
            narrows: false,
          }).allowed,
      };
    },
    grantsOf: (caller) => {
      const policy = { roles, bindings };
      return [
        ...grantsOfUser(caller, policy),
        ...(caller.keyRoles === undefined ? [] : grantsOfRoles(caller.keyRoles, policy, 'key')),
      ];
    },
    roles: () => [...roles.values()],
    createRole: async (role) => {
      if (roles.has(role.name) || !(await repository.addRole(role))) throw alreadyExists(roleRef, role.name);
      await load();
      return { ...role, builtIn: false };
    },
    updateRole: async (role) => {
      requireCustom(role.name);
      if (!(await repository.saveRole(role))) throw notFound(roleRef, role.name);
      await load();
      return { ...role, builtIn: false };
    },
    removeRole: async (name) => {
      requireCustom(name);
      if (bindings.some(({ role }) => role === name))
        throw new ApiError('Conflict', 409, `roles "${name}" is bound: remove its bindings first`);
      await repository.removeRole(name);
      await load();
    },
    bindings: () => bindings,
    createBinding: async (binding) => {
      if (!roles.has(binding.role)) throw invalidField('role', 'names a role that does not exist');
      const record = { id: randomUUID(), ...binding };
      await repository.addBinding(record);
      await load();
      return record;
    },
    removeBinding: async (id) => {
      if (!(await repository.removeBinding(id))) throw notFound(bindingRef, id);
      await load();
    },
    requireRoles,
  };
};

const refusal = (caller: Caller, action: Action, grants: readonly Grant[]): string => {
  const { username, roles, keyId } = caller;
  const { id, verb, level, resource = 'anything', cluster, namespaces = [] } = action;
  const who = `user "${username}"${keyId === undefined ? '' : ' by API key'}`;
  const own = roles.length === 0 ? 'no role' : `the role ${roles.join(', ')}`;
  const limited = keyId !== undefined || grants.some(({ role, through }) => through !== 'account' || !isLevel(role));
  const where = namespaces.length === 0 ? '' : ` in namespace ${namespaces.map((name) => `"${name}"`).join(', ')}`;
  const there = cluster === undefined ? '' : ` of cluster "${cluster}"`;
  const rule = limited ? `, or a rule for ${verb} on ${resource}${where}${there}` : '';
  return `${who} has ${own}, and ${id} needs the role ${level}${rule}`;
};

const isLevel = (role: string): boolean => builtInRoles.some(({ name }) => name === role);
