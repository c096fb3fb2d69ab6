import { PasswordInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { people } from '../../api/people.ts';
import { Dialog, Note } from '../actions/dialog.tsx';
import { refreshOwn } from './use-own.ts';

/** A new password of one's own; the other sessions end. */
export function PasswordDialog({ username, onClose }: { username: string; onClose: () => void }) {
  const { t } = useTranslation();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const toggle = { 'aria-label': t('signIn.showPassword') };
  return (
    <Dialog
      title={t('profile.changePassword')}
      at={{ name: username }}
      submit={t('profile.changePassword')}
      disabled={current === '' || next === ''}
      run={() => people.changePassword({ current_password: current, new_password: next })}
      done={t('people.passwordSet')}
      onClose={onClose}
      onDone={refreshOwn}
    >
      <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
      <PasswordInput
        label={t('choosePassword.current')}
        value={current}
        autoComplete="current-password"
        visibilityToggleButtonProps={toggle}
        onChange={(event) => setCurrent(event.currentTarget.value)}
        data-autofocus
      />
      <PasswordInput
        label={t('choosePassword.next')}
        description={t('choosePassword.nextHint')}
        value={next}
        autoComplete="new-password"
        visibilityToggleButtonProps={toggle}
        onChange={(event) => setNext(event.currentTarget.value)}
      />
      <Note>{t('profile.passwordFollows')}</Note>
    </Dialog>
  );
}
