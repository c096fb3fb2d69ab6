import type { WireUser } from '@binnacle/api';
import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toFleetPath } from '../../resource/routes.ts';
import { go } from '../../resource/use-place.ts';
import { Age } from '../../ui/age.tsx';
import { formatCount } from '../../ui/format.ts';
import {
  CheckIcon,
  DocumentIcon,
  LockIcon,
  PauseIcon,
  PlusIcon,
  SearchIcon,
  SignOutIcon,
  TrashIcon,
  UserIcon,
} from '../../ui/icons.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { MoreMenu } from '../../ui/more-menu.tsx';
import { Badges, Table } from '../../ui/sheet.tsx';
import classes from '../../ui/sheet.module.css';
import { State } from '../../ui/states.tsx';
import { StatusText } from '../../ui/status.tsx';
import { UserDialog, type UserAction } from './user-dialog.tsx';
import { usersPerPage, useUsers } from './use-people.ts';

/** All accounts, and what is done with one. */
export function UsersTab() {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [keyword] = useDebouncedValue(typed.trim(), 200);
  const [page, setPage] = useState(0);
  const [action, setAction] = useState<{ name: UserAction; user?: WireUser }>();
  const users = useUsers(keyword, page);
  return (
    <>
      <div className={classes.bar}>
        <TextInput
          aria-label={t('people.search')}
          placeholder={t('people.search')}
          leftSection={<SearchIcon width={14} height={14} />}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setPage(0);
          }}
        />
        <span className={classes.end}>
          <Button
            size="xs"
            leftSection={<PlusIcon width={14} height={14} />}
            onClick={() => setAction({ name: 'create' })}
          >
            {t('people.addUser')}
          </Button>
        </span>
      </div>
      <Loaded result={users}>
        {({ items, total }) =>
          items.length === 0 ? (
            <State icon={<UserIcon />} title={t('people.noUsers')} />
          ) : (
            <>
              <Table
                filling
                label={t('people.users')}
                columns={[
                  t('column.name'),
                  t('people.roles'),
                  t('people.groups'),
                  t('people.source'),
                  t('column.status'),
                  t('people.lastSignIn'),
                  '',
                ]}
              >
                {items.map((user) => (
                  <UserRow key={user.username} user={user} onAction={(name) => setAction({ name, user })} />
                ))}
              </Table>
              {total > usersPerPage ? (
                <div className={classes.bar}>
                  <span className={classes.count}>
                    {t('people.page', {
                      from: formatCount(page * usersPerPage + 1),
                      to: formatCount(page * usersPerPage + items.length),
                      total: formatCount(total),
                    })}
                  </span>
                  <span className={classes.end}>
                    <Button size="xs" variant="default" disabled={page === 0} onClick={() => setPage(page - 1)}>
                      {t('people.previous')}
                    </Button>
                    <Button
                      size="xs"
                      variant="default"
                      disabled={(page + 1) * usersPerPage >= total}
                      onClick={() => setPage(page + 1)}
                    >
                      {t('people.next')}
                    </Button>
                  </span>
                </div>
              ) : null}
            </>
          )
        }
      </Loaded>
      {action === undefined ? null : (
        <UserDialog action={action.name} user={action.user} onClose={() => setAction(undefined)} />
      )}
    </>
  );
}

function UserRow({ user, onAction }: { user: WireUser; onAction: (name: UserAction) => void }) {
  const { t } = useTranslation();
  const { username } = user;
  const details = [user.display_name === username ? '' : user.display_name, user.email].filter((text) => text !== '');
  const open = (name: UserAction) => () => onAction(name);
  return (
    <tr>
      <td>
        <span className={classes.strong}>{username}</span>
        {details.length === 0 ? null : <span className={classes.sub}>{details.join(' · ')}</span>}
      </td>
      <td>
        <Badges items={user.roles} />
      </td>
      <td>
        <Badges items={user.groups} />
      </td>
      <td className={classes.nowrap}>{user.source === 'local' ? t('people.local') : user.source}</td>
      <td className={classes.nowrap}>
        {user.disabled ? (
          <StatusText tone="idle" text={t('people.disabled')} />
        ) : user.must_change_password ? (
          <StatusText tone="warn" text={t('people.mustChange')} />
        ) : (
          <StatusText tone="ok" text={t('people.active')} />
        )}
      </td>
      <td className={classes.nowrap}>
        {user.last_sign_in_at === undefined ? t('people.never') : <Age at={user.last_sign_in_at} />}
      </td>
      <td>
        <MoreMenu
          label={t('row.actions', { name: username })}
          entries={[
            { label: t('people.edit'), icon: <DocumentIcon />, onSelect: open('edit') },
            user.source === 'local' && {
              label: t('people.setPassword'),
              icon: <LockIcon />,
              onSelect: open('password'),
            },
            {
              label: t('people.whatMay'),
              icon: <SearchIcon />,
              onSelect: () => go(toFleetPath('people', 'access', 'user', username)),
            },
            { label: t('people.signOut'), icon: <SignOutIcon />, apart: true, onSelect: open('signOut') },
            user.disabled
              ? { label: t('people.enable'), icon: <CheckIcon />, onSelect: open('enable') }
              : { label: t('people.disable'), icon: <PauseIcon />, onSelect: open('disable') },
            { label: t('people.remove'), icon: <TrashIcon />, danger: true, apart: true, onSelect: open('remove') },
          ]}
        />
      </td>
    </tr>
  );
}
