import type { WireRole } from '@binnacle/api';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DocumentIcon, PlusIcon, TrashIcon } from '../../ui/icons.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { MoreMenu } from '../../ui/more-menu.tsx';
import { Table } from '../../ui/sheet.tsx';
import sheet from '../../ui/sheet.module.css';
import { people } from '../../api/people.ts';
import { Dialog, Note } from '../actions/dialog.tsx';
import classes from './people.module.css';
import { RoleForm } from './role-form.tsx';
import { RuleText } from './rule-text.tsx';
import { refreshPeople, useRoles } from './use-people.ts';

/** Every role with what it allows; the built-in ones cannot be changed. */
export function RolesTab() {
  const { t } = useTranslation();
  const roles = useRoles();
  const [editing, setEditing] = useState<WireRole | 'new'>();
  const [removing, setRemoving] = useState<WireRole>();
  return (
    <>
      <div className={sheet.bar}>
        <span className={sheet.count}>{t('people.rolesLead')}</span>
        <span className={sheet.end}>
          <Button size="xs" leftSection={<PlusIcon width={14} height={14} />} onClick={() => setEditing('new')}>
            {t('people.addRole')}
          </Button>
        </span>
      </div>
      <Loaded result={roles}>
        {(items) => (
          <Table filling label={t('people.roles')} columns={[t('column.name'), t('people.allows'), '']}>
            {items.map((role) => (
              <tr key={role.name}>
                <td>
                  <span className={sheet.strong}>{role.name}</span>
                  <span className={sheet.sub}>{role.description}</span>
                </td>
                <td>
                  <span className={classes.rules}>
                    {role.rules.map((rule) => (
                      <RuleText key={JSON.stringify(rule)} rule={rule} />
                    ))}
                  </span>
                </td>
                <td className={sheet.nowrap}>
                  {role.built_in ? (
                    <span className={sheet.badge}>{t('people.builtIn')}</span>
                  ) : (
                    <MoreMenu
                      label={t('row.actions', { name: role.name })}
                      entries={[
                        { label: t('people.edit'), icon: <DocumentIcon />, onSelect: () => setEditing(role) },
                        {
                          label: t('people.remove'),
                          icon: <TrashIcon />,
                          danger: true,
                          apart: true,
                          onSelect: () => setRemoving(role),
                        },
                      ]}
                    />
                  )}
                </td>
              </tr>
            ))}
          </Table>
        )}
      </Loaded>
      {editing === undefined ? null : (
        <RoleForm {...(editing === 'new' ? {} : { role: editing })} onClose={() => setEditing(undefined)} />
      )}
      {removing === undefined ? null : (
        <Dialog
          title={t('people.removeRole')}
          at={removing}
          submit={t('people.remove')}
          danger
          run={() => people.removeRole(removing.name)}
          done={t('people.removed')}
          onClose={() => setRemoving(undefined)}
          onDone={refreshPeople}
        >
          <Note tone="bad">{t('people.removeRoleFollows')}</Note>
        </Dialog>
      )}
    </>
  );
}
