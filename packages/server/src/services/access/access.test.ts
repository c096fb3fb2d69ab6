import { beforeEach, describe, expect, it } from 'vitest';
import { createManualClock } from '@binnacle/kube/clock';
import { createKeyRing, openStore, type Store } from '../../store/index.ts';
import type { Caller } from '../operation.ts';
import { createSecretKey } from '../secrets/index.ts';
import { createAccess, type Access, type Action, type Level } from './index.ts';

const clock = createManualClock();
const caller = (more: Partial<Caller> = {}): Caller => ({
  username: 'ada',
  displayName: 'Ada',
  roles: [],
  groups: [],
  anonymous: false,
  ...more,
});
const action = (more: Partial<Action> = {}): Action => ({
  id: 'resources.list',
  verb: 'list',
  level: 'viewer',
  resource: 'pods',
  cluster: 'east',
  narrows: false,
  ...more,
});
const rule = (more: object = {}) => ({
  clusters: ['*'],
  namespaces: ['*'],
  resources: ['*'],
  verbs: ['*'],
  ...more,
});

let store: Store;
let access: Access;
beforeEach(async () => {
  store = await openStore('sqlite::memory:', { clock, keys: createKeyRing(createSecretKey()) });
  access = await createAccess(store.access, clock);
  return () => store.close();
});

const may = (who: Caller, what: Partial<Action>): boolean => access.check(who, action(what)).allowed;
const seen = (who: Caller, names: string[]): string => {
  const only = access.authorize(who, action({ narrows: true }));
  return only === undefined ? 'all' : names.filter((name) => only.test(name)).join(' ');
};

describe('built-in roles', () => {
  it('reach up to their level', () => {
    const table = [[], ['viewer'], ['operator'], ['admin']].map((roles) =>
      (['viewer', 'operator', 'admin'] satisfies Level[]).map((level) => may(caller({ roles }), { level })),
    );
    expect(table).toEqual([
      [false, false, false],
      [true, false, false],
      [true, true, false],
      [true, true, true],
    ]);
  });

  it('say what is missing', () => {
    const restart = action({ id: 'pods.restart', verb: 'restart', level: 'operator', namespaces: ['shop'] });
    expect(() => access.authorize(undefined, restart)).toThrow('sign in first');
    expect(() => access.authorize(caller({ roles: ['viewer'] }), restart)).toThrow(
      'forbidden: user "ada" has the role viewer, and pods.restart needs the role operator',
    );
  });

  it('cannot be changed, and do not stand for unknown roles', async () => {
    const role = { name: 'admin', description: '', rules: [rule()] };
    await expect(access.updateRole(role)).rejects.toMatchObject({ code: 409 });
    await expect(access.removeRole('viewer')).rejects.toMatchObject({ code: 409 });
    await expect(access.createRole(role)).rejects.toMatchObject({ reason: 'AlreadyExists' });
    expect(may(caller({ roles: ['nothing'] }), {})).toBe(false);
    expect(() => access.requireRoles(['nothing'])).toThrow('roles names a role that does not exist: "nothing"');
  });
});

describe('custom roles', () => {
  const create = (rules: ReturnType<typeof rule>[]) => access.createRole({ name: 'custom', description: '', rules });
  const who = caller({ roles: ['custom'] });

  it('allow what one rule allows in all four respects', async () => {
    await create([
      rule({ clusters: ['east', 'test-*'], namespaces: ['shop'], resources: ['pods'], verbs: ['list', 'delete'] }),
      rule({ resources: ['deployments.apps'], verbs: ['viewer'] }),
    ]);
    const inShop = { namespaces: ['shop'] };
    expect(may(who, inShop)).toBe(true);
    expect(may(who, { ...inShop, cluster: 'test-7' })).toBe(true);
    expect(may(who, { ...inShop, verb: 'delete', level: 'operator' })).toBe(true);
    expect(may(who, { ...inShop, cluster: 'west' })).toBe(false);
    expect(may(who, { ...inShop, verb: 'logs' })).toBe(false);
    expect(may(who, { ...inShop, resource: 'services' })).toBe(false);
    expect(may(who, { namespaces: ['shop', 'bank'] })).toBe(false);
    expect(may(who, {})).toBe(false);
    expect(may(who, { resource: 'deployments.apps', cluster: 'west' })).toBe(true);
    expect(may(who, { resource: 'deployments.apps', level: 'operator', verb: 'scale' })).toBe(false);
  });

  it('reach the product’s own things only by name', async () => {
    await create([rule(), rule({ resources: ['binnacle/audit'], verbs: ['list'] })]);
    const own = (resource: string, verb: string): boolean => {
      const { cluster: _, ...rest } = action({ resource, verb, level: 'admin' });
      return access.check(who, rest).allowed;
    };
    expect(own('binnacle/audit', 'list')).toBe(true);
    expect(own('binnacle/audit', 'export')).toBe(false);
    expect(own('binnacle/users', 'list')).toBe(false);
    expect(access.rightsOf(who).isAdmin).toBe(false);
  });

  it('read patterns as patterns and nothing else', async () => {
    await create([rule({ namespaces: ['team-*', 'a.c', '(x)'] })]);
    expect(seen(who, ['team-a', 'team-', 'my-team-a', 'a.c', 'abc', '(x)', 'x', '*'])).toBe('team-a team- a.c (x)');
  });
});

