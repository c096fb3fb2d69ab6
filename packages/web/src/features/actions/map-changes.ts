/** One line of a map as it is edited. */
export interface MapEntry {
  id: number;
  key: string;
  value: string;
}

/** Why the entries are no map; undefined when they are one. Entries with neither key nor value count as absent. */
export const mapProblemOf = (entries: readonly MapEntry[]): { id: number; problem: 'noKey' | 'twice' } | undefined => {
  const seen = new Set<string>();
  for (const { id, key, value } of entries) {
    if (key === '' && value === '') continue;
    if (key === '') return { id, problem: 'noKey' };
    if (seen.has(key)) return { id, problem: 'twice' };
    seen.add(key);
  }
  return undefined;
};

/** What a merge patch must say to make `before` what the entries say: null for keys that are gone. */
export const mapChangesOf = (
  before: Readonly<Record<string, string>>,
  entries: readonly MapEntry[],
): Record<string, string | null> => {
  const after = new Map(entries.filter(({ key }) => key !== '').map(({ key, value }) => [key, value]));
  const removed = Object.keys(before).filter((key) => !after.has(key));
  const set = [...after].filter(([key, value]) => before[key] !== value);
  return Object.fromEntries([...set, ...removed.map((key): [string, null] => [key, null])]);
};
