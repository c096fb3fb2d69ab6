import type { WireKind } from '@binnacle/api';
import { Button, CloseButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../ui/format.ts';
import { actionsOf, type ActionName } from '../actions/actions.ts';
import classes from './list-page.module.css';

export interface SelectionBarProps {
  kind: WireKind;
  count: number;
  onAction: (action: ActionName) => void;
  onClear: () => void;
}

/** What can be done with the selected rows; it takes the place of the filters, so that nothing moves. */
export function SelectionBar({ kind, count, onAction, onClear }: SelectionBarProps) {
  const { t } = useTranslation();
  return (
    <div className={classes.selection} role="toolbar" aria-label={t('select.toolbar')}>
      <CloseButton size="sm" aria-label={t('select.clear')} onClick={onClear} />
      <span role="status">{t('select.count', { count, shown: formatCount(count) })}</span>
      {actionsOf(kind)
        .filter(({ many }) => many === true)
        .map(({ name, label, icon: Icon, danger }) => (
          <Button
            key={name}
            size="compact-sm"
            variant={danger === true ? 'outline' : 'default'}
            {...(danger === true ? { color: 'red' } : {})}
            leftSection={<Icon width={14} height={14} />}
            onClick={() => onAction(name)}
          >
            {t(label(undefined))}
          </Button>
        ))}
    </div>
  );
}
