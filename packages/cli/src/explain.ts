import { KubeconfigError } from '@binnacle/kube/client';

/** Turns what stopped the program into a sentence that says what to do. */
export const explain = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof KubeconfigError) return `${error.message}: mend it, or name another file with --kubeconfig.`;
  const { code, address, port } = error as NodeJS.ErrnoException & { address?: string; port?: number };
  const where = port === undefined ? 'the address' : `${address ?? ''}:${port}`;
  switch (code) {
    case 'EADDRINUSE':
      return `${where} is in use by another program: stop it, or choose another address with --listen 127.0.0.1:PORT.`;
    case 'EACCES':
      return port === undefined
        ? `${error.message}: give this user the right to read or write there.`
        : `This user may not listen on ${where}: choose a port above 1023 with --listen 127.0.0.1:PORT.`;
    case 'EADDRNOTAVAIL':
      return `${where} is not an address of this machine: choose another with --listen.`;
    case 'ERR_PARSE_ARGS_UNKNOWN_OPTION':
    case 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE':
    case 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL':
      return `${error.message.split('. ')[0]}. See binnacle --help.`;
    default:
      return error.message;
  }
};
