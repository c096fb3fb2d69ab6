/** The annotation by which a native DaemonSet is released: it knows no partition of its own (rules §4.3). */
import type { DaemonSet } from '@binnacle/kube/api';
import { annotations } from '../../api/index.ts';

export interface DaemonSetControl {
  /** Nodes whose Pods stay as they are. */
  partition: number;
  /** The revision that the others get; another one is not released. */
  revision: string;
}

export const daemonSetControlOf = ({ metadata }: DaemonSet): DaemonSetControl | undefined => {
  try {
    const value: unknown = JSON.parse(metadata.annotations?.[annotations.daemonSetControl] ?? 'null');
    if (typeof value !== 'object' || value === null) return undefined;
    const { partition, 'batch-revision': revision } = value as Record<string, unknown>;
    return { partition: Number(partition), revision: typeof revision === 'string' ? revision : '' };
  } catch {
    return undefined;
  }
};

export const daemonSetControlText = ({ partition, revision }: DaemonSetControl): string =>
  JSON.stringify({ partition, 'batch-revision': revision });
