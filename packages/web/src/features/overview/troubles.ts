import type { RowsReply, WireKind, WireRow } from '@binnacle/api';
import { cellOf } from '../../resource/cell-of.ts';
import { parseRatio } from '../../ui/tone.ts';

/** An object that is not as it should be now. */
export interface Trouble {
  kind: WireKind;
  row: WireRow;
  /** A status word of Kubernetes, e.g. `CrashLoopBackOff`; '' when only the count is short. */
  status: string;
  /** `have/want`. */
  ready: string;
}

const finished = new Set(['Completed', 'Succeeded']);

/** The rows of a list that are in trouble: a status other than Running, or fewer ready than wanted. */
export const troublesOf = (kind: WireKind, reply: RowsReply): Trouble[] =>
  reply.rows.flatMap((row) => {
    const status = cellOf(reply, row, 'Status');
    const ready = cellOf(reply, row, 'Ready');
    if (finished.has(status)) return [];
    const ratio = parseRatio(ready);
    const short = ratio !== undefined && ratio.have < ratio.want;
    const odd = status !== '' && status !== 'Running';
    return short || odd ? [{ kind, row, status: odd ? status : '', ready }] : [];
  });

/** Each object once, in the order of first mention. */
export const withoutRepeats = (troubles: readonly Trouble[]): Trouble[] => {
  const seen = new Set<string>();
  return troubles.filter(({ row }) => !seen.has(row.uid) && seen.add(row.uid));
};
