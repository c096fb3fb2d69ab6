/**
 * Walks JSON as bytes, without making values of it: to find where a field begins and ends in a large object costs a
 * fraction of parsing it. The input is what an API server sent, well-formed; broken input throws RangeError.
 */

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openObject = 0x7b;
const closeObject = 0x7d;
const openArray = 0x5b;
const closeArray = 0x5d;

const broken = (at: number): never => {
  throw new RangeError(`broken JSON at byte ${at}`);
};

/** The first byte at or after `at` that is no white space. */
export const skipSpace = (json: Buffer, at: number): number => {
  let i = at;
  for (;;) {
    const byte = json[i];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return i;
    i += 1;
  }
};

/** `at` is the opening quote; the answer is the byte after the closing one. */
const skipString = (json: Buffer, at: number): number => {
  const end = json.length;
  for (let i = at + 1; i < end; i += 1) {
    const byte = json[i];
    if (byte === quote) return i + 1;
    if (byte === backslash) i += 1;
  }
  return broken(at);
};

/** The byte after the value that begins at `at`. */
export const skipValue = (json: Buffer, at: number): number => {
  const end = json.length;
  const first = json[at];
  if (first === quote) return skipString(json, at);
  if (first === openObject || first === openArray) {
    let depth = 0;
    for (let i = at; i < end;) {
      const byte = json[i];
      if (byte === quote) {
        i = skipString(json, i);
        continue;
      }
      i += 1;
      if (byte === openObject || byte === openArray) depth += 1;
      else if (byte === closeObject || byte === closeArray) {
        depth -= 1;
        if (depth === 0) return i;
      }
    }
    return broken(at);
  }
  let i = at;
  while (i < end) {
    const byte = json[i]!;
    if (byte === comma || byte === closeObject || byte === closeArray || byte <= 0x20) break;
    i += 1;
  }
  return i === at ? broken(at) : i;
};

/** Where a field of an object begins: the quote of its key, and its value. */
export interface FieldSpan {
  key: string;
  start: number;
  valueStart: number;
}

/**
 * Visits the fields of the object that begins at `at`. The visitor answers the end of the value, which it finds by reading
 * it or by `skipValue`, so that nothing is walked twice; -1 ends the visit. The answer is the byte after the object, or -1.
 */
export const visitFields = (json: Buffer, at: number, visit: (field: FieldSpan) => number): number => {
  if (json[at] !== openObject) broken(at);
  let i = skipSpace(json, at + 1);
  while (json[i] !== closeObject) {
    if (json[i] !== quote) broken(i);
    const keyEnd = skipString(json, i);
    const afterKey = skipSpace(json, keyEnd);
    if (json[afterKey] !== colon) broken(afterKey);
    const valueStart = skipSpace(json, afterKey + 1);
    const end = visit({ key: json.toString('utf8', i + 1, keyEnd - 1), start: i, valueStart });
    if (end < 0) return -1;
    i = skipSpace(json, end);
    if (json[i] === comma) i = skipSpace(json, i + 1);
    else if (json[i] !== closeObject) broken(i);
  }
  return i + 1;
};

/** Visits the items of the array that begins at `at`; the answer is the byte after it. */
export const visitItems = (json: Buffer, at: number, visit: (start: number, end: number) => void): number => {
  if (json[at] !== openArray) broken(at);
  let i = skipSpace(json, at + 1);
  while (json[i] !== closeArray) {
    const end = skipValue(json, i);
    visit(i, end);
    i = skipSpace(json, end);
    if (json[i] === comma) i = skipSpace(json, i + 1);
    else if (json[i] !== closeArray) broken(i);
  }
  return i + 1;
};

/** The value between two positions. */
export const parseSlice = (json: Buffer, start: number, end: number): unknown =>
  JSON.parse(json.toString('utf8', start, end));

/**
 * The scalar at a path as text (`true`, `3`, `Running`); undefined when absent or null; `composite` for an object or list.
 */
export const readScalar = (json: Buffer, path: readonly string[]): string | undefined | typeof composite => {
  let at = skipSpace(json, 0);
  for (const segment of path) {
    if (json[at] !== openObject) return undefined;
    let found = -1;
    visitFields(json, at, (field) => {
      if (field.key !== segment) return skipValue(json, field.valueStart);
      found = field.valueStart;
      return -1;
    });
    if (found < 0) return undefined;
    at = found;
  }
  if (json[at] === openObject || json[at] === openArray) return composite;
  const value = parseSlice(json, at, skipValue(json, at));
  return value === null ? undefined : String(value);
};

/** Stands for a value that is no scalar. */
export const composite = Symbol('composite');
