const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const openObject = 0x7b;
const openArray = 0x5b;
const closeObject = 0x7d;
const closeArray = 0x5d;

/** The first key that an object of the JSON text has twice, and where. The text must be JSON: whoever parses it keeps the last alone. */
export const findRepeatedKey = (json: Buffer): { key: string; offset: number } | undefined => {
  /** Of what is open: the keys of an object, nothing for an array. */
  const open: (Set<string> | undefined)[] = [];
  let isKey = false;
  for (let i = 0; i < json.length; i += 1) {
    const byte = json[i];
    if (byte === quote) {
      const end = endOfText(json, i);
      const keys = isKey ? open.at(-1) : undefined;
      if (keys !== undefined) {
        const key = JSON.parse(json.toString('utf8', i, end + 1)) as string;
        if (keys.has(key)) return { key, offset: i };
        keys.add(key);
        isKey = false;
      }
      i = end;
    } else if (byte === openObject) {
      open.push(new Set());
      isKey = true;
    } else if (byte === openArray) {
      open.push(undefined);
    } else if (byte === closeObject || byte === closeArray) open.pop();
    else if (byte === comma) isKey = open.at(-1) !== undefined;
  }
  return undefined;
};

/** Of the closing quote. */
const endOfText = (json: Buffer, start: number): number => {
  for (let end = json.indexOf(quote, start + 1); end >= 0; end = json.indexOf(quote, end + 1)) {
    let escapes = 0;
    while (json[end - 1 - escapes] === backslash) escapes += 1;
    if (escapes % 2 === 0) return end;
  }
  return json.length;
};
