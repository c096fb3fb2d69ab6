import { describe, expect, it } from 'vitest';
import type { Operation } from '../operation.ts';
import { authorize } from './index.ts';

const caller = (...roles: string[]) => ({ username: 'ada', displayName: 'Ada', roles, anonymous: false });
const may = (roles: string[] | undefined, access: Operation['access']): string => {
  try {
    authorize(roles && caller(...roles), { id: 'pods.restart', access });
    return 'yes';
  } catch (error) {
    return (error as { reason: string }).reason;
  }
};

describe('authorize', () => {
  it('orders the roles', () => {
    const table = [undefined, [], ['viewer'], ['operator'], ['admin']].map((roles) =>
      (['public', 'user', 'viewer', 'operator', 'admin'] as const).map((access) => may(roles, access)),
    );
    expect(table).toEqual([
      ['yes', 'Unauthorized', 'Unauthorized', 'Unauthorized', 'Unauthorized'],
      ['yes', 'yes', 'Forbidden', 'Forbidden', 'Forbidden'],
      ['yes', 'yes', 'yes', 'Forbidden', 'Forbidden'],
      ['yes', 'yes', 'yes', 'yes', 'Forbidden'],
      ['yes', 'yes', 'yes', 'yes', 'yes'],
    ]);
  });

  it('names what is missing', () => {
    expect(() => authorize(caller('viewer'), { id: 'pods.restart', access: 'operator' })).toThrow(
      'forbidden: user "ada" has the role viewer, and pods.restart needs the role operator',
    );
  });
});
