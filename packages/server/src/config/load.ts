import { isAbsolute, join, resolve } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { ConfigError } from './errors.ts';
import { isLoopback, parseListenList, type ListenAddress } from './listen.ts';
import { parseOidc, parsePublicUrl, type OidcConfig } from './oidc.ts';
import { configFileSetting, settings, type Setting } from './settings.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** Everything the server is told before it starts. */
export interface Config {
  listen: ListenAddress[];
  /** Absolute. */
  dataDir: string;
  /** `sqlite:<absolute file>`, `sqlite::memory:` or `postgres://…`, which may hold a password. */
  databaseUrl: string;
  /** As given: whoever seals with it checks it. Absent: the key file in the data folder. */
  secretKey?: string;
  /** What `rotate-key` puts in its place. */
  newSecretKey?: string;
  adminPassword?: string;
  logLevel: LogLevel;
  allowedHosts: string[];
  /** As given: files joined by the system's path separator. Absent when neither flag, variable nor file names one. */
  kubeconfig?: string;
  /** What a registered kubeconfig may do on this server. */
  uploadedKubeconfigs: { allowExec: boolean; allowFiles: boolean };
  prometheusDiscovery: { auto: boolean; allowLocal: boolean };
  /** What the file of queries holds, by scope and chart: whoever asks them checks it. */
  metricQueries?: unknown;
  terminals: { idleMs: number; record: boolean; nodeImage: string };
  /** `https://host[:port]`; absent: what each request names. */
  publicUrl?: string;
  oidc?: OidcConfig;
  /** Simulated clusters only; anonymous callers are administrators. */
  demo: boolean;
}

export interface ConfigSources {
  /** As `parseArgs` gives them, by flag name. */
  flags?: Readonly<Record<string, string | boolean | undefined>>;
  env: Readonly<Record<string, string | undefined>>;
  /** The home folder, where the default data folder lies. */
  home: string;
  /** Reads the configuration file; throws when it cannot. */
  readFile: (path: string) => string;
  demo?: boolean;
}

type Values = Partial<Record<Setting['name'], string>>;

/** Puts flags, environment, file and defaults together. Throws ConfigError. */
export const loadConfig = (sources: ConfigSources): Config => {
  const { env, home, demo = false } = sources;
  const file = readConfigFile(sources);
  const values: Values = {};
  for (const setting of settings) {
    const flag = setting.flag === undefined ? undefined : sources.flags?.[setting.flag];
    // An empty variable counts as not set, as shells make it hard to unset one for a single command.
    const value =
      (typeof flag === 'string' ? flag : undefined) ?? (env[setting.env] || undefined) ?? file[setting.name];
    if (value !== undefined) values[setting.name] = value;
  }
  const dataDir = resolve(values.dataDir ?? join(env['XDG_DATA_HOME'] || join(home, '.local', 'share'), 'binnacle'));
  const config: Config = {
    listen: parseListenList(values.listen ?? '127.0.0.1:8080'),
    dataDir,
    databaseUrl: parseDatabaseUrl(
      values.databaseUrl ?? (demo ? 'sqlite::memory:' : `sqlite:${join(dataDir, 'binnacle.db')}`),
    ),
    logLevel: parseLogLevel(values.logLevel ?? 'info'),
    allowedHosts: (values.allowedHosts ?? '')
      .split(',')
      .map((name) => name.trim().toLowerCase())
      .filter((name) => name !== ''),
    uploadedKubeconfigs: parseUploads(values.uploadedKubeconfigs ?? ''),
    prometheusDiscovery: parseDiscovery(values.prometheusDiscovery ?? 'auto'),
    terminals: {
      idleMs: parseMinutes(values.terminalIdle ?? '30') * 60_000,
      record: parseSwitch(values.terminalRecording ?? 'off'),
      nodeImage: values.nodeTerminalImage ?? 'docker.io/library/busybox:1.37',
    },
    demo,
  };
  if (values.adminPassword !== undefined) config.adminPassword = parsePassword(values.adminPassword);
  if (values.secretKey !== undefined) config.secretKey = values.secretKey;
  if (values.newSecretKey !== undefined) config.newSecretKey = values.newSecretKey;
  if (values.kubeconfig !== undefined) config.kubeconfig = values.kubeconfig;
  if (values.publicUrl !== undefined) config.publicUrl = parsePublicUrl(values.publicUrl);
  if (values.metricQueries !== undefined)
    config.metricQueries = readYaml(values.metricQueries, sources, 'file of metric queries');
  const oidc = parseOidc(values);
  if (oidc !== undefined) config.oidc = oidc;
  const open = config.listen.find((address) => !isLoopback(address.host));
  if (demo && open) {
    throw new ConfigError(
      `The demo lets anonymous callers be administrators, so it listens on this machine only: change ${open.host}:${open.port} to 127.0.0.1:${open.port}.`,
    );
  }
  return config;
};

