import { ActionIcon } from '@mantine/core';
import { useState } from 'react';
import { MoreIcon } from './icons.tsx';
import { Menu, type MenuEntry } from './menu.tsx';

/** The menu of one row, behind three dots. Entries that are false are left out. */
export function MoreMenu({ label, entries }: { label: string; entries: readonly (MenuEntry | false)[] }) {
  const [opened, setOpened] = useState(false);
  return (
    <Menu opened={opened} onOpened={setOpened} label={label} entries={entries.filter((entry) => entry !== false)}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="sm"
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={opened}
        onClick={() => setOpened(!opened)}
      >
        <MoreIcon />
      </ActionIcon>
    </Menu>
  );
}
