import { invalidField } from '../../services/errors.ts';
import {
  decodeKubeconfig,
  type ClusterChanges,
  type ClusterDraft,
  type ClusterView,
  type ConnectionTest,
} from '../../services/clusters/index.ts';
import { toRfc3339 } from '../../services/resources/index.ts';
import type { WireRequest } from '../../http/row.ts';

/** `:id` of the path. Throws BadRequest for what is no number. */
export const idOf = ({ params }: WireRequest): number => {
  const text = params['id'] ?? '';
  if (!/^\d{1,15}$/.test(text)) throw invalidField('id', 'must be a whole number');
  return Number(text);
};

/** C3's body. Throws BadRequest that names the field. */
export const draftOf = (request: WireRequest): ClusterDraft => {
  const { name, kubeconfig, ...rest } = changesOf(request);
  if (name === undefined) throw invalidField('name', 'is required');
  if (kubeconfig === undefined) throw invalidField('kubeconfig', 'is required');
  return { name, kubeconfig, ...rest };
};

/** C4's body: every field may be left out, and what is not known is passed over. */
export const changesOf = ({ body }: WireRequest): ClusterChanges => {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw invalidField('body', 'must be a JSON object');
  const fields = body as Record<string, unknown>;
  const text = (name: string) => fieldOf(fields, name, 'string') as string | undefined;
  const flag = (name: string) => fieldOf(fields, name, 'boolean') as boolean | undefined;
  const kubeconfig = text('kubeconfig');
  const changes = {
    name: text('name'),
    kubeconfig: kubeconfig === undefined ? undefined : decodeKubeconfig(kubeconfig),
    context: text('context'),
    description: text('description'),
    isDefault: flag('is_default'),
    enabled: flag('enabled'),
    colour: text('colour') as ClusterChanges['colour'],
    production: flag('production'),
    prometheusUrl: text('prometheus_url'),
  };
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
};

const needsText = new Set(['name', 'kubeconfig', 'context']);

const fieldOf = (fields: Record<string, unknown>, name: string, type: 'string' | 'boolean'): unknown => {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== type) throw invalidField(name, `must be ${type === 'string' ? 'a text' : 'true or false'}`);
  if (value === '' && needsText.has(name)) throw invalidField(name, 'is empty');
  return value;
};

/** Contract 003, C1 and C3. */
export const listFields = ({ record, status }: ClusterView): Record<string, unknown> => ({
  id: record.id,
  name: record.name,
  is_default: record.isDefault,
  enabled: record.enabled,
  health_status: status.health,
  last_connected_at: status.lastConnectedAt === undefined ? null : toRfc3339(status.lastConnectedAt),
  node_count: status.nodeCount ?? 0,
  pod_count: status.podCount ?? 0,
  prometheus_url: record.prometheusUrl,
  created_at: toRfc3339(record.createdAt),
  updated_at: toRfc3339(record.updatedAt),
});

/** What stands for a kubeconfig that the caller may not see. */
const hidden = '<redacted>';

/** Contract 003, C2. */
export const detailFields = (view: ClusterView & { kubeconfig?: string }): Record<string, unknown> => {
  const { id, name, ...rest } = listFields(view);
  const { kubeconfig } = view;
  return {
    id,
    name,
    kubeconfig: kubeconfig === undefined ? hidden : Buffer.from(kubeconfig).toString('base64'),
    ...rest,
  };
};

/** Contract 003, C4. */
export const updatedFields = (view: ClusterView): Record<string, unknown> => {
  const { id, name, is_default, enabled, health_status, prometheus_url, updated_at } = listFields(view);
  return { id, name, is_default, enabled, health_status, prometheus_url, updated_at };
};

/** Contract 003, C6. */
export const testFields = (test: ConnectionTest): Record<string, unknown> => ({
  cluster_id: test.id,
  cluster_name: test.name,
  connected: true,
  kubernetes_version: test.version ?? '',
  node_count: test.nodeCount ?? 0,
  tested_at: toRfc3339(test.testedAt),
});
