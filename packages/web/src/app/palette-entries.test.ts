import { describe, expect, it } from 'vitest';
import { searchEntries, type PaletteEntry } from './palette-entries.ts';

const entry = (label: string, words = ''): PaletteEntry => ({ id: label, type: 'kind', label, words, href: '/' });
const entries = [
  entry('ReplicaSets'),
  entry('Pods'),
  entry('PodTemplates'),
  entry('shop-pods'),
  entry('Services', 'svc'),
];
const labels = (text: string, most = 10): string[] => searchEntries(entries, text, most).map((item) => item.label);

describe('searchEntries', () => {
  it('puts beginnings before words before middles', () => {
    expect(labels('pod')).toEqual(['Pods', 'PodTemplates', 'shop-pods']);
    expect(labels('pods')).toEqual(['Pods', 'shop-pods']);
  });
  it('finds other words', () => {
    expect(labels('SVC')).toEqual(['Services']);
  });
  it('shows the first ones when nothing is asked, and none when nothing matches', () => {
    expect(labels(' ', 2)).toEqual(['ReplicaSets', 'Pods']);
    expect(labels('zzz')).toEqual([]);
  });
});
