/** A moment as text that sorts: whole seconds, then nanoseconds. Runtimes cut trailing zeros and write local offsets. */
export const momentKey = (time: string): string | undefined => {
  const match = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2})$/.exec(time);
  if (match === null) return undefined;
  const [, second = '', fraction = '', zone = ''] = match;
  return `${String(Date.parse(`${second}${zone}`) / 1_000).padStart(11, '0')}.${fraction.padEnd(9, '0')}`;
};
