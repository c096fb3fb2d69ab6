import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { loadConfig, type Config } from '@binnacle/server/config';
import type { Invocation } from './command.ts';

/** The server's settings, from flags, environment and file. */
export const readConfig = ({ flags, env }: Invocation, { demo }: { demo: boolean }): Config =>
  loadConfig({ flags, env, demo, home: env['HOME'] ?? homedir(), readFile: (path) => readFileSync(path, 'utf8') });
