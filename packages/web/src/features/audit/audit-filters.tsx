import type { ClusterSummary } from '@binnacle/api';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from '../../ui/sheet.module.css';
import type { TextKey } from '../../ui/text/text-key.ts';
import type { AuditField, AuditFilter } from './audit-query.ts';
import { resultLabels } from './audit-table.tsx';

export interface AuditFiltersProps {
  filter: AuditFilter;
  clusters: readonly ClusterSummary[];
  onChange: (filter: AuditFilter) => void;
}

const boxes: readonly { field: AuditField; label: TextKey; placeholder: string }[] = [
  { field: 'user', label: 'people.user', placeholder: 'ada' },
  { field: 'operation', label: 'audit.operation', placeholder: 'workloads.scale' },
  { field: 'kind', label: 'people.resource', placeholder: 'deployments.apps' },
  { field: 'namespace', label: 'column.namespace', placeholder: 'shop' },
  { field: 'name', label: 'column.name', placeholder: 'cart' },
];

/** RFC 3339 to what the browser's box takes, on the reader's clock, and back. */
const toLocal = (moment: string | undefined): string => {
  if (moment === undefined || Number.isNaN(Date.parse(moment))) return '';
  const at = new Date(moment);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};
const fromLocal = (local: string): string => (local === '' ? '' : new Date(local).toISOString());

/** A box for each thing that entries can be told apart by; all must be equal. */
export function AuditFilters({ filter, clusters, onChange }: AuditFiltersProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(filter);
  // Changed elsewhere: back, or filters cleared.
  useEffect(() => setTyped(filter), [filter]);
  const commit = useDebouncedCallback(onChange, 250);
  const set = (field: AuditField, value: string, now = false): void => {
    const next = { ...typed, [field]: value };
    setTyped(next);
    if (now) onChange(next);
    else commit(next);
  };
  return (
    <div className={classes.bar} role="search" aria-label={t('audit.filters')}>
      {boxes.map(({ field, label, placeholder }) => (
        <TextInput
          key={field}
          label={t(label)}
          placeholder={placeholder}
          value={typed[field] ?? ''}
          spellCheck={false}
          w={130}
          onChange={(event) => set(field, event.currentTarget.value)}
        />
      ))}
      <NativeSelect
        label={t('cluster.label')}
        value={typed.cluster ?? ''}
        data={[{ value: '', label: t('audit.any') }, ...clusters.map(({ name }) => ({ value: name, label: name }))]}
        onChange={(event) => set('cluster', event.currentTarget.value, true)}
      />
      <NativeSelect
        label={t('audit.result')}
        value={typed.result ?? ''}
        data={[
          { value: '', label: t('audit.any') },
          ...Object.entries(resultLabels).map(([value, label]) => ({ value, label: t(label) })),
        ]}
        onChange={(event) => set('result', event.currentTarget.value, true)}
      />
      <TextInput
        type="datetime-local"
        label={t('audit.since')}
        value={toLocal(typed.since)}
        onChange={(event) => set('since', fromLocal(event.currentTarget.value), true)}
      />
      <TextInput
        type="datetime-local"
        label={t('audit.until')}
        value={toLocal(typed.until)}
        onChange={(event) => set('until', fromLocal(event.currentTarget.value), true)}
      />
      {Object.keys(filter).length === 0 ? null : (
        <Button variant="default" onClick={() => onChange({})}>
          {t('list.clearFilters')}
        </Button>
      )}
    </div>
  );
}
