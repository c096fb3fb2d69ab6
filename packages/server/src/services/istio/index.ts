import type { Clock } from '@binnacle/kube/clock';
import type { HealthReader, ProxySyncReader } from '../health/index.ts';
import type { Readers } from '../observe/index.ts';
import { createConfigurationOperations, type ConfigurationOperations } from './configuration.ts';
import type { InstalledIstio } from './installed.ts';
import { createMeshOperation, type MeshOperations } from './mesh.ts';
import { createComponentOperations, type ComponentOperations } from './workloads.ts';

export type IstioOperations = ComponentOperations & ConfigurationOperations & MeshOperations;

export const createIstioOperations = (
  services: Readers & { health: HealthReader; installed: InstalledIstio; proxies: ProxySyncReader; clock: Clock },
): IstioOperations => ({
  ...createComponentOperations(services),
  ...createConfigurationOperations(services),
  ...createMeshOperation(services),
});

export { createProxySyncReader } from './proxy-sync.ts';
export { createInstalledIstio, type InstalledIstio } from './installed.ts';
export {
  meshKinds,
  type Configuration,
  type ConfigurationList,
  type JudgedObject,
  type MeshHealth,
} from './configuration.ts';
export type { ComponentLogs, DescribedComponent, IstioComponent } from './workloads.ts';
export type { Judged, Mesh, MeshInput } from './mesh.ts';
