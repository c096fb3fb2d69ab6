/**
 * Kinds that clusters keep for their own machinery: known by their columns, and listed nowhere by themselves.
 * Source of columns: kube-apiserver `pkg/printers/internalversion`; of APIServices: kube-aggregator.
 */
import type { Column, Kind } from '../kind.ts';
import type { KubeObject, UnstructuredObject } from '../object.ts';
import { age, asString, columnsOf, createdAt, type Loose } from './columns.ts';

interface Condition {
  type: string;
  status: string;
  reason: string;
  message: string;
  error: string;
}

/** Every field that one of the columns below reads. */
interface RareObject extends KubeObject {
  handler: string;
  driverName: string;
  conditions: Condition[];
  spec: {
    replicas: number;
    service: { name: string; namespace: string };
    cidrs: string[];
    parentRef: { group: string; resource: string; namespace: string; name: string };
    drivers: unknown[];
    driver: string;
    pool: { name: string };
    attacher: string;
    nodeName: string;
    source: { persistentVolumeName: string };
    attachRequired: boolean;
    podInfoOnMount: boolean;
    storageCapacity: boolean;
    requiresRepublish: boolean;
    tokenRequests: { audience: string }[];
    volumeLifecycleModes: string[];
    signerName: string;
    username: string;
    expirationSeconds: number;
    priorityLevelConfiguration: { name: string };
    matchingPrecedence: number;
    distinguisherMethod: { type: string };
    type: string;
    limited: {
      nominalConcurrencyShares: number;
      limitResponse: { queuing: { queues: number; handSize: number; queueLengthLimit: number } };
    };
  };
  status: {
    replicas: number;
    attached: boolean;
    certificate: string;
    conditions: Condition[];
    allocation: object;
    reservedFor: unknown[];
  };
}

const column = columnsOf<RareObject>();

const conditionOf = (conditions: Loose<Condition>[] | undefined, type: string): Loose<Condition> | undefined =>
  conditions?.find((condition) => condition.type === type);

const healthy = (object: Loose<RareObject>) => conditionOf(object.conditions, 'Healthy');

const requestState = ({ status }: Loose<RareObject>): string => {
  const has = (type: string) => conditionOf(status?.conditions, type) !== undefined;
  const decided = has('Denied') ? 'Denied' : has('Approved') ? 'Approved' : 'Pending';
  return `${decided}${has('Failed') ? ',Failed' : ''}${(status?.certificate ?? '') === '' ? '' : ',Issued'}`;
};

const claimState = ({ metadata, status }: Loose<RareObject>): string => {
  const isDeleted = metadata?.deletionTimestamp !== undefined;
  const states = isDeleted ? ['deleted'] : [];
  if (status?.allocation === undefined) return [...states, ...(isDeleted ? [] : ['pending'])].join(',');
  return [...states, 'allocated', ...((status.reservedFor ?? []).length > 0 ? ['reserved'] : [])].join(',');
};

const availability = ({ status }: Loose<RareObject>): string => {
  const condition = conditionOf(status?.conditions, 'Available');
  if (condition === undefined) return 'Unknown';
  return condition.status === 'True' ? 'True' : `${condition.status ?? ''} (${condition.reason ?? ''})`;
};

const parentText = (parent: Loose<RareObject['spec']['parentRef']> | undefined): string => {
  if (parent === undefined) return '<none>';
  const { group = '', resource = '', namespace = '', name = '' } = parent;
  return [group === '' ? resource : `${resource}.${group}`, namespace, name].filter((part) => part !== '').join('/');
};

