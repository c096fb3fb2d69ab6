import { posix } from 'node:path';
import { invalidField } from '../errors.ts';

/** Source: Linux, PATH_MAX. */
const longestPath = 4_096;

/** Absolute and without `.` and `..`; it never leads above `/`. Throws BadRequest. */
export const toPath = (text: string, field = 'path'): string => {
  if (text === '') throw invalidField(field, 'is required');
  if (!text.startsWith('/')) throw invalidField(field, 'must begin with /');
  if (text.includes('\0')) throw invalidField(field, 'has a character that no path has');
  if (Buffer.byteLength(text) > longestPath) throw invalidField(field, `is longer than ${longestPath} bytes`);
  const path = posix.normalize(text);
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
};

/** The same for what may be changed: anything but the root itself. */
export const toChangedPath = (text: string, field = 'path'): string => {
  const path = toPath(text, field);
  if (path === '/') throw invalidField(field, 'must not be the root of the container');
  return path;
};
