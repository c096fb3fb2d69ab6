import { Button, Popover } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { labelOfColumn, type TableColumn } from '../../resource/columns.ts';
import { ColumnsIcon } from '../../ui/icons.tsx';
import classes from './list-page.module.css';

export interface ColumnMenuProps {
  columns: readonly TableColumn[];
  shown: readonly string[];
  onChange: (shown: string[]) => void;
  onReset: () => void;
}

/** Which columns are shown; the name always is. */
export function ColumnMenu({ columns, shown, onChange, onReset }: ColumnMenuProps) {
  const { t } = useTranslation();
  const optional = columns.filter((column) => column.id !== 'name');
  return (
    <Popover position="bottom-end" trapFocus>
      <Popover.Target>
        <Button size="xs" h={30} variant="default" leftSection={<ColumnsIcon width={14} height={14} />}>
          {t('table.columns')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p="sm" miw={200}>
        <div style={{ display: 'flex', flexDirection: 'column', gap: 10 }}>
          {optional.map((column) => {
            const key = labelOfColumn(column.name);
            return (
              <label key={column.id} className={classes.choice}>
                <input
                  type="checkbox"
                  checked={shown.includes(column.id)}
                  onChange={(event) => {
                    const chosen = event.currentTarget.checked
                      ? [...shown, column.id]
                      : shown.filter((item) => item !== column.id);
                    onChange(columns.map((item) => item.id).filter((item) => item === 'name' || chosen.includes(item)));
                  }}
                />
                {key === undefined ? column.name : t(key)}
              </label>
            );
          })}
          <Button size="compact-xs" variant="subtle" onClick={onReset}>
            {t('table.columnsReset')}
          </Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
