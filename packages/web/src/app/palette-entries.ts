/** One thing that the palette can go to. */
export interface PaletteEntry {
  id: string;
  type: 'page' | 'kind' | 'cluster' | 'namespace' | 'object';
  label: string;
  /** Said beside the label instead of the type. */
  note?: string;
  /** Other words it is found by. */
  words: string;
  href: string;
}

/** How well an entry answers: higher is better, -1 is not at all. Beginnings count more than middles. */
const scoreOf = (entry: PaletteEntry, needle: string): number => {
  const label = entry.label.toLowerCase();
  if (label === needle) return 4;
  if (label.startsWith(needle)) return 3;
  if (label.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(needle))) return 2;
  if (label.includes(needle)) return 1;
  return entry.words.toLowerCase().includes(needle) ? 0 : -1;
};

/** The entries that match, best first; all of them in their own order when nothing is asked. */
export const searchEntries = (entries: readonly PaletteEntry[], text: string, most: number): PaletteEntry[] => {
  const needle = text.trim().toLowerCase();
  if (needle === '') return entries.slice(0, most);
  return entries
    .map((entry, at) => ({ entry, at, score: scoreOf(entry, needle) }))
    .filter(({ score }) => score >= 0)
    .sort((a, b) => b.score - a.score || a.at - b.at)
    .slice(0, most)
    .map(({ entry }) => entry);
};
