/** A value of a Secret as text, where it is one; else the base64 that it came as. */
export const decodeValue = (base64: string): string => {
  try {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.codePointAt(0) ?? 0);
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? base64 : text;
  } catch {
    return base64;
  }
};
