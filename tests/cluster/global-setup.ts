import type { TestProject } from 'vitest/node';
import { startControlPlane } from './control-plane.ts';

/** One control plane for the whole run; suites that break theirs start their own. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const plane = await startControlPlane({ log: (text) => process.stderr.write(`binnacle: ${text}\n`) });
  project.provide('target', { name: 'cluster', admin: plane.admin, viewer: plane.viewer });
  project.provide('cluster', { kubeconfig: plane.kubeconfig, kubectl: plane.kubectl, version: plane.version });
  return plane.stop;
};

declare module 'vitest' {
  export interface ProvidedContext {
    /** The shared control plane of `npm run test:cluster`. */
    cluster: { kubeconfig: string; kubectl: string; version: string };
  }
}
