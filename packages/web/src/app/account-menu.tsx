import type { MeReply } from '@binnacle/api';
import { ActionIcon, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { client, queryClient } from '../api/client.ts';
import { toFleetPath } from '../resource/routes.ts';
import { go } from '../resource/use-place.ts';
import { LanguageIcon, MoonIcon, ScreenIcon, SignOutIcon, SunIcon, UserIcon } from '../ui/icons.tsx';
import { Menu, type MenuEntry } from '../ui/menu.tsx';
import { languages, setLanguage } from '../ui/text/i18n.ts';
import type { TextKey } from '../ui/text/text-key.ts';
import { showToast } from '../ui/toast.tsx';

const schemes: readonly { value: MantineColorScheme; label: TextKey; icon: typeof SunIcon }[] = [
  { value: 'auto', label: 'theme.system', icon: ScreenIcon },
  { value: 'light', label: 'theme.light', icon: SunIcon },
  { value: 'dark', label: 'theme.dark', icon: MoonIcon },
];

/** An icon of the header with its menu. */
function IconMenu(props: { label: string; icon: ReactNode; entries: readonly MenuEntry[]; head?: ReactNode }) {
  const [opened, setOpened] = useState(false);
  const { label, icon, ...rest } = props;
  return (
    <Menu label={label} opened={opened} onOpened={setOpened} {...rest}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        title={label}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={opened}
        onClick={() => setOpened(!opened)}
      >
        {icon}
      </ActionIcon>
    </Menu>
  );
}

export function LanguageMenu() {
  const { t, i18n } = useTranslation();
  const entries = languages.map(({ value, label }) => ({
    label,
    lang: value,
    checked: i18n.language === value,
    onSelect: () => void setLanguage(value),
  }));
  return <IconMenu label={t('shell.language')} icon={<LanguageIcon />} entries={entries} />;
}

export function ThemeMenu() {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const Current = schemes.find((scheme) => scheme.value === colorScheme)?.icon ?? ScreenIcon;
  const entries = schemes.map(({ value, label, icon: Icon }) => ({
    label: t(label),
    icon: <Icon />,
    checked: colorScheme === value,
    onSelect: () => setColorScheme(value),
  }));
  return <IconMenu label={t('shell.theme')} icon={<Current />} entries={entries} />;
}

const signOut = async (): Promise<void> => {
  await client.logout();
  queryClient.clear();
  location.assign('/');
};

export function AccountMenu({ me: { user } }: { me: MeReply }) {
  const { t } = useTranslation();
  const profile = { label: t('profile.title'), icon: <UserIcon />, onSelect: () => go(toFleetPath('profile')) };
  const leave = {
    label: t('shell.signOut'),
    icon: <SignOutIcon />,
    apart: true,
    onSelect: () =>
      void signOut().catch((error: unknown) =>
        showToast({ tone: 'bad', title: t('shell.signOutFailed'), detail: error }),
      ),
  };
  const head = (
    <>
      <b>{user.anonymous ? t('shell.anonymous') : user.display_name || user.username}</b>
      <small>{user.roles.join(', ')}</small>
    </>
  );
  return (
    <IconMenu
      label={t('shell.account')}
      icon={<UserIcon />}
      head={head}
      entries={user.anonymous ? [] : [profile, leave]}
    />
  );
}
