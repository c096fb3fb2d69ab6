/** One setting, as data: what `--help` prints, and where `loadConfig` looks for it. */
export interface Setting {
  /** Its name in the configuration file. */
  name:
    | 'listen'
    | 'dataDir'
    | 'databaseUrl'
    | 'secretKey'
    | 'newSecretKey'
    | 'adminPassword'
    | 'logLevel'
    | 'allowedHosts'
    | 'kubeconfig'
    | 'uploadedKubeconfigs'
    | 'prometheusDiscovery'
    | 'metricQueries'
    | 'terminalIdle'
    | 'terminalRecording'
    | 'nodeTerminalImage'
    | 'publicUrl'
    | 'oidcIssuer'
    | 'oidcClientId'
    | 'oidcClientSecret'
    | 'oidcName'
    | 'oidcScopes'
    | 'oidcUsernameClaim'
    | 'oidcGroupsClaim'
    | 'oidcGroups'
    | 'oidcAccounts';
  /** Absent where a value on the command line would be seen by every user of the machine. */
  flag?: string;
  env: string;
  /** What the flag is followed by, for `--help`. */
  placeholder: string;
  /** What applies when nothing is given, for `--help`. */
  default: string;
  description: string;
}

/** Every setting. A flag wins over the environment, the environment over the file, the file over the default. */
export const settings: readonly Setting[] = [
  {
    name: 'listen',
    flag: 'listen',
    env: 'BINNACLE_LISTEN',
    placeholder: 'HOST:PORT[,HOST:PORT…]',
    default: '127.0.0.1:8080',
    description: 'Addresses to listen on; port 0 picks a free one.',
  },
  {
    name: 'dataDir',
    flag: 'data-dir',
    env: 'BINNACLE_DATA_DIR',
    placeholder: 'DIR',
    default: '$XDG_DATA_HOME/binnacle or ~/.local/share/binnacle',
    description: 'Where users and settings are kept. The demo keeps them in memory.',
  },
  {
    name: 'databaseUrl',
    flag: 'database-url',
    env: 'BINNACLE_DATABASE_URL',
    placeholder: 'URL',
    default: 'sqlite:<data dir>/binnacle.db',
    description: 'The database: sqlite:<file>, sqlite::memory: or postgres://USER:PASSWORD@HOST/DATABASE.',
  },
  {
    name: 'secretKey',
    env: 'BINNACLE_SECRET_KEY',
    placeholder: 'KEY',
    default: '<data dir>/secret.key, made at first start',
    description: 'Seals kubeconfigs, tokens and other secrets in the database: 32 bytes in base64 or hex.',
  },
  {
    name: 'newSecretKey',
    env: 'BINNACLE_NEW_SECRET_KEY',
    placeholder: 'KEY',
    default: 'a random one, in the key file',
    description: 'For binnacle rotate-key only: the key that takes the place of the present one.',
  },
  {
    name: 'adminPassword',
    env: 'BINNACLE_ADMIN_PASSWORD',
    placeholder: 'PASSWORD',
    default: 'generated at first start; sign in with the printed link',
    description: 'Password of the user admin, at least 8 characters; set again at each start.',
  },
  {
    name: 'logLevel',
    flag: 'log-level',
    env: 'BINNACLE_LOG_LEVEL',
    placeholder: 'LEVEL',
    default: 'info',
    description:
      'debug, info, warn, error or silent. Each request is one line at info; the audit is written at any level.',
  },
  {
    name: 'allowedHosts',
    flag: 'allowed-hosts',
    env: 'BINNACLE_ALLOWED_HOSTS',
    placeholder: 'NAME[,NAME…]',
    default: 'localhost and the listen addresses',
    description: 'More host names that browsers may reach Binnacle by, for instance behind a proxy.',
  },
  {
    name: 'kubeconfig',
    flag: 'kubeconfig',
    env: 'KUBECONFIG',
    placeholder: 'FILE[:FILE…]',
    default: '~/.kube/config, else the in-cluster account, else a simulated cluster',
    description: 'Kubeconfig files; every context in them becomes a cluster.',
  },
  {
    name: 'uploadedKubeconfigs',
    flag: 'uploaded-kubeconfigs',
    env: 'BINNACLE_UPLOADED_KUBECONFIGS',
    placeholder: 'exec,files',
    default: 'neither',
    description:
      'What kubeconfigs that administrators register may do on this server: exec runs their credential plugins, files reads the files they name.',
  },
  {
    name: 'prometheusDiscovery',
    flag: 'prometheus-discovery',
    env: 'BINNACLE_PROMETHEUS_DISCOVERY',
    placeholder: 'auto|manual|local',
    default: 'auto',
    description:
      'auto looks for the Prometheus of each new cluster; manual only when asked to; local is auto and may call loopback and link-local addresses.',
  },
  {
    name: 'metricQueries',
    flag: 'metric-queries',
    env: 'BINNACLE_METRIC_QUERIES',
    placeholder: 'FILE',
    default: 'the series of cAdvisor, as kubelets serve them',
    description: "A YAML file with queries for charts in place of the catalogue's, by scope and chart.",
  },
  {
    name: 'terminalIdle',
    flag: 'terminal-idle',
    env: 'BINNACLE_TERMINAL_IDLE',
    placeholder: 'MINUTES',
    default: '30',
    description: 'Minutes without a key before a terminal is closed, 1 to 1440.',
  },
  {
    name: 'terminalRecording',
    flag: 'terminal-recording',
    env: 'BINNACLE_TERMINAL_RECORDING',
    placeholder: 'on|off',
    default: 'off',
    description: 'on keeps what terminals show in the audit (what is typed only where it is echoed).',
  },
  {
    name: 'nodeTerminalImage',
    flag: 'node-terminal-image',
    env: 'BINNACLE_NODE_TERMINAL_IMAGE',
    placeholder: 'IMAGE',
    default: 'docker.io/library/busybox:1.37',
    description: "What a node's terminal runs in: an image with a shell and nsenter or chroot.",
  },
  {
    name: 'publicUrl',
    flag: 'public-url',
    env: 'BINNACLE_PUBLIC_URL',
    placeholder: 'URL',
    default: 'the address that each request names',
    description:
      'Where browsers reach Binnacle, for instance behind a proxy. With https, cookies are sent over https only.',
  },
  {
    name: 'oidcIssuer',
    flag: 'oidc-issuer',
    env: 'BINNACLE_OIDC_ISSUER',
    placeholder: 'URL',
    default: 'none: people sign in with passwords',
    description:
      'An OpenID provider to sign in through. It must send people back to <public URL>/api/console/v1/auth/providers/oidc/callback.',
  },
  {
    name: 'oidcClientId',
    flag: 'oidc-client-id',
    env: 'BINNACLE_OIDC_CLIENT_ID',
    placeholder: 'ID',
    default: 'none',
    description: 'What Binnacle is called at the provider.',
  },
  {
    name: 'oidcClientSecret',
    env: 'BINNACLE_OIDC_CLIENT_SECRET',
    placeholder: 'SECRET',
    default: 'none: a public client, which PKCE alone protects',
    description: 'What Binnacle proves itself with to the provider.',
  },
  {
    name: 'oidcName',
    flag: 'oidc-name',
    env: 'BINNACLE_OIDC_NAME',
    placeholder: 'NAME',
    default: "the issuer's host name",
    description: 'What the button of the sign-in page calls the provider.',
  },
  {
    name: 'oidcScopes',
    flag: 'oidc-scopes',
    env: 'BINNACLE_OIDC_SCOPES',
    placeholder: 'SCOPE[,SCOPE…]',
    default: 'openid,profile,email',
    description: 'What the provider is asked for; some give groups only for a scope of their own.',
  },
  {
    name: 'oidcUsernameClaim',
    flag: 'oidc-username-claim',
    env: 'BINNACLE_OIDC_USERNAME_CLAIM',
    placeholder: 'CLAIM',
    default: 'preferred_username',
    description: 'What a new account is called; email must not be marked as unverified.',
  },
  {
    name: 'oidcGroupsClaim',
    flag: 'oidc-groups-claim',
    env: 'BINNACLE_OIDC_GROUPS_CLAIM',
    placeholder: 'CLAIM',
    default: 'groups',
    description: "Where the user's groups are, which roles can be bound to.",
  },
  {
    name: 'oidcGroups',
    flag: 'oidc-groups',
    env: 'BINNACLE_OIDC_GROUPS',
    placeholder: 'THEIRS[=OURS][,…]',
    default: 'all, as the provider calls them',
    description: "The provider's groups that count, and what they are called here.",
  },
  {
    name: 'oidcAccounts',
    flag: 'oidc-accounts',
    env: 'BINNACLE_OIDC_ACCOUNTS',
    placeholder: 'create|existing',
    default: 'create',
    description:
      'create makes an account, without any role of its own, at the first sign-in; existing lets in only those whom an administrator has made one for.',
  },
];

/** The flag and variable of the configuration file itself. */
export const configFileSetting = {
  flag: 'config',
  env: 'BINNACLE_CONFIG',
  placeholder: 'FILE',
  default: 'none',
  description: 'A YAML file with any of these settings, spelled as shown in brackets.',
} as const;

/** What `--help` says about settings: one block per setting, flags first. */
export const describeSettings = (): string => {
  const blocks = [configFileSetting, ...settings].map((setting) => {
    const flag = 'flag' in setting && setting.flag ? `--${setting.flag} ${setting.placeholder}` : '(no flag)';
    const name = 'name' in setting ? ` [${setting.name}]` : '';
    return `  ${flag}\n      ${setting.description}\n      env ${setting.env}${name}, default: ${setting.default}`;
  });
  return blocks.join('\n');
};

/** The options of `parseArgs` (node:util) that the settings need. */
export const flagOptions = (): Record<string, { type: 'string' }> =>
  Object.fromEntries(
    [configFileSetting, ...settings].flatMap((setting) =>
      'flag' in setting && setting.flag ? [[setting.flag, { type: 'string' as const }]] : [],
    ),
  );
