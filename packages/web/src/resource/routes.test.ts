import { describe, expect, it } from 'vitest';
import {
  parseListParameters,
  parseRoute,
  toClusterPath,
  toDetailPath,
  toFleetPath,
  toListPath,
  toOverviewPath,
  toSearch,
} from './routes.ts';

const cluster = 'arn:aws:eks:eu-1:42:cluster/prod 北';

describe('routes', () => {
  it('come back as they were, whatever the names hold', () => {
    const list = { cluster, group: '', version: 'v1', plural: 'pods' };
    const detail = { cluster, group: 'apps', version: 'v1', plural: 'deployments', namespace: 'shop', name: 'cart' };
    expect(parseRoute(toOverviewPath(cluster))).toEqual({ page: 'overview', cluster });
    expect(parseRoute(toListPath(list))).toEqual({ page: 'list', ...list });
    expect(parseRoute(toDetailPath(detail))).toEqual({ page: 'detail', ...detail });
    expect(parseRoute(toFleetPath('users', 'a/b'))).toEqual({ page: 'fleet', id: 'users', rest: ['a/b'] });
    const page = { page: 'cluster', cluster, id: 'rollouts', rest: ['shop', 'a/b'] };
    expect(parseRoute(toClusterPath(cluster, 'rollouts', 'shop', 'a/b'))).toEqual(page);
  });

  it('write the core group and no namespace so that they can be read', () => {
    expect(toDetailPath({ cluster: 'c', group: '', version: 'v1', plural: 'nodes', namespace: '', name: 'n1' })).toBe(
      '/clusters/c/core/v1/nodes/-/n1',
    );
    expect(parseRoute('/clusters/c/core/v1/nodes/-/n1')).toMatchObject({ page: 'detail', group: '', namespace: '' });
  });

  it.each([
    ['/', 'home'],
    ['/clusters', 'fleet'],
    ['/audit/today', 'fleet'],
    ['/clusters/c/-', 'unknown'],
    ['/clusters/c/-/rollouts/shop/cart', 'cluster'],
    ['/clusters/c/core', 'unknown'],
    ['/clusters/c/core/v1/pods/shop', 'unknown'],
    ['/clusters/c/core/v1/pods/shop/a/b', 'unknown'],
    ['/clusters/%E0%A4%A', 'overview'],
  ])('%s is %s', (path, page) => {
    expect(parseRoute(path).page).toBe(page);
  });
});

describe('list parameters', () => {
  it('come back as they were', () => {
    const parameters = {
      namespaces: ['a', 'b'],
      keyword: 'x&y',
      labels: 'app in (a,b)',
      fields: 'status.phase!=Running',
      sortBy: 'Restarts',
      order: 'desc' as const,
    };
    expect(parseListParameters(toSearch(parameters))).toEqual(parameters);
  });

  it('leave defaults out', () => {
    expect(toSearch(parseListParameters(''))).toBe('');
  });
});
