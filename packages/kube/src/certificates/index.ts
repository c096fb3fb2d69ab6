export { createServingCertificates } from './serving-certificates.ts';
export type { ServingCertificates, ServingCertificatesOptions } from './serving-certificates.ts';
