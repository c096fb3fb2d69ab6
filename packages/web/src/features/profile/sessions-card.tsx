import type { WireSession } from '@binnacle/api';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { people } from '../../api/people.ts';
import { Age } from '../../ui/age.tsx';
import { formatMoment } from '../../ui/format.ts';
import { SignOutIcon } from '../../ui/icons.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { MoreMenu } from '../../ui/more-menu.tsx';
import { Table } from '../../ui/sheet.tsx';
import classes from '../../ui/sheet.module.css';
import type { TextKey } from '../../ui/text/text-key.ts';
import { Dialog, Note } from '../actions/dialog.tsx';
import { toProgramName } from './program-name.ts';
import { leave, refreshOwn, useSessions } from './use-own.ts';

const ways: Readonly<Record<WireSession['signed_in_by'], TextKey>> = {
  password: 'profile.byPassword',
  link: 'profile.byLink',
  provider: 'profile.byProvider',
};

/** Where one is signed in. */
export function SessionsCard() {
  const { t } = useTranslation();
  const sessions = useSessions();
  const [ending, setEnding] = useState<WireSession | 'all'>();
  const everywhere = ending === 'all';
  return (
    <section className={classes.card} aria-label={t('profile.sessions')}>
      <div className={classes.cardHead}>
        <h2>{t('profile.sessions')}</h2>
        <span className={classes.end}>
          <Button size="xs" variant="default" onClick={() => setEnding('all')}>
            {t('profile.everywhere')}
          </Button>
        </span>
      </div>
      <Loaded result={sessions}>
        {(items) => (
          <Table
            label={t('profile.sessions')}
            columns={[t('profile.browser'), t('profile.address'), t('profile.began'), t('profile.ends'), '']}
          >
            {items.map((session) => (
              <tr key={session.id}>
                <td title={session.user_agent}>
                  {toProgramName(session.user_agent, t)}
                  <span className={classes.sub}>
                    {t(ways[session.signed_in_by])}
                    {session.current ? ` · ${t('profile.current')}` : ''}
                  </span>
                </td>
                <td className={classes.nowrap}>{session.address}</td>
                <td className={classes.nowrap}>
                  <Age at={session.created_at} />
                </td>
                <td className={classes.nowrap}>{formatMoment(Date.parse(session.expires_at))}</td>
                <td>
                  <MoreMenu
                    label={t('row.actions', { name: session.address })}
                    entries={[
                      {
                        label: t('profile.end'),
                        icon: <SignOutIcon />,
                        danger: true,
                        onSelect: () => setEnding(session),
                      },
                    ]}
                  />
                </td>
              </tr>
            ))}
          </Table>
        )}
      </Loaded>
      {ending === undefined ? null : (
        <Dialog
          title={everywhere ? t('profile.everywhere') : t('profile.end')}
          {...(everywhere ? {} : { at: { name: `${ending.address} · ${toProgramName(ending.user_agent, t)}` } })}
          submit={everywhere ? t('profile.everywhere') : t('profile.end')}
          danger
          run={() => (everywhere ? people.signOutEverywhere() : people.endSession(ending.id))}
          done={t('profile.ended')}
          onClose={() => setEnding(undefined)}
          onDone={everywhere || ending.current ? leave : refreshOwn}
        >
          <Note tone="warn">
            {everywhere || ending.current ? t('profile.everywhereFollows') : t('profile.endFollows')}
          </Note>
        </Dialog>
      )}
    </section>
  );
}
