export { createHealthBooks, type HealthBooks, type Unknown } from './book.ts';
export { createHealthOperations, type HealthInput, type HealthOperations } from './operations.ts';
export type { ProxySync, ProxySyncReader, ProxySyncReading } from './proxy-sync.ts';
export { createHealthReader, type Area, type HealthReader, type HealthReport, type ObjectHealth } from './reader.ts';
export { rootNamespace } from './hosts.ts';
export { isIstioRule, rules } from './rules/index.ts';
export { proxyContainerOf, proxyStatusOf, versionOfImage } from './proxy-container.ts';
export { healthOf, type Health, type HealthStatus } from './score.ts';
export type { Finding, Rule, Severity } from './types.ts';
