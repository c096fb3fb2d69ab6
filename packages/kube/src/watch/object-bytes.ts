import { parseSlice, skipSpace, skipValue, visitFields, visitItems } from './json-bytes.ts';

/** What tells one state of an object from another, read from its bytes without parsing the rest. */
export interface ObjectHead {
  namespace: string;
  name: string;
  uid: string;
  resourceVersion: string;
  /** Bytes to leave out: `managedFields` with its comma. Empty when absent. */
  cut: { start: number; end: number };
  /** True when the object says its own kind; items of built-in lists do not. */
  typed: boolean;
}

const comma = 0x2c;

/**
 * Reads the head of the object that begins at `start`. The scan ends behind `metadata` unless `typed` must be known,
 * because `kind` may come later.
 */
export const readHead = (json: Buffer, start: number, options: { needsTyped?: boolean } = {}): ObjectHead => {
  const head: ObjectHead = {
    namespace: '',
    name: '',
    uid: '',
    resourceVersion: '',
    cut: { start: 0, end: 0 },
    typed: false,
  };
  let metadataSeen = false;
  visitFields(json, start, ({ key, valueStart }) => {
    if (key === 'kind') head.typed = true;
    if (key !== 'metadata') {
      return metadataSeen && head.typed ? -1 : skipValue(json, valueStart);
    }
    metadataSeen = true;
    const end = readMetadata(json, valueStart, head);
    return options.needsTyped === true && !head.typed ? end : -1;
  });
  return head;
};

/** The answer is the byte after it. */
const readMetadata = (json: Buffer, start: number, head: ObjectHead): number => {
  let previousEnd = 0;
  return visitFields(json, start, ({ key, start: fieldStart, valueStart }) => {
    const end = skipValue(json, valueStart);
    switch (key) {
      case 'name':
      case 'namespace':
      case 'uid':
      case 'resourceVersion': {
        const value = parseSlice(json, valueStart, end);
        if (typeof value === 'string') head[key] = value;
        break;
      }
      case 'managedFields': {
        const next = skipSpace(json, end);
        // The comma before goes with it; without one before, the comma after does.
        head.cut =
          previousEnd > 0
            ? { start: previousEnd, end }
            : { start: fieldStart, end: json[next] === comma ? next + 1 : end };
        break;
      }
    }
    previousEnd = end;
    return end;
  });
};

/**
 * The object's bytes in memory of their own, outside the JavaScript heap and exactly as large as needed, without
 * managedFields. `typeMeta` (`"kind":"Pod","apiVersion":"v1",`) is put in front where the object does not say its kind.
 */
export const copyObject = (
  json: Buffer,
  span: { start: number; end: number },
  options: { head: ObjectHead; typeMeta?: Buffer },
): Buffer => {
  const { cut } = options.head;
  const added = options.typeMeta !== undefined && !options.head.typed ? options.typeMeta : undefined;
  const size = span.end - span.start - (cut.end - cut.start) + (added?.length ?? 0);
  // The pooled allocators would keep 8 kB slabs alive for one object in them.
  const copy = Buffer.allocUnsafeSlow(size);
  let at = 0;
  let from = span.start;
  if (added !== undefined) {
    copy[0] = 0x7b;
    added.copy(copy, 1);
    at = 1 + added.length;
    from += 1;
  }
  if (cut.end > cut.start) {
    at += json.copy(copy, at, from, cut.start);
    from = cut.end;
  }
  json.copy(copy, at, from, span.end);
  return copy;
};

export interface ListPage {
  resourceVersion: string;
  continue: string;
}

/** Visits the items of a list answer and reads its metadata. */
export const readListPage = (json: Buffer, visit: (start: number, end: number) => void): ListPage => {
  const page: ListPage = { resourceVersion: '', continue: '' };
  visitFields(json, skipSpace(json, 0), ({ key, valueStart }) => {
    // An empty list may come as null.
    if (key === 'items' && json[valueStart] === 0x5b) return visitItems(json, valueStart, visit);
    const end = skipValue(json, valueStart);
    if (key === 'metadata') Object.assign(page, parseSlice(json, valueStart, end));
    return end;
  });
  return page;
};
