/** A JSON value as a Lua expression. Lists are marked by `array`, so that an empty one stays a list on its way back. */
export const toLua = (value: unknown): string => {
  if (Array.isArray(value)) return `array{${value.map(toLua).join(',')}}`;
  switch (typeof value) {
    case 'string':
      return quote(value);
    case 'number':
    case 'boolean':
      return String(value);
    case 'object':
      return value === null ? 'nil' : table(value);
    default:
      return 'nil';
  }
};

const table = (value: object): string => {
  const entries = Object.entries(value).filter(([, item]) => item !== undefined && item !== null);
  return `{${entries.map(([key, item]) => `[${quote(key)}]=${toLua(item)}`).join(',')}}`;
};

/** Every byte that could end the text, or is none, by its number. */
const quote = (text: string): string => {
  const bytes = Buffer.from(text);
  let quoted = '"';
  for (const byte of bytes)
    quoted +=
      byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c
        ? String.fromCharCode(byte)
        : `\\${String(byte).padStart(3, '0')}`;
  return `${quoted}"`;
};
