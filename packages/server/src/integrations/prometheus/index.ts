export { checkPrometheusUrl, type AddressPolicy } from './addresses.ts';
export { createPrometheusFinder } from './finder.ts';
export { createPrometheusPort } from './port.ts';
