import type { ClusterSummary, WireAuditEntry } from '@binnacle/api';
import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { people } from '../../api/people.ts';
import { formatCount } from '../../ui/format.ts';
import { ClockIcon, DownloadIcon } from '../../ui/icons.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import classes from '../../ui/sheet.module.css';
import { State } from '../../ui/states.tsx';
import { AuditFilters } from './audit-filters.tsx';
import { useAuditFilter } from './audit-query.ts';
import { AuditTable } from './audit-table.tsx';
import { EntryDialog } from './entry-dialog.tsx';

const pageSize = 50;

/** Who did what, newest first: filtered, page by page, one entry at a time with what it changed. */
export function AuditPage({ clusters }: { clusters: readonly ClusterSummary[] }) {
  const { t } = useTranslation();
  const [filter, setFilter] = useAuditFilter();
  const [opened, setOpened] = useState<WireAuditEntry>();
  const trail = useInfiniteQuery({
    queryKey: ['audit', filter],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam, signal }) =>
      people.audit(
        { ...filter, limit: pageSize, ...(pageParam === undefined ? {} : { before: pageParam }) },
        { signal },
      ),
    getNextPageParam: ({ next }) => next,
  });
  const entries = trail.data?.pages.flatMap(({ items }) => items);
  const filtered = Object.keys(filter).length > 0;
  const download = (
    <Button
      component="a"
      href={people.auditExportPath(filter)}
      download="binnacle-audit.jsonl"
      size="xs"
      variant="default"
      leftSection={<DownloadIcon width={14} height={14} />}
    >
      {t('audit.export')}
    </Button>
  );
  return (
    <Sheet title={t('audit.title')} actions={download}>
      <AuditFilters filter={filter} clusters={clusters} onChange={setFilter} />
      <Loaded result={{ data: entries, error: trail.error, refetch: trail.refetch }}>
        {(items) =>
          items.length === 0 ? (
            <State
              icon={<ClockIcon />}
              title={t('audit.none')}
              actions={
                filtered ? (
                  <Button size="xs" variant="default" onClick={() => setFilter({})}>
                    {t('list.clearFilters')}
                  </Button>
                ) : null
              }
            >
              <p>{t('audit.noneText')}</p>
            </State>
          ) : (
            <>
              <AuditTable entries={items} onOpen={setOpened} />
              <div className={classes.bar}>
                <span className={classes.count}>{t('audit.shown', { shown: formatCount(items.length) })}</span>
                <span className={classes.end}>
                  <Button
                    size="xs"
                    variant="default"
                    disabled={!trail.hasNextPage}
                    loading={trail.isFetchingNextPage}
                    onClick={() => void trail.fetchNextPage()}
                  >
                    {trail.hasNextPage ? t('audit.more') : t('audit.all')}
                  </Button>
                </span>
              </div>
            </>
          )
        }
      </Loaded>
      {opened === undefined ? null : <EntryDialog entry={opened} onClose={() => setOpened(undefined)} />}
    </Sheet>
  );
}
