import type { FindingSeverity, WireFinding } from '@binnacle/api';

/** Findings of one code. */
export interface FindingGroup {
  code: string;
  severity: FindingSeverity;
  title: string;
  recommendation: string;
  /** One for each workload whose Pods have it, and for each other object. */
  causes: readonly FindingCause[];
}

/** Findings of the Pods of one workload, or of one object by itself. */
export interface FindingCause {
  key: string;
  /** At least one. */
  items: readonly WireFinding[];
}

const keyOf = ({ object, workload }: WireFinding): string =>
  workload === undefined
    ? `${object.plural}.${object.group}/${object.namespace}/${object.name}`
    : `${workload.kind}.${workload.group}/${object.namespace}/${workload.name}`;

/** In the order of first mention. */
const groupBy = (
  items: readonly WireFinding[],
  keyOfItem: (item: WireFinding) => string,
): Map<string, WireFinding[]> => {
  const groups = new Map<string, WireFinding[]>();
  for (const item of items) {
    const group = groups.get(keyOfItem(item));
    if (group === undefined) groups.set(keyOfItem(item), [item]);
    else group.push(item);
  }
  return groups;
};

const toCauses = (items: readonly WireFinding[]): FindingCause[] =>
  [...groupBy(items, keyOf)].map(([key, own]) => ({ key, items: own }));

const matches = ({ code, title, message, object, workload }: WireFinding, words: readonly string[]): boolean => {
  const text = [code, title, message, object.kind, object.namespace, object.name, workload?.name]
    .join(' ')
    .toLowerCase();
  return words.every((word) => text.includes(word));
};

/** Those that fit, by code, in the order in which they came: the worst first. */
export const groupFindings = (
  items: readonly WireFinding[],
  { severity, text }: { severity: FindingSeverity | undefined; text: string },
): FindingGroup[] => {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = items.filter((item) => (severity === undefined || item.severity === severity) && matches(item, words));
  return [...groupBy(shown, ({ code }) => code)].map(([code, own]) => {
    const { severity: worst, title, recommendation } = own[0] as WireFinding;
    return { code, severity: worst, title, recommendation, causes: toCauses(own) };
  });
};
