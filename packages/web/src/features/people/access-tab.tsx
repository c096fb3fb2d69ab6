import type { ClusterSummary, WireAccess } from '@binnacle/api';
import type { SubjectRef } from '@binnacle/api/client';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { toFleetPath } from '../../resource/routes.ts';
import { go } from '../../resource/use-place.ts';
import { LockIcon } from '../../ui/icons.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Badges, Table } from '../../ui/sheet.tsx';
import classes from '../../ui/sheet.module.css';
import { State } from '../../ui/states.tsx';
import { AccessCheck } from './access-check.tsx';
import { useAccess } from './use-people.ts';

type SubjectKind = SubjectRef['kind'];
const isKind = (value: string | undefined): value is SubjectKind =>
  value === 'user' || value === 'group' || value === 'key';

/** What somebody may do, and through what. The subject is in the address: `/people/access/<kind>/<name>`. */
export function AccessTab({ clusters, at }: { clusters: readonly ClusterSummary[]; at: readonly string[] }) {
  const { t } = useTranslation();
  const [atKind, atName = ''] = at;
  const [kind, setKind] = useState<SubjectKind>(isKind(atKind) ? atKind : 'user');
  const [name, setName] = useState(atName);
  const subject = isKind(atKind) && atName !== '' ? { kind: atKind, name: atName } : undefined;
  const access = useAccess(subject);
  const show = (event: FormEvent): void => {
    event.preventDefault();
    if (name.trim() !== '') go(toFleetPath('people', 'access', kind, name.trim()));
  };
  return (
    <>
      <form className={classes.bar} onSubmit={show}>
        <NativeSelect
          label={t('people.who')}
          value={kind}
          data={[
            { value: 'user', label: t('people.user') },
            { value: 'group', label: t('people.group') },
            { value: 'key', label: t('people.keyId') },
          ]}
          onChange={(event) => {
            const { value } = event.currentTarget;
            if (isKind(value)) setKind(value);
          }}
        />
        <TextInput
          label={t('column.name')}
          value={name}
          spellCheck={false}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" disabled={name.trim() === ''}>
          {t('people.show')}
        </Button>
      </form>
      {subject === undefined ? (
        <State icon={<LockIcon />} title={t('people.accessTitle')}>
          <p>{t('people.accessText')}</p>
        </State>
      ) : (
        <Loaded result={access}>
          {({ grants }) => (
            <>
              <AccessCheck subject={subject} clusters={clusters} />
              {grants.length === 0 ? (
                <State icon={<LockIcon />} title={t('people.mayNothing', { name: subject.name })}>
                  <p>{t('people.mayNothingText')}</p>
                </State>
              ) : (
                <Grants grants={grants} />
              )}
            </>
          )}
        </Loaded>
      )}
    </>
  );
}

/** What a rule allows, inside its binding's limits; `*` says nothing beside names. */
const within = (own: readonly string[], limits: readonly string[]): string[] =>
  limits.includes('*') ? [...own] : own.includes('*') ? [...limits] : [...own, ...limits.map((limit) => `∩ ${limit}`)];

function Grants({ grants }: Pick<WireAccess, 'grants'>) {
  const { t } = useTranslation();
  return (
    <Table
      filling
      label={t('people.access')}
      columns={[
        t('people.role'),
        t('people.through'),
        t('people.verbs'),
        t('people.resources'),
        t('clusters.title'),
        t('namespace.label'),
      ]}
    >
      {grants.map((grant) => (
        <tr key={JSON.stringify(grant)}>
          <td className={classes.strong}>{grant.role}</td>
          <td>{grant.through}</td>
          <td>
            <Badges items={grant.verbs} />
          </td>
          <td>
            <Badges items={grant.resources} />
          </td>
          <td>
            <Badges items={within(grant.clusters, grant.within.clusters)} />
          </td>
          <td>
            <Badges items={within(grant.namespaces, grant.within.namespaces)} />
          </td>
        </tr>
      ))}
    </Table>
  );
}
