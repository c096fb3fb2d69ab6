import type { ClusterSummary, WireBinding } from '@binnacle/api';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { people } from '../../api/people.ts';
import { Link } from '../../resource/link.tsx';
import { toFleetPath } from '../../resource/routes.ts';
import { LockIcon, PlusIcon, TrashIcon } from '../../ui/icons.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { MoreMenu } from '../../ui/more-menu.tsx';
import { Badges, Table } from '../../ui/sheet.tsx';
import classes from '../../ui/sheet.module.css';
import { State } from '../../ui/states.tsx';
import { Dialog, Note } from '../actions/dialog.tsx';
import { BindingForm } from './binding-form.tsx';
import { refreshPeople, useBindings } from './use-people.ts';

const nameOf = ({ role, subject }: WireBinding): string => `${role} → ${subject.name}`;

/** Who has which role, and within which limits. */
export function BindingsTab({ clusters }: { clusters: readonly ClusterSummary[] }) {
  const { t } = useTranslation();
  const bindings = useBindings();
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<WireBinding>();
  const kinds = { user: t('people.user'), group: t('people.group') };
  return (
    <>
      <div className={classes.bar}>
        <span className={classes.count}>{t('people.bindingsLead')}</span>
        <span className={classes.end}>
          <Button size="xs" leftSection={<PlusIcon width={14} height={14} />} onClick={() => setAdding(true)}>
            {t('people.addBinding')}
          </Button>
        </span>
      </div>
      <Loaded result={bindings}>
        {(items) =>
          items.length === 0 ? (
            <State icon={<LockIcon />} title={t('people.noBindings')}>
              <p>{t('people.noBindingsText')}</p>
            </State>
          ) : (
            <Table
              filling
              label={t('people.bindings')}
              columns={[t('people.who'), t('people.role'), t('clusters.title'), t('namespace.label'), '']}
            >
              {items.map((binding) => (
                <tr key={binding.id}>
                  <td>
                    <Link href={toFleetPath('people', 'access', binding.subject.kind, binding.subject.name)}>
                      {binding.subject.name}
                    </Link>
                    <span className={classes.sub}>{kinds[binding.subject.kind]}</span>
                  </td>
                  <td>
                    <Badges items={[binding.role]} />
                  </td>
                  <td>
                    <Badges items={binding.clusters} />
                  </td>
                  <td>
                    <Badges items={binding.namespaces} />
                  </td>
                  <td>
                    <MoreMenu
                      label={t('row.actions', { name: nameOf(binding) })}
                      entries={[
                        {
                          label: t('people.remove'),
                          icon: <TrashIcon />,
                          danger: true,
                          onSelect: () => setRemoving(binding),
                        },
                      ]}
                    />
                  </td>
                </tr>
              ))}
            </Table>
          )
        }
      </Loaded>
      {adding ? <BindingForm clusters={clusters} onClose={() => setAdding(false)} /> : null}
      {removing === undefined ? null : (
        <Dialog
          title={t('people.removeBinding')}
          at={{ name: nameOf(removing) }}
          submit={t('people.remove')}
          danger
          run={() => people.removeBinding(removing.id)}
          done={t('people.removed')}
          onClose={() => setRemoving(undefined)}
          onDone={refreshPeople}
        >
          <Note tone="bad">{t('people.removeBindingFollows')}</Note>
        </Dialog>
      )}
    </>
  );
}
