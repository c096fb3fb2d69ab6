import type { WireUser } from '@binnacle/api';
import { PasswordInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { people } from '../../api/people.ts';
import { ConfirmName } from '../actions/confirm-name.tsx';
import { Dialog, Note } from '../actions/dialog.tsx';
import { refreshPeople } from './use-people.ts';
import { UserForm } from './user-form.tsx';

/** What is asked about before it is done. */
export type UserAction = 'create' | 'edit' | 'password' | 'signOut' | 'disable' | 'enable' | 'remove';

interface Props {
  user: WireUser;
  onClose: () => void;
}

export function UserDialog({
  action,
  user,
  onClose,
}: Omit<Props, 'user'> & { action: UserAction; user?: WireUser | undefined }) {
  if (action === 'create' || user === undefined) return <UserForm onClose={onClose} />;
  const props = { user, onClose };
  switch (action) {
    case 'edit':
      return <UserForm {...props} />;
    case 'password':
      return <PasswordDialog {...props} />;
    case 'signOut':
      return <SignOutDialog {...props} />;
    case 'disable':
    case 'enable':
      return <DisableDialog {...props} />;
    case 'remove':
      return <RemoveDialog {...props} />;
  }
}

function PasswordDialog({ user, onClose }: Props) {
  const { t } = useTranslation();
  const [password, setPassword] = useState('');
  return (
    <Dialog
      title={t('people.setPassword')}
      at={{ name: user.username }}
      submit={t('people.setPassword')}
      disabled={password === ''}
      run={() => people.setPassword(user.username, { password, temporary: true })}
      done={t('people.passwordSet')}
      onClose={onClose}
      onDone={refreshPeople}
    >
      <Note>{t('people.passwordFollows')}</Note>
      <PasswordInput
        label={t('choosePassword.next')}
        description={t('choosePassword.nextHint')}
        value={password}
        autoComplete="new-password"
        visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
        onChange={(event) => setPassword(event.currentTarget.value)}
        data-autofocus
      />
    </Dialog>
  );
}

function SignOutDialog({ user, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Dialog
      title={t('people.signOut')}
      at={{ name: user.username }}
      submit={t('people.signOut')}
      run={() => people.signOutUser(user.username)}
      done={t('people.signedOut')}
      onClose={onClose}
      onDone={refreshPeople}
    >
      <Note>{t('people.signOutFollows')}</Note>
    </Dialog>
  );
}

function DisableDialog({ user, onClose }: Props) {
  const { t } = useTranslation();
  const { username, disabled } = user;
  return (
    <Dialog
      title={disabled ? t('people.enable') : t('people.disable')}
      at={{ name: username }}
      submit={disabled ? t('people.enable') : t('people.disable')}
      danger={!disabled}
      run={() => people.updateUser(username, { disabled: !disabled })}
      done={t('people.saved')}
      onClose={onClose}
      onDone={refreshPeople}
    >
      <Note {...(disabled ? {} : { tone: 'warn' as const })}>
        {disabled ? t('people.enableFollows') : t('people.disableFollows')}
      </Note>
    </Dialog>
  );
}

function RemoveDialog({ user, onClose }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  return (
    <Dialog
      title={t('people.remove')}
      at={{ name: user.username }}
      submit={t('people.remove')}
      danger
      disabled={typed !== user.username}
      run={() => people.removeUser(user.username)}
      done={t('people.removed')}
      onClose={onClose}
      onDone={refreshPeople}
    >
      <Note tone="bad">{t('people.removeFollows')}</Note>
      <ConfirmName name={user.username} typed={typed} onTyped={setTyped} />
    </Dialog>
  );
}
