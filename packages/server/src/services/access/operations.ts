import { Type } from 'typebox';
import { forbidden } from '@binnacle/kube/api';
import type { CallContext, Caller, Operation } from '../operation.ts';
import type { Access } from './access.ts';
import type { BindingRecord, Grant, Level, RoleRecord } from './types.ts';

export interface SubjectInput {
  kind: 'user' | 'group' | 'key' | 'me';
  name: string;
}

export interface AccessOutput {
  kind: 'user' | 'group' | 'key';
  name: string;
  grants: Grant[];
}

export interface CheckInput {
  subject?: SubjectInput;
  cluster?: string;
  namespace?: string;
  resource: string;
  verb: string;
}

/** One operation as rules speak of it. */
export interface VerbDescription {
  operation: string;
  summary: string;
  verb: string;
  resource: string;
  level: Level;
}

export interface AccessOperations {
  roles: Operation<Record<string, never>, readonly RoleRecord[]>;
  createRole: Operation<Omit<RoleRecord, 'builtIn'>, RoleRecord>;
  updateRole: Operation<Omit<RoleRecord, 'builtIn'>, RoleRecord>;
  removeRole: Operation<{ name: string }, void>;
  bindings: Operation<Record<string, never>, readonly BindingRecord[]>;
  createBinding: Operation<Omit<BindingRecord, 'id'>, BindingRecord>;
  removeBinding: Operation<{ id: string }, void>;
  verbs: Operation<Record<string, never>, readonly VerbDescription[]>;
  subject: Operation<SubjectInput, AccessOutput>;
  check: Operation<CheckInput, { allowed: boolean; because: string }>;
}

export interface AccessOperationOptions {
  access: Access;
  /** Who a subject is. Throws NotFound. */
  findSubject: (subject: Pick<SubjectInput, 'kind' | 'name'>) => Promise<Caller>;
  verbs: () => readonly VerbDescription[];
}

const text = (maxLength: number) => Type.String({ minLength: 1, maxLength });
const patterns = Type.Array(text(253), { minItems: 1, maxItems: 256 });
const rule = Type.Object({ clusters: patterns, namespaces: patterns, resources: patterns, verbs: patterns });
const role = Type.Object({
  name: Type.String({ pattern: '^[a-z0-9][a-z0-9._-]{0,126}$' }),
  description: Type.String({ maxLength: 1_024 }),
  rules: Type.Array(rule, { minItems: 1, maxItems: 256 }),
});
const subject = Type.Object({
  kind: Type.Union([Type.Literal('user'), Type.Literal('group'), Type.Literal('key'), Type.Literal('me')]),
  name: Type.String({ maxLength: 253 }),
});
const common = { scope: 'global', access: 'admin' } as const;

/** Whoever could give rights beyond their own would have them. */
const requireAdmin = ({ rights }: CallContext): void => {
  if (!rights.isAdmin) throw forbidden({ group: '', plural: '' }, '', 'only administrators give or take rights');
};

/** Roles, bindings, and what they add up to. */
export const createAccessOperations = ({ access, findSubject, verbs }: AccessOperationOptions): AccessOperations => {
  const whois = async (asked: SubjectInput | undefined, context: CallContext): Promise<Caller> => {
    if (asked === undefined || asked.kind === 'me') return context.caller;
    requireAdmin(context);
    return findSubject(asked);
  };
  return {
    roles: {
      ...common,
      id: 'roles.list',
      summary: 'All roles',
      effect: 'read',
      input: Type.Object({}),
      run: async () => access.roles(),
    },
    createRole: {
      ...common,
      id: 'roles.create',
      summary: 'Make a role',
      effect: 'write',
      input: role,
      run: async (input, context) => {
        requireAdmin(context);
        return access.createRole(input);
      },
    },
    updateRole: {
      ...common,
      id: 'roles.update',
      summary: 'Change what a role allows',
      effect: 'write',
      input: role,
      run: async (input, context) => {
        requireAdmin(context);
        return access.updateRole(input);
      },
    },
    removeRole: {
      ...common,
      id: 'roles.remove',
      summary: 'Remove a role that is not bound',
      effect: 'write',
      input: Type.Object({ name: text(128) }),
      run: async ({ name }, context) => {
        requireAdmin(context);
        await access.removeRole(name);
      },
    },
    bindings: {
      ...common,
      id: 'bindings.list',
      summary: 'Who has which role, and within which limits',
      effect: 'read',
      input: Type.Object({}),
      run: async () => access.bindings(),
    },
    createBinding: {
      ...common,
      id: 'bindings.create',
      summary: 'Give a role to a user or a group',
      effect: 'write',
      input: Type.Object({
        role: text(128),
        subject: Type.Object({
          kind: Type.Union([Type.Literal('user'), Type.Literal('group')]),
          name: text(253),
        }),
        clusters: patterns,
        namespaces: patterns,
      }),
      run: async (input, context) => {
        requireAdmin(context);
        return access.createBinding(input);
      },
    },
    removeBinding: {
      ...common,
      id: 'bindings.remove',
      summary: 'Take a role from a user or a group',
      effect: 'write',
      input: Type.Object({ id: text(128) }),
      run: async ({ id }, context) => {
        requireAdmin(context);
        await access.removeBinding(id);
      },
    },
    verbs: {
      ...common,
      id: 'access.verbs',
      summary: 'Every operation, as rules speak of it',
      effect: 'read',
      access: 'user',
      input: Type.Object({}),
      run: async () => verbs(),
    },
    subject: {
      ...common,
      id: 'access.subject',
      summary: 'What somebody may do, and through what',
      effect: 'read',
      access: 'user',
      input: subject,
      run: async (input, context) => {
        const caller = await whois(input, context);
        const kind = input.kind === 'me' ? 'user' : input.kind;
        return { kind, name: input.kind === 'me' ? caller.username : input.name, grants: access.grantsOf(caller) };
      },
    },
    check: {
      ...common,
      id: 'access.check',
      summary: 'Whether somebody may do one thing',
      effect: 'read',
      access: 'user',
      input: Type.Object({
        subject: Type.Optional(subject),
        cluster: Type.Optional(text(253)),
        namespace: Type.Optional(text(253)),
        resource: text(253),
        verb: text(128),
      }),
      run: async ({ subject: asked, cluster, namespace, resource, verb }, context) => {
        const caller = await whois(asked, context);
        // A verb that no operation has is one that only administrators, and rules that name it, could have.
        const fits = ({ resource: known }: VerbDescription) =>
          known === resource || (known === '*' && !resource.startsWith('binnacle/'));
        const level = verbs().find((known) => known.verb === verb && fits(known))?.level ?? 'admin';
        const action = {
          id: verb,
          verb,
          level,
          resource,
          narrows: false,
          ...(cluster === undefined ? {} : { cluster }),
          ...(namespace === undefined ? {} : { namespaces: [namespace] }),
        };
        if (access.check(caller, action).allowed)
          return { allowed: true, because: `a rule allows ${verb} on ${resource}` };
        return { allowed: false, because: `no rule allows ${verb} on ${resource}; the role ${level} would` };
      },
    },
  };
};
