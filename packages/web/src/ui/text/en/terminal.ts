/** Terminals below the page. */
export const terminal = {
  'terminal.again': 'Open again',
  'terminal.broken': 'The connection broke. A new shell can be opened.',
  'terminal.close': 'Close the terminal of {{name}}',
  'terminal.ended': 'The shell has ended: {{reason}}',
  'terminal.height': 'Height of the terminals',
  'terminal.hint': 'F6 leaves the terminal',
  'terminal.idle': 'Closed, since no key was pressed for long.',
  'terminal.minimise': 'Minimise the terminals',
  'terminal.open': 'Connected',
  'terminal.opening': 'Opening a shell…',
  'terminal.refused': 'No shell could be opened: the container does not run, or has none.',
  'terminal.restore': 'Show the terminals',
  'terminal.title': 'Terminals',
} as const;
