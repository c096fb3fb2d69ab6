import { expect, it } from 'vitest';
import { chartScopeOf } from './chart-scope.ts';

const at = { namespace: 'shop', name: 'web' };

it('knows what is charted of an object', () => {
  expect(chartScopeOf({ group: '', plural: 'pods' }, at)).toEqual({ scope: 'pod', ...at });
  expect(chartScopeOf({ group: '', plural: 'nodes' }, { namespace: '', name: 'n1' })).toEqual({
    scope: 'node',
    name: 'n1',
  });
  expect(chartScopeOf({ group: '', plural: 'namespaces' }, { namespace: '', name: 'shop' })).toEqual({
    scope: 'namespace',
    namespace: 'shop',
  });
  expect(chartScopeOf({ group: 'apps', plural: 'deployments' }, at)).toEqual({
    scope: 'workload',
    kind: 'deployments.apps',
    ...at,
  });
  expect(chartScopeOf({ group: '', plural: 'services' }, at)).toBeUndefined();
});
