/** The program's entry: `binnacle [command] [options]`. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { commands, findCommand } from './commands.ts';
import { describeCommand, describeProgram } from './help.ts';
import { createStop } from './stop.ts';

/** The folder this program runs from: `dist/`, or `packages/cli/src/` when run from sources. */
const home = new URL('.', import.meta.url);
const manifest = new URL(home.pathname.endsWith('/src/') ? '../../../package.json' : '../package.json', home);
const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };

const main = async (args: readonly string[]): Promise<void> => {
  const pair = args.slice(0, 2).join(' ');
  const word = args[0]?.startsWith('-') === true ? undefined : args[0];
  // Two words may be one command.
  const named = findCommand(pair) === undefined ? word : pair;
  const command = findCommand(named ?? 'serve');
  if (!command)
    throw new Error(`There is no command "${named}": use one of ${commands.map((c) => c.name).join(', ')}.`);
  const { values } = parseArgs({
    args: args.slice(named?.split(' ').length ?? 0),
    options: { ...command.options, help: { type: 'boolean', short: 'h' }, version: { type: 'boolean' } },
  });
  const { help, version: showVersion, ...flags } = values;
  if (showVersion) process.stdout.write(`${version}\n`);
  else if (help) process.stdout.write(named === undefined ? describeProgram() : describeCommand(command));
  else await command.run({ flags, home, version, env: process.env, stop: createStop() });
};

try {
  await main(process.argv.slice(2));
} catch (error) {
  const { explain } = await import('./explain.ts');
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
}
