const quote = 0x22;
const backslash = 0x5c;

/** True when arrays and objects in the JSON text nest deeper than `limit`. One pass, before anything is parsed. */
export const isDeeperThan = (json: Uint8Array, limit: number): boolean => {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < json.length; i += 1) {
    const byte = json[i];
    if (inString) {
      if (byte === backslash) i += 1;
      else if (byte === quote) inString = false;
    } else if (byte === quote) inString = true;
    // `[` and `{`, `]` and `}`: each pair differs in one bit.
    else if (byte === 0x5b || byte === 0x7b) {
      depth += 1;
      if (depth > limit) return true;
    } else if (byte === 0x5d || byte === 0x7d) depth -= 1;
  }
  return false;
};
