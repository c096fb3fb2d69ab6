import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { people } from '../../api/people.ts';
import { PlusIcon } from '../../ui/icons.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import classes from '../../ui/sheet.module.css';
import { KeysTable } from '../people/keys-table.tsx';
import { NewKeyDialog } from './new-key-dialog.tsx';
import { refreshOwn, useOwnKeys } from './use-own.ts';

/** The own API keys. */
export function KeysCard({ roles }: { roles: readonly string[] }) {
  const { t } = useTranslation();
  const keys = useOwnKeys();
  const [adding, setAdding] = useState(false);
  return (
    <section className={classes.card} aria-label={t('people.keys')}>
      <div className={classes.cardHead}>
        <h2>{t('people.keys')}</h2>
        <span className={classes.end}>
          <Button
            size="xs"
            variant="default"
            leftSection={<PlusIcon width={14} height={14} />}
            onClick={() => setAdding(true)}
          >
            {t('profile.addKey')}
          </Button>
        </span>
      </div>
      <Loaded result={keys}>
        {(items) => <KeysTable keys={items} remove={people.removeOwnKey} onRemoved={refreshOwn} />}
      </Loaded>
      {adding ? <NewKeyDialog roles={roles} onClose={() => setAdding(false)} /> : null}
    </section>
  );
}
