export { createAuthenticator } from './authentication.ts';
export { createAuthorizer } from './authorization.ts';
export { createKubeconfig } from './kubeconfig.ts';
export { parseListenAddress, openApiServer } from './server.ts';
export type { ApiServer } from './server.ts';
export { createServiceAccountTokens, ISSUER } from './service-account-tokens.ts';
export { assertRate, MAX_RATE } from './simulator-clock.ts';
export { assertVersion, KUBERNETES_VERSION, versionInfo } from './version.ts';
