import { readFile, stat } from 'node:fs/promises';
import { unauthorized } from '../api/index.ts';
import type { Clock } from '../clock/index.ts';
import { bearer } from './credential-source.ts';
import type { AuthMaterial, CredentialSource } from './credential-source.ts';

const checkEveryMs = 1_000;
const readEveryMs = 60_000;

/** Service-account tokens rotate in place: the file is looked at every second it is used and read again when it changed. */
export const createTokenFileSource = (path: string, clock: Clock): CredentialSource => {
  let token = '';
  let material: AuthMaterial = bearer('');
  let modified = 0;
  let checkedAt = -Infinity;
  let readAt = -Infinity;

  const read = async () => {
    const text = (await readFile(path, 'utf8')).trim();
    if (text === '') throw new Error('it is empty');
    readAt = clock.now();
    if (text === token) return;
    token = text;
    material = bearer(text);
  };

  const check = async (force: boolean) => {
    const now = clock.now();
    if (!force && now - checkedAt < checkEveryMs) return;
    checkedAt = now;
    try {
      const { mtimeMs } = await stat(path);
      if (force || mtimeMs !== modified || now - readAt >= readEveryMs) await read();
      modified = mtimeMs;
    } catch (error) {
      // A file that is being replaced may be absent for a moment; the last token is still the best guess.
      if (token !== '') return;
      checkedAt = -Infinity;
      const why = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
      throw unauthorized(`the token file ${path} cannot be read (${why})`);
    }
  };

  return {
    current: async () => {
      await check(false);
      return material;
    },
    renew: async (used) => {
      await check(true);
      return material === used ? undefined : material;
    },
  };
};
