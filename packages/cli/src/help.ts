import type { Command } from './command.ts';
import { commands } from './commands.ts';

/** `binnacle --help` */
export const describeProgram = (): string => {
  const width = Math.max(...commands.map((command) => command.name.length));
  const lines = commands.map((command) => `  ${command.name.padEnd(width)}  ${command.summary}`);
  const serve = commands[0] as Command;
  return `Usage: binnacle [command] [options]\n\nCommands:\n${lines.join('\n')}\n\nbinnacle <command> --help says more. Options of serve:\n\n${serve.usage}`;
};

/** `binnacle <command> --help` */
export const describeCommand = (command: Command): string =>
  `Usage: binnacle ${command.name} [options]\n\n${command.summary}\n\n${command.usage}`;
