/** Objects of one template say the same in many of their parts: equal parts are one value. */

/** Fields that are large, or there in all objects of a template, and seldom change. */
const SHARED: ReadonlySet<string> = new Set([
  'annotations',
  'allocatedResources',
  'env',
  'hostIPs',
  'labels',
  'lastState',
  'livenessProbe',
  'ownerReferences',
  'ports',
  'projected',
  'readinessProbe',
  'resources',
  'securityContext',
  'startupProbe',
  'state',
  'tolerations',
]);

/** Lists whose items are met again in other lists. */
const WITH_SHARED_ITEMS = 'conditions';

/** So many parts are remembered twice over: those met lately, and those met before. */
const REMEMBERED = 2_048;
/** Longer texts are seldom the same. */
const LONGEST = 8_192;

/** By their JSON. What is met again moves over; the rest is forgotten as a whole. */
let recent = new Map<string, object>();
let older = new Map<string, object>();

const shared = (value: object): object => {
  const text = JSON.stringify(value);
  if (text.length > LONGEST) return value;
  const met = recent.get(text);
  if (met !== undefined) return met;
  const part = older.get(text) ?? value;
  if (recent.size >= REMEMBERED) {
    older = recent;
    recent = new Map();
  }
  recent.set(text, part);
  return part;
};

const shareItems = (items: unknown[]): void => {
  for (const [index, item] of items.entries())
    if (typeof item === 'object' && item !== null && !Object.isFrozen(item)) items[index] = shared(item);
};

/**
 * Freezes a value and everything in it; parts that are the same in many objects are replaced by one. Parts that are
 * frozen already are shared with older versions and skipped.
 */
export const freezeShared = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const key in value) {
    const part = value[key];
    if (typeof part !== 'object' || part === null || Object.isFrozen(part)) continue;
    if (SHARED.has(key)) value[key] = shared(part) as typeof part;
    else if (key === WITH_SHARED_ITEMS && Array.isArray(part)) shareItems(part);
    freezeShared(value[key]);
  }
  return Object.freeze(value);
};
