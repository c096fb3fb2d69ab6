import { describe, expect, it } from 'vitest';
import {
  changeCatalogue,
  chartIds,
  chartScopes,
  defaultCatalogue,
  fillQuery,
  parseCatalogueChanges,
} from './catalogue.ts';
import { podPattern } from './pod-names.ts';

const values = {
  namespace: 'shop',
  name: 'web.one',
  pods: podPattern('statefulsets.apps', 'db.1'),
  windowSeconds: 300,
};

describe('the catalogue of queries', () => {
  it('leaves nothing to fill in', () => {
    for (const scope of chartScopes)
      for (const id of chartIds) expect(fillQuery(defaultCatalogue[scope][id], values)).not.toContain('$');
  });

  it('keeps what is filled in within its quotes', () => {
    expect(fillQuery('a{n="$namespace",p=~"$pattern"}', { ...values, namespace: '"} or up{x="' })).toBe(
      'a{n="\\"} or up{x=\\"",p=~"web\\\\.one"}',
    );
    expect(fillQuery('rate(a{p=~"$pods"}[$window])', values)).toBe('rate(a{p=~"db\\\\.1-[0-9]+"}[300s])');
  });

  it('takes the queries of a file in place of its own', () => {
    const changed = changeCatalogue(defaultCatalogue, parseCatalogueChanges({ pod: { cpu: 'mine{pod="$name"}' } }));
    expect(changed.pod.cpu).toBe('mine{pod="$name"}');
    expect(changed.pod.memory).toBe(defaultCatalogue.pod.memory);
  });

  it.each([
    [[], 'the file must be a mapping'],
    [{ galaxy: {} }, '"galaxy" is no scope: use one of cluster, node, namespace, workload, pod'],
    [{ pod: 'cpu' }, 'pod must be a mapping'],
    [{ pod: { disk: 'x' } }, '"pod.disk" is no chart: use one of cpu, memory, receive, transmit'],
    [{ pod: { cpu: ' ' } }, '"pod.cpu" must be a query'],
    [
      { pod: { cpu: 'a{x="$uid"}' } },
      '"pod.cpu" has $uid: what is filled in is $namespace, $name, $pattern, $pods, $window',
    ],
  ])('says what is wrong with %j', (given, message) => expect(() => parseCatalogueChanges(given)).toThrow(message));
});