const readConfigFile = ({ flags, env, readFile }: ConfigSources): Values => {
  const flag = flags?.[configFileSetting.flag];
  const path = typeof flag === 'string' ? flag : env[configFileSetting.env] || undefined;
  if (path === undefined) return {};
  const content = readYaml(path, { readFile }, 'configuration file');
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new ConfigError(`The configuration file ${path} must hold settings, one "name: value" per line.`);
  }
  const values: Values = {};
  for (const [name, value] of Object.entries(content)) {
    const setting = settings.find((candidate) => candidate.name === name);
    if (!setting) {
      const known = settings.map((candidate) => candidate.name).join(', ');
      throw new ConfigError(
        `The configuration file ${path} has an unknown setting "${name}": the settings are ${known}.`,
      );
    }
    values[setting.name] = fileValue(path, name, value);
  }
  return values;
};

const readYaml = (path: string, { readFile }: Pick<ConfigSources, 'readFile'>, what: string): unknown => {
  try {
    return parseYaml(readFile(path)) ?? {};
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`The ${what} ${path} cannot be read: ${why}`, { cause: error });
  }
};

const fileValue = (path: string, name: string, value: unknown): string => {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.join(',');
  throw new ConfigError(`In the configuration file ${path}, "${name}" must be a text or a list of texts.`);
};

const logLevels: readonly string[] = ['debug', 'info', 'warn', 'error', 'silent'] satisfies LogLevel[];
const isLogLevel = (text: string): text is LogLevel => logLevels.includes(text);

const parseLogLevel = (text: string): LogLevel => {
  if (isLogLevel(text)) return text;
  throw new ConfigError(`"${text}" is not a log level: use one of ${logLevels.join(', ')}.`);
};

const parseUploads = (text: string): Config['uploadedKubeconfigs'] => {
  const words = text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
  const unknown = words.find((word) => word !== 'exec' && word !== 'files');
  if (unknown !== undefined)
    throw new ConfigError(`"${unknown}" is nothing that a registered kubeconfig may do: use exec, files, or both.`);
  return { allowExec: words.includes('exec'), allowFiles: words.includes('files') };
};

const parseDiscovery = (text: string): Config['prometheusDiscovery'] => {
  if (text === 'auto' || text === 'manual' || text === 'local')
    return { auto: text !== 'manual', allowLocal: text === 'local' };
  throw new ConfigError(`"${text}" is no way to look for Prometheus: use auto, manual or local.`);
};

const parseMinutes = (text: string): number => {
  const minutes = Number(text);
  if (/^\d+$/.test(text) && minutes >= 1 && minutes <= 1_440) return minutes;
  throw new ConfigError(`"${text}" is no time for idle terminals: give minutes, 1 to 1440.`);
};

const parseSwitch = (text: string): boolean => {
  if (text === 'on' || text === 'off') return text === 'on';
  throw new ConfigError(`"${text}" does not say whether to record terminals: use on or off.`);
};

const parsePassword = (text: string): string => {
  if (text.length < 8) throw new ConfigError('The admin password is too short: use at least 8 characters.');
  return text;
};

const parseDatabaseUrl = (url: string): string => {
  if (/^postgres(ql)?:/.test(url)) {
    if (URL.canParse(url) && new URL(url).pathname.length > 1) return url;
    throw new ConfigError('The database URL is not understood: write postgres://USER:PASSWORD@HOST:PORT/DATABASE.');
  }
  const path = /^(?:sqlite|file):(?:\/\/)?(.+)$/.exec(url)?.[1];
  if (path === undefined) {
    throw new ConfigError(
      'The database URL is not understood: write sqlite:<file>, for instance sqlite:/var/lib/binnacle/binnacle.db, or postgres://USER:PASSWORD@HOST/DATABASE.',
    );
  }
  return `sqlite:${path === ':memory:' || isAbsolute(path) ? path : resolve(path)}`;
};
