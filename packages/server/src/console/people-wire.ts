/** People as the console's wire contract spells them. Fields are picked, never spread: records hold hashes. */
import type {
  CreatedKey as WireCreatedKey,
  WireBinding,
  WireKey,
  WireRole,
  WireSession,
  WireUser,
} from '@binnacle/api';
import type { BindingRecord, RoleRecord } from '../services/access/index.ts';
import type { ApiKeyRecord, CreatedKey, SessionRecord, UserRecord } from '../services/auth/index.ts';
import { toRfc3339 } from '../services/resources/index.ts';

export const toWireUser = (user: UserRecord): WireUser => ({
  username: user.username,
  display_name: user.displayName,
  email: user.email,
  source: user.source,
  roles: [...user.roles],
  groups: [...user.groups],
  disabled: user.disabled,
  must_change_password: user.mustChangePassword,
  has_password: user.passwordHash !== '',
  created_at: toRfc3339(user.createdAt),
  ...(user.lastSignInAt === undefined ? {} : { last_sign_in_at: toRfc3339(user.lastSignInAt) }),
});

export const toWireSession = (session: SessionRecord, current: string | undefined): WireSession => ({
  id: session.id,
  created_at: toRfc3339(session.createdAt),
  expires_at: toRfc3339(session.expiresAt),
  address: session.address,
  user_agent: session.userAgent,
  signed_in_by: session.by,
  current: session.id === current,
});

export const toWireKey = (key: ApiKeyRecord): WireKey => ({
  id: key.id,
  name: key.name,
  username: key.username,
  roles: [...key.roles],
  created_at: toRfc3339(key.createdAt),
  expires_at: toRfc3339(key.expiresAt),
  ...(key.lastUsedAt === undefined ? {} : { last_used_at: toRfc3339(key.lastUsedAt) }),
});

export const toCreatedKey = (key: CreatedKey): WireCreatedKey => ({ ...toWireKey(key), key: key.key });

export const toWireRole = ({ name, description, builtIn, rules }: RoleRecord): WireRole => ({
  name,
  description,
  built_in: builtIn,
  rules: rules.map(({ clusters, namespaces, resources, verbs }) => ({
    clusters: [...clusters],
    namespaces: [...namespaces],
    resources: [...resources],
    verbs: [...verbs],
  })),
});

export const toWireBinding = ({ id, role, subject, clusters, namespaces }: BindingRecord): WireBinding => ({
  id,
  role,
  subject: { kind: subject.kind, name: subject.name },
  clusters: [...clusters],
  namespaces: [...namespaces],
});
