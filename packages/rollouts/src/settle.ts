import { sameJson } from './api/index.ts';

interface Decision {
  status: object;
  upkeep?: readonly unknown[];
  writes: readonly unknown[];
  events?: readonly unknown[];
}

/** More moves than any release makes without something to wait for. */
const mostMoves = 30;

/**
 * Decides until there is something to write, or nothing more to decide: moves of the status alone are made together, for
 * each would cost a call and a pass. What is written is still the status first, then the writes that follow from it.
 */
export const settle = <D extends Decision>(start: object | undefined, decide: (status: object | undefined) => D): D => {
  let decision = decide(start);
  let before = start;
  const events = [...(decision.events ?? [])];
  for (let move = 0; move < mostMoves; move += 1) {
    const { status, upkeep = [], writes } = decision;
    if (upkeep.length > 0 || writes.length > 0 || sameJson(status, before)) break;
    const next = decide(status);
    // What would be done anew from there belongs to the pass that sees this status.
    if ((next.upkeep ?? []).length > 0) break;
    before = status;
    decision = next;
    events.push(...(next.events ?? []));
  }
  return decision.events === undefined ? decision : { ...decision, events };
};
