/** Absolute paths in a container. */

export const joinPath = (folder: string, name: string): string => `${folder === '/' ? '' : folder}/${name}`;

export const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';

/** A link's target as a path of its own: `../a` in `/etc` is `/a`. */
export const resolvePath = (folder: string, target: string): string => {
  const parts: string[] = [];
  for (const part of (target.startsWith('/') ? target : `${folder}/${target}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
};

/** The folders on the way to a path, the root first. */
export const foldersOn = (path: string): { name: string; path: string }[] => {
  const folders = [{ name: '/', path: '/' }];
  for (const name of path.split('/').filter((part) => part !== ''))
    folders.push({ name, path: joinPath(folders.at(-1)?.path ?? '/', name) });
  return folders;
};

const units = ['B', 'kB', 'MB', 'GB', 'TB'];

/** `1.5 MB`, in powers of ten. */
export const formatBytes = (bytes: number): string => {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 99.95 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
};
