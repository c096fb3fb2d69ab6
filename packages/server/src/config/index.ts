export { ConfigError } from './errors.ts';
export { isLoopback, parseListenAddress, parseListenList, type ListenAddress } from './listen.ts';
export type { OidcConfig } from './oidc.ts';
export { loadConfig, type Config, type ConfigSources, type LogLevel } from './load.ts';
export { configFileSetting, describeSettings, flagOptions, settings, type Setting } from './settings.ts';
