import type { WireOwnToken } from '@binnacle/api';
import { Button, PasswordInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { people } from '../../api/people.ts';
import { Table } from '../../ui/sheet.tsx';
import classes from '../../ui/sheet.module.css';
import { StatusText } from '../../ui/status.tsx';
import { Dialog, Note } from '../actions/dialog.tsx';
import { refreshOwn, useOwnTokens } from './use-own.ts';

/** The own tokens for clusters that are used with them; nothing where there are none such. */
export function TokensCard() {
  const { t } = useTranslation();
  const { data = [] } = useOwnTokens();
  const [changing, setChanging] = useState<{ at: WireOwnToken; remove: boolean }>();
  if (data.length === 0) return null;
  return (
    <section className={classes.card} aria-label={t('profile.tokens')}>
      <div className={classes.cardHead}>
        <h2>{t('profile.tokens')}</h2>
      </div>
      <p className={classes.sub}>{t('profile.tokensLead')}</p>
      <Table label={t('profile.tokens')} columns={[t('cluster.label'), t('column.status'), '']}>
        {data.map((item) => (
          <tr key={item.id}>
            <td className={classes.strong}>{item.name}</td>
            <td>
              <StatusText
                tone={item.given ? 'ok' : 'warn'}
                text={item.given ? t('profile.tokenGiven') : t('profile.tokenMissing')}
              />
            </td>
            <td>
              <span className={classes.end}>
                <Button size="xs" variant="default" onClick={() => setChanging({ at: item, remove: false })}>
                  {t('profile.giveToken')}
                </Button>
                {item.given ? (
                  <Button size="xs" variant="default" onClick={() => setChanging({ at: item, remove: true })}>
                    {t('profile.forgetToken')}
                  </Button>
                ) : null}
              </span>
            </td>
          </tr>
        ))}
      </Table>
      {changing === undefined ? null : <TokenDialog {...changing} onClose={() => setChanging(undefined)} />}
    </section>
  );
}

function TokenDialog({ at, remove, onClose }: { at: WireOwnToken; remove: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const [token, setToken] = useState('');
  const title = remove ? t('profile.forgetToken') : t('profile.giveToken');
  return (
    <Dialog
      title={title}
      at={{ name: at.name }}
      submit={title}
      danger={remove}
      disabled={!remove && token.trim() === ''}
      run={() => (remove ? people.removeOwnToken(at.id) : people.setOwnToken(at.id, token))}
      done={t('people.saved')}
      onClose={onClose}
      onDone={refreshOwn}
    >
      {remove ? (
        <Note tone="warn">{t('profile.forgetFollows')}</Note>
      ) : (
        <PasswordInput
          label={t('clusters.token')}
          description={t('profile.tokenHint')}
          value={token}
          autoComplete="off"
          visibilityToggleButtonProps={{ 'aria-label': t('clusters.showToken') }}
          onChange={(event) => setToken(event.currentTarget.value)}
          data-autofocus
        />
      )}
    </Dialog>
  );
}
