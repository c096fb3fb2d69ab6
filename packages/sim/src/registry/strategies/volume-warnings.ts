/** Volumes of old drivers, and files that hide each other. Source: kube-apiserver `pkg/api/pod/warnings.go`. */
import { isJsonObject, objectAt, objectsAt, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { claimWarnings } from './claim-warnings.ts';

const gone = (deprecated: string, broken: string): string =>
  `deprecated in ${deprecated}, non-functional in ${broken}+`;

/** Also of persistent volumes. */
export const oldDrivers: Readonly<Record<string, string>> = {
  photonPersistentDisk: gone('v1.11', 'v1.16'),
  gitRepo: 'deprecated in v1.11, and disabled by default in v1.33+',
  scaleIO: gone('v1.16', 'v1.22'),
  flocker: gone('v1.22', 'v1.25'),
  storageos: gone('v1.22', 'v1.25'),
  quobyte: gone('v1.22', 'v1.25'),
  glusterfs: gone('v1.25', 'v1.26'),
  cephfs: gone('v1.28', 'v1.31'),
  rbd: gone('v1.28', 'v1.31'),
};

/** As upstream spells it. */
const fieldOf = (driver: string): string => (driver === 'storageos' ? 'storageOS' : driver);

export const driverWarnings = (volume: JsonObject, at: string): string[] =>
  Object.entries(oldDrivers).flatMap(([driver, why]) =>
    isJsonObject(volume[driver]) ? [`${at}.${fieldOf(driver)}: ${why}`] : [],
  );

interface File {
  path: string;
  /** Where it comes from, in a volume of several sources. */
  source: string;
}

const shown = ({ path, source }: File): string =>
  source === '' ? JSON.stringify(path) : `${JSON.stringify(path)} (${source})`;

const filesOf = (holder: JsonObject, source: string): File[] =>
  objectsAt(holder, 'items').map((item) => ({ path: textAt(item, 'path').replace(/\/+$/, ''), source }));

const overlaps = (a: File, b: File): boolean =>
  a.path !== '' &&
  b.path !== '' &&
  (a.path === b.path || a.path.startsWith(`${b.path}/`) || b.path.startsWith(`${a.path}/`));

/** Each file with those before it that are in its way. */
const collisions = (files: readonly File[]): string[] =>
  files.flatMap((file, i) =>
    files
      .slice(0, i)
      .filter((other) => overlaps(other, file))
      .map((other) => `${shown(file)} with ${shown(other)}`),
  );

const quoted = (kind: string, name: string): string => `${kind} ${JSON.stringify(name)}`;

const projectedFiles = (source: JsonObject): File[] => {
  const { configMap, secret, downwardAPI, serviceAccountToken: token, clusterTrustBundle: bundle } = source;
  if (isJsonObject(configMap)) return filesOf(configMap, quoted('ConfigMap', textAt(configMap, 'name')));
  if (isJsonObject(secret)) return filesOf(secret, quoted('Secret', textAt(secret, 'name')));
  if (isJsonObject(downwardAPI)) return filesOf(downwardAPI, 'DownwardAPI');
  if (isJsonObject(token)) return [{ path: textAt(token, 'path'), source: 'ServiceAccountToken' }];
  if (!isJsonObject(bundle)) return [];
  const name = textAt(bundle, 'name') || textAt(bundle, 'signerName');
  return [{ path: textAt(bundle, 'path'), source: quoted('ClusterTrustBundle', name) }];
};

const pathWarnings = (volume: JsonObject): string[] => {
  const name = JSON.stringify(textAt(volume, 'name'));
  const told = (what: string, files: readonly File[]): string[] =>
    collisions(files).map((collision) => `volume ${name} (${what}): overlapping paths: ${collision}`);
  const { configMap, secret, downwardAPI, projected } = volume;
  const sources = objectsAt(projected, 'sources');
  return [
    ...(isJsonObject(configMap) ? told(quoted('ConfigMap', textAt(configMap, 'name')), filesOf(configMap, '')) : []),
    ...(isJsonObject(secret) ? told(quoted('Secret', textAt(secret, 'secretName')), filesOf(secret, '')) : []),
    ...(isJsonObject(downwardAPI) ? told('DownwardAPI', filesOf(downwardAPI, '')) : []),
    ...sources
      .filter((source) => Object.keys(source).length === 0)
      .map(() => `volume ${name} (Projected) has no sources provided`),
    ...told('Projected', sources.flatMap(projectedFiles)),
  ];
};

export const volumeWarnings = (volumes: readonly JsonObject[], at: string): string[] => [
  ...volumes.flatMap((volume, i) => [
    ...driverWarnings(volume, `${at}[${i}]`),
    ...claimWarnings(
      objectAt(volume, 'ephemeral', 'volumeClaimTemplate', 'spec'),
      `${at}[${i}].ephemeral.volumeClaimTemplate.spec`,
    ),
  ]),
  ...volumes.flatMap(pathWarnings),
];
