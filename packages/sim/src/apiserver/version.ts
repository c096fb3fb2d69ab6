import { badRequest } from '@binnacle/kube/api';

/** What the simulator is held against. */
export const KUBERNETES_VERSION = '1.34.4';

/** What /version answers. Source: apimachinery `version.Info`. */
export interface VersionInfo {
  major: string;
  minor: string;
  emulationMajor: string;
  emulationMinor: string;
  minCompatibilityMajor: string;
  minCompatibilityMinor: string;
  gitVersion: string;
  gitCommit: string;
  gitTreeState: string;
  buildDate: string;
  goVersion: string;
  compiler: string;
  platform: string;
}

/** Throws BadRequest for anything but three numbers. */
export const assertVersion = (version: string): void => {
  if (!/^1\.\d{1,3}\.\d{1,3}$/.test(version))
    throw badRequest(
      `version must be a Kubernetes version such as ${KUBERNETES_VERSION}, not ${JSON.stringify(version)}`,
    );
};

/** `1.34.4`: what a server of that version says of itself, and that it is this simulator. */
export const versionInfo = (version: string): VersionInfo => {
  const [major = '', minor = ''] = version.split('.');
  return {
    major,
    minor,
    emulationMajor: major,
    emulationMinor: minor,
    minCompatibilityMajor: major,
    minCompatibilityMinor: String(Number(minor) - 1),
    gitVersion: `v${version}+binnacle-sim`,
    gitCommit: '',
    gitTreeState: '',
    buildDate: '1970-01-01T00:00:00Z',
    goVersion: '',
    compiler: '',
    platform: 'linux/amd64',
  };
};
