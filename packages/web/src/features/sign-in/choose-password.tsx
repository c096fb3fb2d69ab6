import type { MeReply } from '@binnacle/api';
import { fromThrown, type ConsoleError } from '@binnacle/api/client';
import { Button, PasswordInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { queryClient } from '../../api/client.ts';
import { people } from '../../api/people.ts';
import { toFleetPath } from '../../resource/routes.ts';
import { go } from '../../resource/use-place.ts';
import { Mark } from '../../ui/icons.tsx';
import { useErrorText } from '../../ui/states.tsx';
import { ToneIcon } from '../../ui/status.tsx';
import classes from './sign-in.module.css';

/**
 * Stands before the console until a password that was given has been replaced by the user's own. Whoever came by a
 * one-time link, as the first administrator does, knows no present one, and goes on to what else is to be set up.
 */
export function ChoosePassword({ me: { user } }: { me: MeReply }) {
  const { t } = useTranslation();
  const textOf = useErrorText();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ConsoleError>();
  const sessions = useQuery({
    queryKey: ['own', 'sessions'],
    queryFn: async ({ signal }) => (await people.sessions({ signal })).items,
  });
  const byLink = sessions.data?.find((session) => session.current)?.signed_in_by === 'link';

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await people.changePassword({ new_password: next, ...(current === '' ? {} : { current_password: current }) });
      if (byLink) go(toFleetPath('welcome'), { replace: true });
      await queryClient.resetQueries({ queryKey: ['me'] });
    } catch (thrown) {
      setError(fromThrown(thrown));
    } finally {
      setBusy(false);
    }
  };

  const toggle = { 'aria-label': t('signIn.showPassword') };
  return (
    <main className={classes.page}>
      <div className={classes.card}>
        <div className={classes.head}>
          <Mark size={44} />
          <h1>{t('choosePassword.title')}</h1>
          <p>{t('choosePassword.lead', { username: user.username })}</p>
        </div>
        <form className={classes.form} onSubmit={(event) => void submit(event)}>
          <input type="text" name="username" autoComplete="username" value={user.username} readOnly hidden />
          {byLink ? null : (
            <PasswordInput
              label={t('choosePassword.current')}
              value={current}
              onChange={(event) => setCurrent(event.currentTarget.value)}
              autoComplete="current-password"
              visibilityToggleButtonProps={toggle}
              required
              withAsterisk={false}
            />
          )}
          <PasswordInput
            label={t('choosePassword.next')}
            description={t('choosePassword.nextHint')}
            value={next}
            onChange={(event) => setNext(event.currentTarget.value)}
            autoComplete="new-password"
            visibilityToggleButtonProps={toggle}
            required
            withAsterisk={false}
            autoFocus
          />
          {error === undefined ? null : (
            <div className={classes.error} role="alert">
              <ToneIcon tone="bad" size={16} />
              <span>{textOf(error)}</span>
            </div>
          )}
          <Button type="submit" fullWidth loading={busy}>
            {t('choosePassword.submit')}
          </Button>
        </form>
      </div>
    </main>
  );
}
