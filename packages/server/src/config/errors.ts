/** A setting is wrong. The message is a sentence that says what to do; programs print it and exit with code 1. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
