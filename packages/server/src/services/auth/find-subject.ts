import { notFound } from '@binnacle/kube/api';
import type { Caller } from '../operation.ts';
import type { Auth } from './auth.ts';
import { toCaller } from './to-caller.ts';

/** A user, an API key, or somebody who is in one group and nothing else. Throws NotFound. */
export const findSubject = async (
  { users, keys }: Pick<Auth, 'users' | 'keys'>,
  { kind, name }: { kind: string; name: string },
): Promise<Caller> => {
  if (kind === 'group') return { username: '', displayName: name, roles: [], groups: [name], anonymous: false };
  if (kind === 'user') return toCaller(await users.get(name), {});
  const key = (await keys.list()).find(({ id }) => id === name);
  if (!key) throw notFound({ group: '', plural: 'keys' }, name);
  return toCaller(await users.get(key.username), { keyId: key.id, keyRoles: key.roles });
};
