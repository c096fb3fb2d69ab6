export { createOidcProvider, type OidcSettings } from './oidc-provider.ts';
