import { expect, it } from 'vitest';
import { selectorTextOf } from './selector-text.ts';

it.each([
  [{}, ''],
  [{ app: 'cart' }, 'app=cart'],
  [{ matchLabels: { app: 'cart', tier: 'web' } }, 'app=cart,tier=web'],
  [
    {
      matchLabels: { app: 'cart' },
      matchExpressions: [
        { key: 'env', operator: 'In', values: ['prod', 'test'] },
        { key: 'zone', operator: 'NotIn', values: ['a'] },
        { key: 'canary', operator: 'DoesNotExist' },
        { key: 'team', operator: 'Exists' },
      ],
    },
    'app=cart,env in (prod,test),zone notin (a),!canary,team',
  ],
])('%j → %s', (selector, text) => {
  expect(selectorTextOf(selector)).toBe(text);
});
