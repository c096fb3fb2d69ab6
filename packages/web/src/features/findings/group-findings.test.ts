import type { FindingSeverity, WireFinding } from '@binnacle/api';
import { describe, expect, it } from 'vitest';
import { groupFindings } from './group-findings.ts';

const finding = (code: string, severity: FindingSeverity, name: string): WireFinding => ({
  code,
  severity,
  title: `${code} happens`,
  message: `${name} is at fault`,
  recommendation: 'do something',
  object: { group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespace: 'shop', name },
});
const items = [
  finding('PodCrashLooping', 'critical', 'cart'),
  finding('PodCrashLooping', 'critical', 'orders'),
  finding('PodProbeFailing', 'warning', 'cart'),
];
const shown = (filter: Parameters<typeof groupFindings>[1]) =>
  groupFindings(items, filter).map(({ code, causes }) => [
    code,
    causes.flatMap(({ items: of }) => of.map(({ object }) => object.name)),
  ]);

describe('findings', () => {
  it('stand together by code, in the order in which they came', () => {
    expect(shown({ severity: undefined, text: '' })).toEqual([
      ['PodCrashLooping', ['cart', 'orders']],
      ['PodProbeFailing', ['cart']],
    ]);
  });

  it('are found by severity and by all the words', () => {
    expect(shown({ severity: 'warning', text: '' })).toEqual([['PodProbeFailing', ['cart']]]);
    expect(shown({ severity: undefined, text: 'SHOP  orders' })).toEqual([['PodCrashLooping', ['orders']]]);
    expect(shown({ severity: 'info', text: '' })).toEqual([]);
  });

  it('of the Pods of one workload are one cause', () => {
    const of = (name: string, workload?: string): WireFinding => ({
      ...finding('PodCrashLooping', 'critical', name),
      ...(workload === undefined ? {} : { workload: { group: 'apps', kind: 'Deployment', name: workload } }),
    });
    const [group] = groupFindings([of('cart-1', 'cart'), of('lone'), of('cart-2', 'cart')], {
      severity: undefined,
      text: '',
    });
    expect(group?.causes.map(({ items: pods }) => pods.map(({ object }) => object.name))).toEqual([
      ['cart-1', 'cart-2'],
      ['lone'],
    ]);
  });
});
