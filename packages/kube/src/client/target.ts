/** Where an API server is and how to speak to it: one kubeconfig context, resolved. Secrets in it are never logged. */
export interface ClusterTarget {
  /** The context's name, for messages. */
  name: string;
  /** https://host:port[/path] */
  server: string;
  namespace?: string;
  /** PEM. */
  caData?: string;
  insecureSkipTlsVerify?: boolean;
  tlsServerName?: string;
  proxyUrl?: string;
  credentials: Credentials;
  impersonate?: { user: string; uid?: string; groups?: string[]; extra?: Record<string, string[]> };
}

/** One kubeconfig user. */
export type Credentials =
  | { type: 'none' }
  | { type: 'token'; token: string }
  /** Re-read when the file changes or every minute (service-account tokens rotate). */
  | { type: 'tokenFile'; path: string }
  | { type: 'basic'; username: string; password: string }
  | { type: 'certificate'; certData: string; keyData: string }
  | { type: 'exec'; exec: ExecConfig }
  | { type: 'oidc'; oidc: OidcConfig };

/** Source: Kubernetes docs, "client-go credential plugins". */
export interface ExecConfig {
  apiVersion: string;
  command: string;
  args?: string[];
  env?: { name: string; value: string }[];
  installHint?: string;
  provideClusterInfo?: boolean;
  interactiveMode?: string;
}

/** kubeconfig `auth-provider: oidc`: an ID token refreshed at the issuer's token endpoint when it expires. */
export interface OidcConfig {
  issuerUrl: string;
  clientId: string;
  clientSecret?: string;
  idToken?: string;
  refreshToken?: string;
  caData?: string;
}
