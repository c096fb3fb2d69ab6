import { consoleBase, type LoginReply } from '../console.ts';
import type {
  AuditReply,
  ChangePasswordBody,
  CheckReply,
  CreatedKey,
  CreateKeyBody,
  CreateUserBody,
  ProvidersReply,
  UpdateUserBody,
  UsersReply,
  WireAccess,
  WireBinding,
  WireKey,
  WireOwnToken,
  WireRole,
  WireSession,
  WireUser,
  WireVerb,
} from '../people.ts';
import { createHttp, type HttpOptions } from './http.ts';

interface Cancel {
  signal?: AbortSignal;
}

/** Equal to what is given; `since` and `until` in RFC 3339. */
export interface AuditQuery {
  user?: string;
  verb?: string;
  operation?: string;
  cluster?: string;
  kind?: string;
  namespace?: string;
  name?: string;
  result?: string;
  since?: string;
  until?: string;
}

/** Who is asked about. `me` is the caller. */
export interface SubjectRef {
  kind: 'user' | 'group' | 'key';
  name: string;
}

export interface CheckQuery {
  subject?: SubjectRef;
  cluster?: string;
  namespace?: string;
  resource: string;
  verb: string;
}

const at = (...parts: string[]): string => [consoleBase, ...parts.map(encodeURIComponent)].join('/');

/** Calls about people: what is one's own, and what administrators see to. Each rejects with ConsoleError. */
export const createPeopleClient = (options: HttpOptions = {}) => {
  const http = createHttp(options);
  const get = <T>(path: string, cancel: Cancel, query = {}): Promise<T> => http.json<T>(path, { ...cancel, query });
  const send = <T>(method: 'POST' | 'PUT' | 'PATCH', path: string, body?: unknown): Promise<T> =>
    http.json<T>(path, { method, body });
  const command = async (method: 'POST' | 'DELETE', path: string, body?: unknown): Promise<void> => {
    await http.send(path, { method, body });
  };
  return {
    /** Whom one can sign in through beside the password. */
    providers: (cancel: Cancel = {}) => get<ProvidersReply>(at('auth', 'providers'), cancel),
    /** Ends the caller's other sessions, and replaces this one. */
    changePassword: (body: ChangePasswordBody) => send<LoginReply>('POST', at('auth', 'password'), body),
    sessions: (cancel: Cancel = {}) => get<{ items: WireSession[] }>(at('auth', 'sessions'), cancel),
    endSession: (id: string) => command('DELETE', at('auth', 'sessions', id)),
    signOutEverywhere: () => command('POST', at('auth', 'sign-out-everywhere')),
    ownTokens: (cancel: Cancel = {}) => get<{ items: WireOwnToken[] }>(at('auth', 'cluster-tokens'), cancel),
    setOwnToken: async (clusterId: number, token: string): Promise<void> => {
      await http.send(at('auth', 'cluster-tokens', String(clusterId)), { method: 'PUT', body: { token } });
    },
    removeOwnToken: (clusterId: number) => command('DELETE', at('auth', 'cluster-tokens', String(clusterId))),
    ownKeys: (cancel: Cancel = {}) => get<{ items: WireKey[] }>(at('auth', 'keys'), cancel),
    createKey: (body: CreateKeyBody) => send<CreatedKey>('POST', at('auth', 'keys'), body),
    removeOwnKey: (id: string) => command('DELETE', at('auth', 'keys', id)),

    users: (query: { keyword?: string; offset?: number; limit?: number }, cancel: Cancel = {}) =>
      get<UsersReply>(at('users'), cancel, query),
    createUser: (body: CreateUserBody) => send<WireUser>('POST', at('users'), body),
    updateUser: (username: string, body: UpdateUserBody) => send<WireUser>('PATCH', at('users', username), body),
    removeUser: (username: string) => command('DELETE', at('users', username)),
    setPassword: (username: string, body: { password: string; temporary?: boolean }) =>
      command('POST', at('users', username, 'password'), body),
    signOutUser: (username: string) => command('POST', at('users', username, 'sign-out')),
    keys: (cancel: Cancel = {}) => get<{ items: WireKey[] }>(at('keys'), cancel),
    removeKey: (id: string) => command('DELETE', at('keys', id)),

    roles: (cancel: Cancel = {}) => get<{ items: WireRole[] }>(at('roles'), cancel),
    createRole: (body: Omit<WireRole, 'built_in'>) => send<WireRole>('POST', at('roles'), body),
    updateRole: ({ name, ...body }: Omit<WireRole, 'built_in'>) => send<WireRole>('PUT', at('roles', name), body),
    removeRole: (name: string) => command('DELETE', at('roles', name)),
    bindings: (cancel: Cancel = {}) => get<{ items: WireBinding[] }>(at('bindings'), cancel),
    createBinding: (body: Omit<WireBinding, 'id'>) => send<WireBinding>('POST', at('bindings'), body),
    removeBinding: (id: string) => command('DELETE', at('bindings', id)),
    verbs: (cancel: Cancel = {}) => get<{ items: WireVerb[] }>(at('access', 'verbs'), cancel),
    /** Everything a subject may do, and through what. */
    accessOf: ({ kind, name }: SubjectRef, cancel: Cancel = {}) =>
      get<WireAccess>(at('access', 'subjects', kind, name), cancel),
    check: ({ subject, ...query }: CheckQuery, cancel: Cancel = {}) =>
      get<CheckReply>(at('access', 'check'), cancel, {
        ...query,
        ...(subject === undefined ? {} : { subject: `${subject.kind}:${subject.name}` }),
      }),

    /** Newest first; `before` is the `next` of the page before. */
    audit: (query: AuditQuery & { before?: number; limit?: number }, cancel: Cancel = {}) =>
      get<AuditReply>(at('audit'), cancel, query),
    /** Where a browser downloads the same as JSON lines, oldest first. */
    auditExportPath: (query: AuditQuery): string => {
      const params = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== ''));
      return `${at('audit', 'export')}?${params.toString()}`;
    },
    /** Where a browser goes to sign in through a provider; it comes back to `returnTo`. */
    providerPath: (id: string, returnTo: string): string =>
      `${at('auth', 'providers', id, 'start')}?${new URLSearchParams({ return_to: returnTo }).toString()}`,
  };
};
