import type { RowsReply, WireKind, WireRow } from '@binnacle/api';
import { expect, it } from 'vitest';
import { causesOf, troublesOf, withoutRepeats } from './troubles.ts';

const kind: WireKind = {
  group: '',
  version: 'v1',
  kind: 'Pod',
  plural: 'pods',
  namespaced: true,
  capabilities: [],
  columns: [],
};
const row = (uid: string, ...cells: string[]): WireRow => ({
  uid,
  namespace: 'shop',
  name: uid,
  resource_version: '1',
  created: '2026-11-01T00:00:00Z',
  cells,
});
const reply = (...rows: WireRow[]): RowsReply => ({
  columns: [
    { name: 'Ready', type: 'string', priority: 0 },
    { name: 'Status', type: 'string', priority: 0 },
  ],
  rows,
  total: rows.length,
  offset: 0,
  freshness: { state: 'synced', since: '2026-11-01T00:00:00Z' },
});

it('finds what is not ready or not running, and lets finished Pods rest', () => {
  const found = troublesOf(
    kind,
    reply(
      row('well', '1/1', 'Running'),
      row('half', '1/2', 'Running'),
      row('crash', '0/1', 'CrashLoopBackOff'),
      row('done', '0/1', 'Completed'),
      row('going', '1/1', 'Terminating'),
    ),
  );
  expect(found.map((item) => [item.row.uid, item.status, item.ready])).toEqual([
    ['half', '', '1/2'],
    ['crash', 'CrashLoopBackOff', '0/1'],
    ['going', 'Terminating', '1/1'],
  ]);
});

it('works where there is no status column', () => {
  const deployments = {
    ...reply(row('a', '0/3'), row('b', '3/3')),
    columns: [{ name: 'Ready', type: 'string', priority: 0 }] as const,
  };
  expect(troublesOf(kind, { ...deployments, columns: [...deployments.columns] }).map((item) => item.row.uid)).toEqual([
    'a',
  ]);
});

it('mentions each object once', () => {
  const found = troublesOf(kind, reply(row('a', '0/1', 'Pending')));
  expect(withoutRepeats([...found, ...found])).toHaveLength(1);
});

it('puts the Pods of a workload under it, with what they say and how many they are', () => {
  const deployments: WireKind = { ...kind, group: 'apps', kind: 'Deployment', plural: 'deployments' };
  const owner = { group: 'apps', kind: 'Deployment', name: 'cart' };
  const short = { ...reply(row('cart', '0/3')), columns: [{ name: 'Ready', type: 'string' as const, priority: 0 }] };
  const pods = troublesOf(
    kind,
    reply(
      { ...row('cart-1', '0/1', 'CrashLoopBackOff'), owner, created: '2026-11-03T00:00:00Z' },
      { ...row('cart-2', '0/1', 'ImagePullBackOff'), owner, created: '2026-11-02T00:00:00Z' },
      { ...row('odd', '0/1', 'Error'), owner: { group: 'example.com', kind: 'Unknown', name: 'maker' } },
      row('lone', '0/1', 'Running'),
    ),
  );
  const causes = causesOf([...troublesOf(deployments, short), ...pods], [kind, deployments]);
  expect(
    causes.map(({ kind: at, name, statuses, ready, pods: count }) => [at.kind, name, statuses, ready, count]),
  ).toEqual([
    ['Deployment', 'cart', ['CrashLoopBackOff', 'ImagePullBackOff'], '0/3', 2],
    ['Pod', 'odd', ['Error'], '0/1', 0],
    ['Pod', 'lone', [], '0/1', 0],
  ]);
  expect(causes[0]?.since).toBe('2026-11-02T00:00:00Z');
});
