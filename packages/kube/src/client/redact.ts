/** Hides what looks like a secret in text from elsewhere (a plugin's or an issuer's message), and shortens it. */
export const redact = (text: string, maxLength = 300): string => {
  const hidden = text
    .replace(/[\w-]{8,}\.[\w-]{8,}\.[\w-]+/g, '[redacted]')
    .replace(/(bearer|basic)\s+[^\s"',]+/gi, '$1 [redacted]')
    .replace(/((?:token|secret|password|key)"?\s*[=:]\s*"?)[^\s"',}]+/gi, '$1[redacted]')
    .replace(/(\/\/)[^/@\s]+@/g, '$1[redacted]@')
    .replace(/[A-Za-z0-9+/_-]{40,}={0,2}/g, '[redacted]')
    .trim();
  return hidden.length > maxLength ? `${hidden.slice(0, maxLength)}…` : hidden;
};
