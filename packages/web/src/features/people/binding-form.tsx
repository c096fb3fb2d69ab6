import type { ClusterSummary } from '@binnacle/api';
import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { people } from '../../api/people.ts';
import { NamesInput } from '../../ui/names-input.tsx';
import classes from '../../ui/sheet.module.css';
import { Dialog } from '../actions/dialog.tsx';
import { refreshPeople, useRoles } from './use-people.ts';

/** Gives a role to a user or a group. */
export function BindingForm({ clusters, onClose }: { clusters: readonly ClusterSummary[]; onClose: () => void }) {
  const { t } = useTranslation();
  const roles = useRoles().data ?? [];
  const [kind, setKind] = useState<'user' | 'group'>('user');
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState('');
  const [within, setWithin] = useState({ clusters: ['*'], namespaces: ['*'] });
  const role = chosen === '' ? (roles[0]?.name ?? '') : chosen;
  return (
    <Dialog
      title={t('people.addBinding')}
      submit={t('people.addBinding')}
      disabled={name.trim() === '' || role === '' || within.clusters.length === 0 || within.namespaces.length === 0}
      run={() => people.createBinding({ role, subject: { kind, name: name.trim() }, ...within })}
      done={t('people.saved')}
      onClose={onClose}
      onDone={refreshPeople}
    >
      <div className={classes.pair}>
        <NativeSelect
          label={t('people.who')}
          value={kind}
          data={[
            { value: 'user', label: t('people.user') },
            { value: 'group', label: t('people.group') },
          ]}
          onChange={(event) => setKind(event.currentTarget.value === 'group' ? 'group' : 'user')}
        />
        <TextInput
          label={t('column.name')}
          value={name}
          maxLength={253}
          spellCheck={false}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
      </div>
      <NativeSelect
        label={t('people.role')}
        value={role}
        data={roles.map((item) => item.name)}
        onChange={(event) => setChosen(event.currentTarget.value)}
      />
      <NamesInput
        label={t('clusters.title')}
        description={t('people.clustersHint', { names: clusters.map((cluster) => cluster.name).join(', ') })}
        value={within.clusters}
        onChange={(names) => setWithin({ ...within, clusters: names })}
      />
      <NamesInput
        label={t('namespace.label')}
        description={t('people.namespacesHint')}
        value={within.namespaces}
        onChange={(names) => setWithin({ ...within, namespaces: names })}
      />
    </Dialog>
  );
}
