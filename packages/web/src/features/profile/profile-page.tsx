import type { MeReply } from '@binnacle/api';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LockIcon } from '../../ui/icons.tsx';
import { Badges, Sheet } from '../../ui/sheet.tsx';
import classes from '../../ui/sheet.module.css';
import { State } from '../../ui/states.tsx';
import { KeysCard } from './keys-card.tsx';
import { PasswordDialog } from './password-dialog.tsx';
import { TokensCard } from './tokens-card.tsx';
import { SessionsCard } from './sessions-card.tsx';
import { useSessions } from './use-own.ts';

/** What is one's own: account, password, sessions, API keys. */
export function ProfilePage({ me: { user } }: { me: MeReply }) {
  const { t } = useTranslation();
  const [changing, setChanging] = useState(false);
  const current = useSessions(!user.anonymous).data?.find((session) => session.current);
  if (user.anonymous) {
    return (
      <State page icon={<LockIcon />} title={t('profile.anonymous')}>
        <p>{t('profile.anonymousText')}</p>
      </State>
    );
  }
  const change =
    current === undefined || current.signed_in_by === 'provider' ? null : (
      <Button size="xs" variant="default" onClick={() => setChanging(true)}>
        {t('profile.changePassword')}
      </Button>
    );
  return (
    <Sheet title={t('profile.title')} actions={change} scrolling>
      <section className={classes.card} aria-label={t('shell.account')}>
        <dl className={classes.facts}>
          <dt>{t('signIn.username')}</dt>
          <dd className={classes.strong}>{user.username}</dd>
          <dt>{t('people.displayName')}</dt>
          <dd>{user.display_name || '–'}</dd>
          <dt>{t('people.rolesEverywhere')}</dt>
          <dd>
            <Badges items={user.roles} />
          </dd>
          <dt>{t('people.groups')}</dt>
          <dd>
            <Badges items={user.groups} />
          </dd>
        </dl>
      </section>
      <SessionsCard />
      <KeysCard roles={user.roles} />
      <TokensCard />
      {changing ? <PasswordDialog username={user.username} onClose={() => setChanging(false)} /> : null}
    </Sheet>
  );
}
