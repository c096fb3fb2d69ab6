import { invalidField } from '../../services/errors.ts';
import { composeKubeconfig, type ClusterDraft, type ClusterView } from '../../services/clusters/index.ts';
import { toRfc3339 } from '../../services/resources/index.ts';
import type { WireRequest } from '../../http/row.ts';
import { clusterOf, fieldsOf, required, textOf, type Fields } from './fields.ts';

/** The registered name; the default cluster when absent ("Instant" mode). */
export const clusterNameOf = (request: WireRequest): { ref?: string } => {
  const name = clusterOf(request);
  return name === undefined ? {} : { ref: name };
};

/** `cluster/add`. Throws BadRequest that names the field. */
export const draftOf = (request: WireRequest): ClusterDraft => {
  const fields = fieldsOf(request);
  const name = required(fields, 'name');
  const description = textOf(fields, 'description');
  const ca = textOf(fields, 'ca_data');
  const { insecure_skip_tls_verify: insecure = false } = fields;
  if (typeof insecure !== 'boolean') throw invalidField('insecure_skip_tls_verify', 'must be true or false');
  const parts = {
    name,
    api_server: required(fields, 'api_server'),
    token: required(fields, 'token'),
    insecure_skip_tls_verify: insecure,
    ...(ca === undefined ? {} : { ca_data: ca }),
  };
  return { name, kubeconfig: composeKubeconfig(parts), ...(description === undefined ? {} : { description }) };
};

/** A cluster in `cluster/list`; the document leaves its fields open. */
export const clusterFields = ({ record, status }: ClusterView): Fields => ({
  id: record.id,
  name: record.name,
  api_server: record.server,
  description: record.description,
  is_default: record.isDefault,
  enabled: record.enabled,
  status: status.health,
  created_at: toRfc3339(record.createdAt),
});

/** The answer of `cluster/info`. */
export const infoFields = (view: ClusterView): Fields => ({
  ...clusterFields(view),
  version: view.status.version ?? '',
  node_count: view.status.nodeCount ?? 0,
  pod_count: view.status.podCount ?? 0,
  ...(view.status.reason === undefined ? {} : { reason: view.status.reason }),
  last_connected_at: view.status.lastConnectedAt === undefined ? null : toRfc3339(view.status.lastConnectedAt),
});
