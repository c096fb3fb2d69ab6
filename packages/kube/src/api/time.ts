/** Moments as Kubernetes writes them. Source: apimachinery `metav1.Time`, `metav1.MicroTime`. */

/** What is written within a second is one text, however many objects have it. */
let latest = { second: NaN, text: '' };

/** RFC 3339 in UTC, whole seconds: `2026-01-31T08:00:00Z`. */
export const toTime = (epochMs: number): string => {
  const second = Math.floor(epochMs / 1000);
  if (second !== latest.second) latest = { second, text: `${new Date(epochMs).toISOString().slice(0, 19)}Z` };
  return latest.text;
};

/** RFC 3339 in UTC with microseconds, as Leases and new-style Events have them. */
export const toMicroTime = (epochMs: number): string => `${new Date(epochMs).toISOString().slice(0, 23)}000Z`;

const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** Epoch ms of RFC 3339 text; undefined for anything else. */
export const fromTime = (text: unknown): number | undefined => {
  if (typeof text !== 'string' || !RFC3339.test(text)) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
};
