import type { ClusterSummary } from '@binnacle/api';
import { Tabs } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { toFleetPath } from '../../resource/routes.ts';
import { go } from '../../resource/use-place.ts';
import { Sheet } from '../../ui/sheet.tsx';
import type { TextKey } from '../../ui/text/text-key.ts';
import { AccessTab } from './access-tab.tsx';
import { BindingsTab } from './bindings-tab.tsx';
import { KeysTab } from './keys-tab.tsx';
import classes from './people.module.css';
import { RolesTab } from './roles-tab.tsx';
import { UsersTab } from './users-tab.tsx';

const tabs = {
  users: 'people.users',
  roles: 'people.roles',
  bindings: 'people.bindings',
  access: 'people.access',
  keys: 'people.keys',
} as const satisfies Record<string, TextKey>;
type Tab = keyof typeof tabs;

const isTab = (value: string | null | undefined): value is Tab => typeof value === 'string' && value in tabs;

export interface PeoplePageProps {
  clusters: readonly ClusterSummary[];
  /** `/people/<tab>/…` */
  rest: readonly string[];
}

/** Who there is, what they may do and through what: for administrators. */
export function PeoplePage({ clusters, rest }: PeoplePageProps) {
  const { t } = useTranslation();
  const [named, ...more] = rest;
  const tab: Tab = isTab(named) ? named : 'users';
  return (
    <Sheet title={t('people.title')}>
      <Tabs
        className={classes.tabs}
        value={tab}
        onChange={(value) => {
          if (isTab(value)) go(toFleetPath('people', value));
        }}
      >
        <Tabs.List>
          {Object.entries(tabs).map(([id, label]) => (
            <Tabs.Tab key={id} value={id}>
              {t(label)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab} className={classes.panel}>
          {tab === 'users' ? <UsersTab /> : null}
          {tab === 'roles' ? <RolesTab /> : null}
          {tab === 'bindings' ? <BindingsTab clusters={clusters} /> : null}
          {tab === 'access' ? <AccessTab key={more.join('/')} clusters={clusters} at={more} /> : null}
          {tab === 'keys' ? <KeysTab /> : null}
        </Tabs.Panel>
      </Tabs>
    </Sheet>
  );
}
