import type { ClusterSummary } from '@binnacle/api';
import { fromThrown, type SubjectRef } from '@binnacle/api/client';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { people } from '../../api/people.ts';
import classes from '../../ui/sheet.module.css';
import { StatusText } from '../../ui/status.tsx';
import { ErrorNote } from '../actions/dialog.tsx';
import styles from './people.module.css';

interface AccessCheckProps {
  subject: SubjectRef;
  clusters: readonly ClusterSummary[];
}

/** Asks whether somebody may do one thing. */
export function AccessCheck({ subject, clusters }: AccessCheckProps) {
  const { t } = useTranslation();
  const [verb, setVerb] = useState('');
  const [resource, setResource] = useState('');
  const [cluster, setCluster] = useState('');
  const [namespace, setNamespace] = useState('');
  const check = useMutation({ mutationFn: () => people.check({ subject, verb, resource, cluster, namespace }) });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (verb !== '' && resource !== '') check.mutate();
  };
  const anew =
    (set: (value: string) => void) =>
    (event: { currentTarget: { value: string } }): void => {
      set(event.currentTarget.value.trim());
      check.reset();
    };
  return (
    <div className={classes.card}>
      <div className={classes.cardHead}>
        <h2>{t('people.checkTitle', { name: subject.name })}</h2>
      </div>
      <form className={classes.bar} onSubmit={submit}>
        <TextInput label={t('people.verb')} placeholder="restart" value={verb} onChange={anew(setVerb)} />
        <TextInput
          label={t('people.resource')}
          placeholder="deployments.apps"
          value={resource}
          onChange={anew(setResource)}
        />
        <NativeSelect
          label={t('cluster.label')}
          value={cluster}
          data={[
            { value: '', label: t('people.noCluster') },
            ...clusters.map(({ name }) => ({ value: name, label: name })),
          ]}
          onChange={anew(setCluster)}
        />
        <TextInput
          label={t('column.namespace')}
          placeholder={t('people.allOfThem')}
          value={namespace}
          onChange={anew(setNamespace)}
        />
        <Button type="submit" variant="default" disabled={verb === '' || resource === ''} loading={check.isPending}>
          {t('people.check')}
        </Button>
      </form>
      <div className={styles.answer} aria-live="polite">
        {check.data === undefined ? null : (
          <>
            <StatusText
              tone={check.data.allowed ? 'ok' : 'bad'}
              text={check.data.allowed ? t('people.allowed') : t('people.refused')}
            />
            <span className={classes.sub}>{check.data.because}</span>
          </>
        )}
        {check.error === null ? null : <ErrorNote error={fromThrown(check.error)} />}
      </div>
    </div>
  );
}
