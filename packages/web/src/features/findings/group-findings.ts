import type { FindingSeverity, WireFinding } from '@binnacle/api';

/** Findings of one code. */
export interface FindingGroup {
  code: string;
  severity: FindingSeverity;
  title: string;
  recommendation: string;
  items: readonly WireFinding[];
}

const matches = ({ code, title, message, object }: WireFinding, words: readonly string[]): boolean => {
  const text = [code, title, message, object.kind, object.namespace, object.name].join(' ').toLowerCase();
  return words.every((word) => text.includes(word));
};

/** Those that fit, by code, in the order in which they came: the worst first. */
export const groupFindings = (
  items: readonly WireFinding[],
  { severity, text }: { severity: FindingSeverity | undefined; text: string },
): FindingGroup[] => {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const groups = new Map<string, FindingGroup & { items: WireFinding[] }>();
  for (const item of items) {
    if ((severity !== undefined && item.severity !== severity) || !matches(item, words)) continue;
    const { code, title, recommendation } = item;
    const group = groups.get(code) ?? { code, severity: item.severity, title, recommendation, items: [] };
    group.items.push(item);
    groups.set(code, group);
  }
  return [...groups.values()];
};
