import type { ClusterSummary, WireKind, WireRow } from '@binnacle/api';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { toDetailPath } from '../../resource/routes.ts';
import { go } from '../../resource/use-place.ts';
import { abilitiesOf } from '../../resource/abilities.ts';
import { DocumentIcon, LogsIcon, MoreIcon, TerminalIcon } from '../../ui/icons.tsx';
import { Menu, type MenuEntry } from '../../ui/menu.tsx';
import { actionsOf, type ActionName } from '../actions/actions.ts';
import { openTerminalOf } from '../terminal/open-terminal.ts';
import classes from './table.module.css';

export interface RowMenuProps {
  label: string;
  cluster: ClusterSummary;
  kind: WireKind;
  row: WireRow;
  opened: boolean;
  onOpened: (opened: boolean) => void;
  onAction: (action: ActionName, row: WireRow) => void;
}

/** What can be done with one row; the menu itself is drawn only while open. As light as can be: there is one in each row. */
export function RowMenu(props: RowMenuProps) {
  const { label, opened, onOpened } = props;
  const button = (
    <button
      type="button"
      className={classes.more}
      tabIndex={-1}
      aria-label={label}
      aria-haspopup="menu"
      aria-expanded={opened}
      onClick={(event) => {
        event.stopPropagation();
        onOpened(!opened);
      }}
    >
      <MoreIcon />
    </button>
  );
  return opened ? <OpenedMenu {...props} button={button} /> : button;
}

function OpenedMenu({
  label,
  cluster,
  kind,
  row,
  onOpened,
  onAction,
  button,
}: RowMenuProps & { button: ReactElement }) {
  const { t } = useTranslation();
  const can = abilitiesOf(kind);
  const at = { cluster: cluster.name, ...kind, namespace: row.namespace, name: row.name };
  const open = (tab: string): void => go(`${toDetailPath(at)}?tab=${tab}`);
  const entries: (MenuEntry | false)[] = [
    { label: t('row.yaml'), icon: <DocumentIcon />, onSelect: () => open('yaml') },
    can.logs && { label: t('row.logs'), icon: <LogsIcon />, onSelect: () => open('logs') },
    can.terminal !== undefined && {
      label: t('row.terminal'),
      icon: <TerminalIcon />,
      onSelect: () => openTerminalOf({ cluster, kind, namespace: row.namespace, name: row.name }),
    },
    ...actionsOf(kind).map(({ name, label, icon: Icon, danger }) => ({
      label: t(label(undefined)),
      icon: <Icon />,
      ...(danger === true ? { danger, apart: true } : {}),
      onSelect: () => onAction(name, row),
    })),
  ];
  return (
    <Menu opened onOpened={onOpened} label={label} entries={entries.filter((entry) => entry !== false)}>
      {button}
    </Menu>
  );
}
