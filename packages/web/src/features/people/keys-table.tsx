import type { WireKey } from '@binnacle/api';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Age } from '../../ui/age.tsx';
import { formatMoment } from '../../ui/format.ts';
import { LockIcon, TrashIcon } from '../../ui/icons.tsx';
import { MoreMenu } from '../../ui/more-menu.tsx';
import { Badges, Table } from '../../ui/sheet.tsx';
import classes from '../../ui/sheet.module.css';
import { State } from '../../ui/states.tsx';
import { StatusText } from '../../ui/status.tsx';
import { useTicking } from '../../ui/tick.ts';
import { Dialog, Note } from '../actions/dialog.tsx';

export interface KeysTableProps {
  keys: readonly WireKey[];
  withOwner?: boolean;
  filling?: boolean;
  remove: (id: string) => Promise<void>;
  onRemoved: () => void;
}

/** API keys: what each may do at most, until when, and whether it is used. Never the key itself. */
export function KeysTable({ keys, withOwner = false, filling = false, remove, onRemoved }: KeysTableProps) {
  const { t } = useTranslation();
  const [removing, setRemoving] = useState<WireKey>();
  const columns = [
    t('column.name'),
    ...(withOwner ? [t('people.owner')] : []),
    t('people.roles'),
    t('people.created'),
    t('people.expires'),
    t('people.lastUsed'),
    '',
  ];
  if (keys.length === 0) {
    return (
      <State icon={<LockIcon />} title={t('people.noKeys')}>
        <p>{t('people.noKeysText')}</p>
      </State>
    );
  }
  return (
    <>
      <Table label={t('people.keys')} columns={columns} filling={filling}>
        {keys.map((key) => (
          <tr key={key.id}>
            <td>
              <span className={classes.strong}>{key.name}</span>
              <span className={classes.sub}>{key.id}</span>
            </td>
            {withOwner ? <td>{key.username}</td> : null}
            <td>
              <Badges items={key.roles} />
            </td>
            <td className={classes.nowrap}>
              <Age at={key.created_at} />
            </td>
            <td className={classes.nowrap}>
              <Expiry at={key.expires_at} />
            </td>
            <td className={classes.nowrap}>
              {key.last_used_at === undefined ? t('people.never') : <Age at={key.last_used_at} />}
            </td>
            <td>
              <MoreMenu
                label={t('row.actions', { name: key.name })}
                entries={[
                  { label: t('people.revoke'), icon: <TrashIcon />, danger: true, onSelect: () => setRemoving(key) },
                ]}
              />
            </td>
          </tr>
        ))}
      </Table>
      {removing === undefined ? null : (
        <Dialog
          title={t('people.revokeKey')}
          at={removing}
          submit={t('people.revoke')}
          danger
          run={() => remove(removing.id)}
          done={t('people.revoked')}
          onClose={() => setRemoving(undefined)}
          onDone={onRemoved}
        >
          <Note tone="bad">{t('people.revokeFollows')}</Note>
        </Dialog>
      )}
    </>
  );
}

/** When it ends, or that it has ended. */
function Expiry({ at }: { at: string }) {
  const { t } = useTranslation();
  const moment = Date.parse(at);
  const text = useTicking((now) => (now >= moment ? '' : formatMoment(moment)));
  return text === '' ? <StatusText tone="bad" text={t('people.expired')} /> : <span>{text}</span>;
}
