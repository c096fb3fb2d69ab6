/** Which workloads a Rollout may name; versions are not compared. */

const supported: readonly { group: string; kind: string; blueGreen: boolean }[] = [
  { group: 'apps', kind: 'Deployment', blueGreen: true },
  { group: 'apps', kind: 'ReplicaSet', blueGreen: false },
  { group: 'apps', kind: 'StatefulSet', blueGreen: false },
  { group: 'apps', kind: 'DaemonSet', blueGreen: false },
  { group: 'apps.kruise.io', kind: 'CloneSet', blueGreen: true },
  { group: 'apps.kruise.io', kind: 'StatefulSet', blueGreen: false },
  { group: 'apps.kruise.io', kind: 'DaemonSet', blueGreen: false },
];

/** `apps` of `apps/v1`; empty for the core group. */
export const groupOf = (apiVersion: string): string =>
  apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';

const find = (ref: { apiVersion: string; kind: string }) =>
  supported.find(({ group, kind }) => group === groupOf(ref.apiVersion) && kind === ref.kind);

export const isSupportedWorkload = (ref: { apiVersion: string; kind: string }): boolean => find(ref) !== undefined;

export const supportsBlueGreen = (ref: { apiVersion: string; kind: string }): boolean => find(ref)?.blueGreen === true;
