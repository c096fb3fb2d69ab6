import { expect, it } from 'vitest';
import { foldersOn, formatBytes, joinPath, parentOf, resolvePath } from './file-path.ts';

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

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [99_949, '99.9 kB'],
  [123_456, '123 kB'],
  [999_600, '1.0 MB'],
  [1_500_000_000, '1.5 GB'],
] as const)('%d bytes', (bytes, text) => expect(formatBytes(bytes)).toBe(text));
