import type { TestProject } from 'vitest/node';
import { startSimulator } from '../../fixtures/simulator.ts';

/** One simulated cluster for the whole run, in a process of its own. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const { admin, viewer, stop } = await startSimulator();
  project.provide('target', { name: 'simulator', admin, viewer });
  return stop;
};
