export { createAuthority, issueCertificate } from './authority.ts';
export type { Authority, CertificateOrder, NameAttribute } from './authority.ts';
export { readCertificateRequest } from './certificate-request.ts';
export type { CertificateRequest } from './certificate-request.ts';
export { createServingCertificates } from './serving-certificates.ts';
export type { ServingCertificates, ServingCertificatesOptions } from './serving-certificates.ts';
