import { ActionIcon, Button, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { PlusIcon, TrashIcon } from '../../ui/icons.tsx';
import classes from './dialog.module.css';
import { mapProblemOf, type MapEntry } from './map-changes.ts';

export interface MapEditorProps {
  title: string;
  entries: readonly MapEntry[];
  onChange: (entries: readonly MapEntry[]) => void;
}

/** Keys and values, a line each. */
export function MapEditor({ title, entries, onChange }: MapEditorProps) {
  const { t } = useTranslation();
  const problem = mapProblemOf(entries);
  const change = (id: number, part: Partial<MapEntry>): void =>
    onChange(entries.map((entry) => (entry.id === id ? { ...entry, ...part } : entry)));
  const add = (): void =>
    onChange([...entries, { id: 1 + Math.max(0, ...entries.map(({ id }) => id)), key: '', value: '' }]);
  return (
    <fieldset className={classes.map}>
      <legend>{title}</legend>
      {entries.map((entry, index) => (
        <div key={entry.id} className={classes.mapLine}>
          <TextInput
            size="xs"
            aria-label={t('map.key', { line: index + 1 })}
            placeholder={t('map.keyHint')}
            value={entry.key}
            error={problem?.id === entry.id ? t(problem.problem === 'twice' ? 'map.twice' : 'map.noKey') : undefined}
            onChange={(event) => change(entry.id, { key: event.currentTarget.value.trim() })}
          />
          <TextInput
            size="xs"
            aria-label={t('map.value', { line: index + 1 })}
            placeholder={t('map.valueHint')}
            value={entry.value}
            onChange={(event) => change(entry.id, { value: event.currentTarget.value })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('map.remove', { key: entry.key || String(index + 1) })}
            onClick={() => onChange(entries.filter(({ id }) => id !== entry.id))}
          >
            <TrashIcon width={14} height={14} />
          </ActionIcon>
        </div>
      ))}
      <Button
        size="compact-xs"
        variant="subtle"
        leftSection={<PlusIcon width={12} height={12} />}
        onClick={add}
        style={{ alignSelf: 'flex-start' }}
      >
        {t('map.add')}
      </Button>
    </fieldset>
  );
}
