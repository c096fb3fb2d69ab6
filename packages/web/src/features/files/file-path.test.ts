import { expect, it } from 'vitest';
import { foldersOn, joinPath, parentOf, resolvePath } from './file-path.ts';

it('joins and parts paths, also at the root', () => {
  expect([joinPath('/', 'etc'), joinPath('/etc', 'a b')]).toEqual(['/etc', '/etc/a b']);
  expect([parentOf('/etc/hosts'), parentOf('/etc'), parentOf('/')]).toEqual(['/etc', '/', '/']);
});

it('follows a link without leaving the root', () => {
  expect(resolvePath('/etc', '../proc/mounts')).toBe('/proc/mounts');
  expect(resolvePath('/etc', './a//b')).toBe('/etc/a/b');
  expect(resolvePath('/etc', '/usr/bin')).toBe('/usr/bin');
  expect(resolvePath('/etc', '../../..')).toBe('/');
});

it('names the folders on the way', () => {
  expect(foldersOn('/')).toEqual([{ name: '/', path: '/' }]);
  expect(foldersOn('/var/log').map(({ path }) => path)).toEqual(['/', '/var', '/var/log']);
});
