/** Rows asked for at once: several screens, so that ordinary scrolling never shows an empty row. */
export const windowSize = 200;
/** A window is moved when the screen comes nearer than this to its edge. */
const margin = 40;
/** Windows begin at multiples of this, so that small movements ask for nothing. */
const step = 20;

/** Where the window should begin for rows `first…last` (whole-list places) to be well inside it. */
export const moveWindow = (offset: number, screen: { first: number; last: number; total: number }): number => {
  const { first, last, total } = screen;
  const topIsNear = offset > 0 && first < offset + margin;
  const endIsNear = offset + windowSize < total && last > offset + windowSize - margin;
  if (!topIsNear && !endIsNear) return offset;
  const middle = (first + last) / 2;
  const wanted = Math.floor((middle - windowSize / 2) / step) * step;
  const latest = Math.max(0, Math.ceil((total - windowSize) / step) * step);
  return Math.min(Math.max(0, wanted), latest);
};
