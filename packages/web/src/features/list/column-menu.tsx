import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { labelOfColumn, type TableColumn } from '../../resource/columns.ts';
import { Dropdown } from '../../ui/dropdown.tsx';
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
  const [opened, setOpened] = useState(false);
  const optional = columns.filter((column) => column.id !== 'name');
  return (
    <Dropdown
      opened={opened}
      onOpened={setOpened}
      position="bottom-end"
      trapFocus
      content={
        <div className={classes.choices} role="dialog" aria-label={t('table.columns')}>
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
      }
    >
      <Button
        aria-haspopup="dialog"
        aria-expanded={opened}
        onClick={() => setOpened(!opened)}
        size="xs"
        h={30}
        variant="default"
        leftSection={<ColumnsIcon width={14} height={14} />}
      >
        {t('table.columns')}
      </Button>
    </Dropdown>
  );
}
