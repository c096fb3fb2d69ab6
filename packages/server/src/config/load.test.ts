import { describe, expect, it } from 'vitest';
import { describeSettings, flagOptions, loadConfig, settings, type ConfigSources } from './index.ts';

const load = (sources: Partial<ConfigSources> = {}) =>
  loadConfig({
    env: {},
    home: '/home/ada',
    readFile: (path) => {
      throw new Error(`ENOENT: no such file or directory, open '${path}'`);
    },
    ...sources,
  });

describe('loadConfig', () => {
  it('has defaults for everything', () => {
    expect(load()).toEqual({
      listen: [{ host: '127.0.0.1', port: 8080 }],
      dataDir: '/home/ada/.local/share/binnacle',
      databaseUrl: 'sqlite:/home/ada/.local/share/binnacle/binnacle.db',
      logLevel: 'info',
      allowedHosts: [],
      uploadedKubeconfigs: { allowExec: false, allowFiles: false },
      prometheusDiscovery: { auto: true, allowLocal: false },
      terminals: { idleMs: 1_800_000, record: false, nodeImage: 'docker.io/library/busybox:1.37' },
      demo: false,
    });
  });

  it('keeps the demo in memory', () => {
    expect(load({ demo: true }).databaseUrl).toBe('sqlite::memory:');
  });

  it('prefers a flag to the environment, the environment to the file', () => {
    const sources = {
      env: { BINNACLE_CONFIG: '/etc/b.yaml', BINNACLE_LOG_LEVEL: 'warn', BINNACLE_LISTEN: '127.0.0.1:1,[::1]:2' },
      readFile: () => 'logLevel: error\nlisten: [127.0.0.1:9]\ndataDir: /srv/b\n',
    };
    expect(load({ ...sources, flags: { 'log-level': 'debug' } })).toMatchObject({
      logLevel: 'debug',
      listen: [
        { host: '127.0.0.1', port: 1 },
        { host: '::1', port: 2 },
      ],
      dataDir: '/srv/b',
    });
  });

  it('takes an empty variable as not set', () => {
    expect(load({ env: { BINNACLE_LISTEN: '', XDG_DATA_HOME: '/x' } })).toMatchObject({
      listen: [{ host: '127.0.0.1', port: 8080 }],
      dataDir: '/x/binnacle',
    });
  });

  it.each([
    [
      { BINNACLE_LISTEN: 'here' },
      '"here" is not an address to listen on: write host:port, for instance 127.0.0.1:8080.',
    ],
    [
      { BINNACLE_LISTEN: '127.0.0.1:70000' },
      '"127.0.0.1:70000" is not an address to listen on: write host:port, for instance 127.0.0.1:8080.',
    ],
    [{ BINNACLE_LISTEN: '127.0.0.1:1,127.0.0.1:1' }, 'The address 127.0.0.1:1 is listed twice: remove one.'],
    [{ BINNACLE_LOG_LEVEL: 'loud' }, '"loud" is not a log level: use one of debug, info, warn, error, silent.'],
    [{ BINNACLE_ADMIN_PASSWORD: 'short' }, 'The admin password is too short: use at least 8 characters.'],
    [
      { BINNACLE_DATABASE_URL: 'postgres://u:secret@db' },
      'The database URL is not understood: write postgres://USER:PASSWORD@HOST:PORT/DATABASE.',
    ],
    [
      { BINNACLE_DATABASE_URL: 'mysql://u:secret@db/b' },
      'The database URL is not understood: write sqlite:<file>, for instance sqlite:/var/lib/binnacle/binnacle.db, or postgres://USER:PASSWORD@HOST/DATABASE.',
    ],
    [
      { BINNACLE_OIDC_ISSUER: 'https://id.example.com' },
      'Signing in through OpenID Connect needs both the issuer and the client id: set oidcIssuer and oidcClientId.',
    ],
    [
      { BINNACLE_OIDC_ISSUER: 'http://id.example.com', BINNACLE_OIDC_CLIENT_ID: 'b' },
      '"http://id.example.com" is no issuer: write its https address, as the provider states it.',
    ],
    [
      { BINNACLE_OIDC_ISSUER: 'https://id.example.com', BINNACLE_OIDC_CLIENT_ID: 'b', BINNACLE_OIDC_GROUPS: 'a=b=c' },
      '"a=b=c" is no mapping of a group: write THEIRS or THEIRS=OURS.',
    ],
    [
      { BINNACLE_PUBLIC_URL: 'https://example.com/binnacle' },
      '"https://example.com/binnacle" is no address of a site: write for instance https://binnacle.example.com.',
    ],
    [
      { BINNACLE_CONFIG: '/nope.yaml' },
      "The configuration file /nope.yaml cannot be read: ENOENT: no such file or directory, open '/nope.yaml'",
    ],
    [{ BINNACLE_TERMINAL_IDLE: '0' }, '"0" is no time for idle terminals: give minutes, 1 to 1440.'],
    [{ BINNACLE_TERMINAL_RECORDING: 'yes' }, '"yes" does not say whether to record terminals: use on or off.'],
  ])('says what to do about %j', (env, message) => {
    expect(() => load({ env })).toThrow(message);
  });

  it('describes an OpenID provider', () => {
    const env = {
      BINNACLE_PUBLIC_URL: 'https://binnacle.example.com/',
      BINNACLE_OIDC_ISSUER: 'https://id.example.com/realms/team',
      BINNACLE_OIDC_CLIENT_ID: 'binnacle',
      BINNACLE_OIDC_CLIENT_SECRET: 'a secret',
      BINNACLE_OIDC_GROUPS: 'k8s-admins=admins, dev',
      BINNACLE_OIDC_ACCOUNTS: 'existing',
    };
    expect(load({ env })).toMatchObject({
      publicUrl: 'https://binnacle.example.com',
      oidc: {
        id: 'oidc',
        name: 'id.example.com',
        issuer: 'https://id.example.com/realms/team',
        clientId: 'binnacle',
        clientSecret: 'a secret',
        scopes: ['openid', 'profile', 'email'],
        usernameClaim: 'preferred_username',
        groupsClaim: 'groups',
        groups: new Map([
          ['k8s-admins', 'admins'],
          ['dev', 'dev'],
        ]),
        createsAccounts: false,
      },
    });
  });

  it('names an unknown setting of the file', () => {
    expect(() => load({ flags: { config: 'b.yaml' }, readFile: () => 'lissen: x' })).toThrow(
      'The configuration file b.yaml has an unknown setting "lissen": the settings are listen, dataDir, databaseUrl, secretKey, newSecretKey, adminPassword, logLevel, allowedHosts, kubeconfig, uploadedKubeconfigs, prometheusDiscovery, metricQueries, terminalIdle, terminalRecording, nodeTerminalImage, publicUrl, oidcIssuer, oidcClientId, oidcClientSecret, oidcName, oidcScopes, oidcUsernameClaim, oidcGroupsClaim, oidcGroups, oidcAccounts.',
    );
  });

  it('keeps the demo on this machine', () => {
    expect(() => load({ demo: true, env: { BINNACLE_LISTEN: '0.0.0.0:8080' } })).toThrow(
      'The demo lets anonymous callers be administrators, so it listens on this machine only: change 0.0.0.0:8080 to 127.0.0.1:8080.',
    );
  });
});

describe('settings', () => {
  it('are all in the help text, and no secret has a flag', () => {
    const text = describeSettings();
    for (const setting of settings) expect(text).toContain(setting.env);
    expect(Object.keys(flagOptions())).toEqual([
      'config',
      'listen',
      'data-dir',
      'database-url',
      'log-level',
      'allowed-hosts',
      'kubeconfig',
      'uploaded-kubeconfigs',
      'prometheus-discovery',
      'metric-queries',
      'terminal-idle',
      'terminal-recording',
      'node-terminal-image',
      'public-url',
      'oidc-issuer',
      'oidc-client-id',
      'oidc-name',
      'oidc-scopes',
      'oidc-username-claim',
      'oidc-groups-claim',
      'oidc-groups',
      'oidc-accounts',
    ]);
  });
});
