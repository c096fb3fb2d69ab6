import {
  decodeKubeconfig,
  type ClusterChanges,
  type ClusterDetail,
  type ClusterDraft,
  type ClusterStatus,
} from '../../services/clusters/index.ts';
import { invalidField } from '../../services/errors.ts';
import { toRfc3339 } from '../../services/resources/index.ts';

/** Contract 001 §1.1 and §1.2. Credentials never leave but for the administrator who asks for one cluster. */
export const clusterFields = ({ record, status, kubeconfig }: ClusterDetail): Record<string, unknown> => ({
  id: record.id,
  name: record.name,
  description: record.description,
  kubeconfig: kubeconfig ?? '<redacted>',
  status: statusWord(status),
  ...(status.reason === undefined ? {} : { reason: status.reason }),
  version: status.version ?? '',
  server: record.server,
  source: record.source,
  is_default: record.isDefault,
  created_at: toRfc3339(record.createdAt),
});

/** `active` is the document's word for a cluster that answers; the others are ours. */
const statusWord = ({ state }: ClusterStatus): string => {
  if (state === 'connected') return 'active';
  return state === 'disabled' ? 'inactive' : state;
};

/** Contract 001 §1.3. Throws BadRequest that names the field. */
export const clusterDraft = (body: Record<string, unknown>): ClusterDraft => {
  const { name, kubeconfig, ...rest } = clusterChanges(body);
  if (name === undefined) throw invalidField('name', 'is required');
  if (kubeconfig === undefined) throw invalidField('kubeconfig', 'is required');
  return { name, kubeconfig, ...rest };
};

/** Contract 001 §1.4: what is left out stays. */
export const clusterChanges = (body: Record<string, unknown>): ClusterChanges => {
  const changes: ClusterChanges = {};
  for (const field of ['name', 'description', 'kubeconfig'] as const) {
    const value = body[field];
    // A form that shows the placeholder sends it back.
    if (value === undefined || value === null || (field === 'kubeconfig' && value === '<redacted>')) continue;
    if (typeof value !== 'string') throw invalidField(field, 'must be a text');
    if (value === '' && field !== 'description') throw invalidField(field, 'is required');
    changes[field] = field === 'kubeconfig' ? kubeconfigText(value) : value;
  }
  return changes;
};

/** Source: contracts/README.md, 001: YAML or JSON text, "001 accepts base64 as well". YAML of a kubeconfig has colons. */
const kubeconfigText = (value: string): string => (value.includes(':') ? value : decodeKubeconfig(value));
