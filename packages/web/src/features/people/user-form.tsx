import type { WireUser } from '@binnacle/api';
import { PasswordInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { people } from '../../api/people.ts';
import { NamesInput } from '../../ui/names-input.tsx';
import classes from '../../ui/sheet.module.css';
import { Dialog } from '../actions/dialog.tsx';
import { RoleChoice } from './role-choice.tsx';
import { refreshPeople } from './use-people.ts';

/** Makes an account, or changes one. */
export function UserForm({ user, onClose }: { user?: WireUser; onClose: () => void }) {
  const { t } = useTranslation();
  const isNew = user === undefined;
  const [username, setUsername] = useState(user?.username ?? '');
  const [displayName, setDisplayName] = useState(user?.display_name ?? '');
  const [email, setEmail] = useState(user?.email ?? '');
  const [roles, setRoles] = useState<string[]>(user?.roles ?? []);
  const [groups, setGroups] = useState<string[]>(user?.groups ?? []);
  const [password, setPassword] = useState('');
  const local = user === undefined || user.source === 'local';
  const profile = { email, roles, ...(local ? { groups } : {}) };
  const save = () =>
    isNew
      ? people.createUser({
          ...profile,
          username,
          ...(displayName === '' ? {} : { display_name: displayName }),
          ...(password === '' ? {} : { password }),
        })
      : people.updateUser(user.username, { ...profile, display_name: displayName });
  return (
    <Dialog
      title={isNew ? t('people.addUser') : t('people.edit')}
      {...(isNew ? {} : { at: { name: user.username } })}
      submit={isNew ? t('people.addUser') : t('people.save')}
      disabled={username.trim() === ''}
      run={save}
      done={t('people.saved')}
      onClose={onClose}
      onDone={refreshPeople}
    >
      {isNew ? (
        <TextInput
          label={t('signIn.username')}
          value={username}
          maxLength={128}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setUsername(event.currentTarget.value)}
          data-autofocus
        />
      ) : null}
      <div className={classes.pair}>
        <TextInput
          label={t('people.displayName')}
          value={displayName}
          maxLength={256}
          onChange={(event) => setDisplayName(event.currentTarget.value)}
        />
        <TextInput
          label={t('people.email')}
          value={email}
          maxLength={254}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
      </div>
      <RoleChoice label={t('people.rolesEverywhere')} value={roles} onChange={setRoles} />
      {local ? (
        <NamesInput
          label={t('people.groups')}
          description={t('people.namesHint')}
          value={groups}
          onChange={setGroups}
        />
      ) : null}
      {isNew ? (
        <PasswordInput
          label={t('people.firstPassword')}
          description={t('people.firstPasswordHint')}
          value={password}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
      ) : null}
    </Dialog>
  );
}
