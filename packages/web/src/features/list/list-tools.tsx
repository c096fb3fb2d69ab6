import type { WireKind, WireRow } from '@binnacle/api';
import type { ResourceAddress } from '@binnacle/api/client';
import { ActionIcon } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import type { RowsFilter } from '../../api/rows-store.ts';
import type { TableColumn } from '../../resource/columns.ts';
import { go } from '../../resource/use-place.ts';
import { BookmarkIcon, DownloadIcon, TrashIcon } from '../../ui/icons.tsx';
import { Menu, type MenuEntry } from '../../ui/menu.tsx';
import type { UsageOf } from '../../resource/usage-columns.ts';
import { saveFile } from '../../ui/save-file.ts';
import { showToast } from '../../ui/toast.tsx';
import { readUsage, usageNameOf } from './read-usage.ts';
import { readFilters, writeFilters, type SavedFilter } from './saved-filters.ts';
import { toCsv } from './to-csv.ts';

/** Rows in one answer, and answers in one file: more than a spreadsheet is pleasant with. */
const pageSize = 1_000;
const mostPages = 50;

const readAll = async (at: ResourceAddress, filter: RowsFilter): Promise<WireRow[]> => {
  const rows: WireRow[] = [];
  for (let page = 0; page < mostPages; page += 1) {
    const reply = await client.rows(at, { ...filter, offset: page * pageSize, limit: pageSize });
    rows.push(...reply.rows);
    if (rows.length >= reply.total || reply.rows.length === 0) break;
  }
  return rows;
};

/** The whole list as a file, by the columns that are shown. */
export function ExportButton(props: {
  at: ResourceAddress;
  filter: RowsFilter;
  columns: readonly TableColumn[];
  name: string;
  /** Of which rows usage is asked for, where a column shows it. */
  usage: UsageOf | undefined;
}) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    setBusy(true);
    const { at, filter, columns, usage } = props;
    try {
      const rows = await readAll(at, filter);
      const isUsed = usage !== undefined && columns.some((column) => column.usage !== undefined);
      const used = isUsed ? await readUsage(at.clusterId, usage, rows) : {};
      saveFile(
        `${props.name}.csv`,
        toCsv(columns, rows, (row) => used[usageNameOf(row)]),
        'text/csv',
      );
    } catch (error) {
      showToast({ tone: 'bad', title: t('list.exportFailed'), detail: error });
    } finally {
      setBusy(false);
    }
  };
  return (
    <ActionIcon
      variant="default"
      size={30}
      loading={busy}
      aria-label={t('list.export')}
      title={t('list.export')}
      onClick={() => void save()}
    >
      <DownloadIcon width={14} height={14} />
    </ActionIcon>
  );
}

/** Filters of this kind kept in this browser; each is an address, so that it can be shared as well. */
export function FilterMenu({
  kind,
  label,
}: {
  kind: WireKind;
  /** What the present filter is called. */ label: string;
}) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const [saved, setSaved] = useState<readonly SavedFilter[]>(() => readFilters(kind));
  const keep = (filters: readonly SavedFilter[]): void => {
    setSaved(filters);
    writeFilters(kind, filters);
  };
  const { search } = location;
  const present = saved.find((filter) => filter.search === search);
  const entries: MenuEntry[] = [
    ...saved.map((filter) => ({
      label: filter.name,
      checked: filter === present,
      onSelect: () => go(location.pathname + filter.search),
    })),
    present === undefined
      ? {
          label: t('list.saveFilter', { filter: label || t('list.everything') }),
          icon: <BookmarkIcon />,
          apart: saved.length > 0,
          onSelect: () => keep([...saved, { name: label || t('list.everything'), search }]),
        }
      : {
          label: t('list.forgetFilter', { filter: present.name }),
          icon: <TrashIcon />,
          apart: true,
          onSelect: () => keep(saved.filter((filter) => filter !== present)),
        },
  ];
  return (
    <Menu opened={opened} onOpened={setOpened} label={t('list.filters')} entries={entries}>
      <ActionIcon
        variant="default"
        size={30}
        aria-label={t('list.filters')}
        title={t('list.filters')}
        aria-haspopup="menu"
        aria-expanded={opened}
        onClick={() => setOpened(!opened)}
      >
        <BookmarkIcon width={14} height={14} />
      </ActionIcon>
    </Menu>
  );
}
