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