/** `10m`, `3h`, `2d` as kubectl shortens them; whole units only. */
const shortDuration = (seconds: number): string => {
  if (seconds < 600) return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
  if (seconds < 3 * 3600) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)}h`;
  return `${Math.floor(seconds / 86_400)}d`;
};

const queuing = (name: string, field: 'queues' | 'handSize' | 'queueLengthLimit'): Column =>
  asString(column.count(name, ({ spec }) => spec?.limited?.limitResponse?.queuing?.[field] ?? '<none>'));

/** FlowSchemas are shown as they are tried. */
const byPrecedence = (a: UnstructuredObject, b: UnstructuredObject): number => {
  const of = (object: UnstructuredObject) => (object as Loose<RareObject>).spec?.matchingPrecedence ?? 0;
  return of(a) - of(b) || (a.metadata.name < b.metadata.name ? -1 : 1);
};

interface Naming {
  group: string;
  plural: string;
  kind: string;
  namespaced?: boolean;
  shortNames?: readonly string[];
  selectableFields?: readonly string[];
  tableOrder?: NonNullable<Kind['tableOrder']>;
}

const rare = (
  { group, plural, kind, namespaced = false, shortNames = [], ...rest }: Naming,
  ...columns: Column[]
): Kind => ({
  ...rest,
  group,
  version: 'v1',
  plural,
  kind,
  singular: kind.toLowerCase(),
  shortNames,
  categories: [],
  namespaced,
  capabilities: [],
  columns,
});

export const rareKinds: readonly Kind[] = [
  // What `/scale` shows of every kind that has it.
  rare(
    { group: 'autoscaling', plural: 'scales', kind: 'Scale', namespaced: true },
    column.count('Desired', ({ spec }) => spec?.replicas ?? 0),
    column.count('Available', ({ status }) => status?.replicas ?? 0),
    age,
  ),
  rare(
    { group: '', plural: 'componentstatuses', kind: 'ComponentStatus', shortNames: ['cs'] },
    column.text('Status', (o) => {
      const status = healthy(o)?.status;
      return status === undefined ? 'Unknown' : status === 'True' ? 'Healthy' : 'Unhealthy';
    }),
    column.text('Message', (o) => healthy(o)?.message ?? ''),
    column.text('Error', (o) => healthy(o)?.error ?? ''),
  ),
  rare(
    { group: 'apiregistration.k8s.io', plural: 'apiservices', kind: 'APIService' },
    column.text('Service', ({ spec }) =>
      spec?.service === undefined ? 'Local' : `${spec.service.namespace ?? ''}/${spec.service.name ?? ''}`,
    ),
    column.text('Available', availability),
    age,
  ),
  rare(
    {
      group: 'certificates.k8s.io',
      plural: 'certificatesigningrequests',
      kind: 'CertificateSigningRequest',
      shortNames: ['csr'],
      selectableFields: ['spec.signerName'],
    },
    age,
    column.text('SignerName', ({ spec }) => spec?.signerName ?? '<none>'),
    column.text('Requestor', ({ spec }) => spec?.username ?? ''),
    column.text('RequestedDuration', ({ spec }) =>
      spec?.expirationSeconds === undefined ? '<none>' : shortDuration(spec.expirationSeconds),
    ),
    column.text('Condition', requestState),
  ),
  rare(
    { group: 'networking.k8s.io', plural: 'ipaddresses', kind: 'IPAddress', shortNames: ['ip'] },
    column.text('ParentRef', ({ spec }) => parentText(spec?.parentRef)),
  ),
  rare(
    { group: 'networking.k8s.io', plural: 'servicecidrs', kind: 'ServiceCIDR' },
    column.text('CIDRs', ({ spec }) => (spec?.cidrs ?? []).join(',')),
    age,
  ),
  rare(
    { group: 'storage.k8s.io', plural: 'csidrivers', kind: 'CSIDriver' },
    column.flag('AttachRequired', ({ spec }) => spec?.attachRequired ?? true),
    column.flag('PodInfoOnMount', ({ spec }) => spec?.podInfoOnMount ?? false),
    column.flag('StorageCapacity', ({ spec }) => spec?.storageCapacity ?? false),
    column.text('TokenRequests', ({ spec }) =>
      spec?.tokenRequests === undefined ? '<unset>' : spec.tokenRequests.map((r) => r.audience ?? '').join(','),
    ),
    column.flag('RequiresRepublish', ({ spec }) => spec?.requiresRepublish ?? false),
    column.text('Modes', ({ spec }) => (spec?.volumeLifecycleModes ?? []).join(',') || '<none>'),
    age,
  ),
  rare(
    { group: 'storage.k8s.io', plural: 'csinodes', kind: 'CSINode' },
    column.count('Drivers', ({ spec }) => spec?.drivers?.length ?? 0),
    age,
  ),
  rare(
    { group: 'storage.k8s.io', plural: 'csistoragecapacities', kind: 'CSIStorageCapacity', namespaced: true },
    createdAt,
  ),
  rare(
    { group: 'storage.k8s.io', plural: 'volumeattachments', kind: 'VolumeAttachment' },
    { ...column.text('Attacher', ({ spec }) => spec?.attacher ?? ''), tableFormat: 'name' },
    column.text('PV', ({ spec }) => spec?.source?.persistentVolumeName ?? ''),
    column.text('Node', ({ spec }) => spec?.nodeName ?? ''),
    column.flag('Attached', ({ status }) => status?.attached ?? false),
    age,
  ),
  rare(
    { group: 'storage.k8s.io', plural: 'volumeattributesclasses', kind: 'VolumeAttributesClass', shortNames: ['vac'] },
    column.text('DriverName', (o) => o.driverName ?? ''),
    age,
  ),
  rare(
    { group: 'node.k8s.io', plural: 'runtimeclasses', kind: 'RuntimeClass' },
    column.text('Handler', (o) => o.handler ?? ''),
    age,
  ),
  rare({ group: 'resource.k8s.io', plural: 'deviceclasses', kind: 'DeviceClass' }, age),
  rare(
    { group: 'resource.k8s.io', plural: 'resourceclaims', kind: 'ResourceClaim', namespaced: true },
    column.text('State', claimState),
    age,
  ),
  rare(
    { group: 'resource.k8s.io', plural: 'resourceclaimtemplates', kind: 'ResourceClaimTemplate', namespaced: true },
    age,
  ),
  rare(
    {
      group: 'resource.k8s.io',
      plural: 'resourceslices',
      kind: 'ResourceSlice',
      selectableFields: ['spec.nodeName', 'spec.driver'],
    },
    column.text('Node', ({ spec }) => spec?.nodeName ?? ''),
    column.text('Driver', ({ spec }) => spec?.driver ?? ''),
    column.text('Pool', ({ spec }) => spec?.pool?.name ?? ''),
    age,
  ),
  rare(
    {
      group: 'flowcontrol.apiserver.k8s.io',
      plural: 'flowschemas',
      kind: 'FlowSchema',
      tableOrder: byPrecedence,
    },
    column.text('PriorityLevel', ({ spec }) => spec?.priorityLevelConfiguration?.name ?? ''),
    asString(column.count('MatchingPrecedence', ({ spec }) => spec?.matchingPrecedence ?? 0)),
    column.text('DistinguisherMethod', ({ spec }) => spec?.distinguisherMethod?.type ?? '<none>'),
    age,
    column.text('MissingPL', ({ status }) => conditionOf(status?.conditions, 'Dangling')?.status ?? '?'),
  ),
  rare(
    {
      group: 'flowcontrol.apiserver.k8s.io',
      plural: 'prioritylevelconfigurations',
      kind: 'PriorityLevelConfiguration',
    },
    column.text('Type', ({ spec }) => spec?.type ?? ''),
    asString(
      column.count('NominalConcurrencyShares', ({ spec }) => spec?.limited?.nominalConcurrencyShares ?? '<none>'),
    ),
    queuing('Queues', 'queues'),
    queuing('HandSize', 'handSize'),
    queuing('QueueLengthLimit', 'queueLengthLimit'),
    age,
  ),
];
