import type { Program } from '../process.ts';
import { shell } from '../shell.ts';
import { archiveCommands } from './archive.ts';
import { changingCommands } from './changing.ts';
import { filterCommands } from './filters.ts';
import { grepCommands } from './grep.ts';
import { listingCommands } from './listing.ts';
import { machineCommands } from './machine.ts';
import { networkCommands } from './network.ts';
import { readingCommands } from './reading.ts';
import { sedCommands } from './sed.ts';
import { sumCommands } from './sums.ts';
import { systemCommands } from './system.ts';
import { writingCommands } from './writing.ts';

/** Every program that a simulated image may hold, by name. */
export const programs: Readonly<Record<string, Program>> = {
  ...archiveCommands,
  ...changingCommands,
  ...filterCommands,
  ...grepCommands,
  ...listingCommands,
  ...networkCommands,
  ...readingCommands,
  ...sedCommands,
  ...sumCommands,
  ...machineCommands,
  ...systemCommands,
  ...writingCommands,
  sh: shell,
  bash: shell,
  ash: shell,
};
