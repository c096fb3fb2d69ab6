type Given<T> = { [K in keyof T]: T[K] | undefined };

/** The object without its undefined members: what JSON would keep, so that objects compare as the wire does. */
export const withoutUndefined = <T extends object>(object: Given<T>): T =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
