import { diffLines } from 'diff';

/** One line of a comparison; of a skipped stretch, `text` is the number of its lines. */
export interface DiffLine {
  type: 'same' | 'removed' | 'added' | 'skipped';
  text: string;
}

/** Unchanged lines shown around a change. */
const context = 3;

const toText = (value: unknown): string => (value === undefined ? '' : `${JSON.stringify(value, null, 2)}\n`);

/** Two values as indented JSON, compared line by line. Long unchanged stretches are counted rather than shown. */
export const toDiffLines = (before: unknown, after: unknown): DiffLine[] => {
  const parts = diffLines(toText(before), toText(after));
  return parts.flatMap(({ value, added, removed }, index): DiffLine[] => {
    const lines = value.replace(/\n$/, '').split('\n');
    if (added || removed) return lines.map((text) => ({ type: added ? 'added' : 'removed', text }));
    const head = index === 0 ? 0 : context;
    const tail = index === parts.length - 1 ? 0 : context;
    const same = (texts: string[]): DiffLine[] => texts.map((text) => ({ type: 'same', text }));
    const skipped = lines.length - head - tail;
    if (skipped <= 1) return same(lines);
    return [
      ...same(lines.slice(0, head)),
      { type: 'skipped', text: String(skipped) },
      ...same(lines.slice(lines.length - tail)),
    ];
  });
};
