import { useTranslation } from 'react-i18next';
import { people } from '../../api/people.ts';
import { Loaded } from '../../ui/loaded.tsx';
import classes from '../../ui/sheet.module.css';
import { KeysTable } from './keys-table.tsx';
import { refreshPeople, useKeys } from './use-people.ts';

/** Everybody's API keys, for those who revoke them. */
export function KeysTab() {
  const { t } = useTranslation();
  const keys = useKeys();
  return (
    <>
      <div className={classes.bar}>
        <span className={classes.count}>{t('people.keysLead')}</span>
      </div>
      <Loaded result={keys}>
        {(items) => <KeysTable keys={items} withOwner filling remove={people.removeKey} onRemoved={refreshPeople} />}
      </Loaded>
    </>
  );
}