describe('bindings', () => {
  it('give a role to a user or a group, within limits', async () => {
    await access.createBinding({
      role: 'viewer',
      subject: { kind: 'user', name: 'ada' },
      clusters: ['east'],
      namespaces: ['shop'],
    });
    await access.createBinding({
      role: 'operator',
      subject: { kind: 'group', name: 'dev' },
      clusters: ['*'],
      namespaces: ['dev-*'],
    });
    const dev = caller({ groups: ['dev'] });
    const names = ['shop', 'dev-1', 'bank'];
    expect(seen(caller(), names)).toBe('shop');
    expect(seen(dev, names)).toBe('shop dev-1');
    expect(seen(caller({ username: 'bob', groups: ['dev'] }), names)).toBe('dev-1');
    expect(seen(caller({ username: 'zoe', roles: ['viewer'] }), names)).toBe('all');
    expect(may(dev, { level: 'operator', namespaces: ['dev-1'] })).toBe(true);
    expect(may(dev, { level: 'operator', namespaces: ['shop'] })).toBe(false);
    expect(may(dev, { cluster: 'west', namespaces: ['shop'] })).toBe(false);
    expect([access.rightsOf(caller()).inCluster('east'), access.rightsOf(caller()).inCluster('west')]).toEqual([
      true,
      false,
    ]);
    expect(() => access.authorize(caller(), action({ cluster: 'west', narrows: true }))).toThrow(
      'user "ada" has no role, and resources.list needs the role viewer, or a rule for list on pods of cluster "west"',
    );
    const { id } = access.bindings()[0] ?? { id: '' };
    await access.removeBinding(id);
    await expect(access.removeBinding(id)).rejects.toMatchObject({ code: 404 });
  });

  it('within limits reach nothing that belongs to all', async () => {
    await access.createBinding({
      role: 'admin',
      subject: { kind: 'user', name: 'ada' },
      clusters: ['*'],
      namespaces: ['shop'],
    });
    const { cluster: _, ...users } = action({ resource: 'binnacle/users', level: 'admin' });
    expect(access.check(caller(), users).allowed).toBe(false);
    expect(may(caller(), { resource: 'nodes' })).toBe(false);
    expect(access.rightsOf(caller()).isAdmin).toBe(false);
  });

  it('keep a role from being removed, and hold for another server after a while', async () => {
    const other = await createAccess(store.access, clock);
    await access.createRole({ name: 'custom', description: '', rules: [rule()] });
    const binding = {
      role: 'custom',
      subject: { kind: 'user' as const, name: 'ada' },
      clusters: ['*'],
      namespaces: ['*'],
    };
    await access.createBinding(binding);
    await expect(access.createBinding({ ...binding, role: 'nothing' })).rejects.toMatchObject({ code: 400 });
    await expect(access.removeRole('custom')).rejects.toMatchObject({ code: 409 });
    expect(other.check(caller(), action()).allowed).toBe(false);
    await clock.advance(10_000);
    other.check(caller(), action());
    await expect.poll(() => other.check(caller(), action()).allowed).toBe(true);
  });
});

describe('API keys', () => {
  it('may do what both their owner and their roles may', async () => {
    await access.createRole({
      name: 'shop-reader',
      description: '',
      rules: [rule({ namespaces: ['shop'], verbs: ['list'] })],
    });
    const admin = caller({ roles: ['admin'] });
    const key = { ...admin, keyId: 'k', keyRoles: ['shop-reader'] };
    expect(may(key, { namespaces: ['shop'] })).toBe(true);
    expect(may(key, { namespaces: ['bank'] })).toBe(false);
    expect(seen(key, ['shop', 'bank'])).toBe('shop');
    expect(access.rightsOf(key).isAdmin).toBe(false);
    const limited = { ...caller({ roles: ['shop-reader'] }), keyId: 'k', keyRoles: ['admin'] };
    expect(may(limited, { namespaces: ['bank'] })).toBe(false);
    expect(may({ ...admin, keyId: 'k', keyRoles: [] }, {})).toBe(false);
  });
});
