import { ActionIcon, TextInput } from '@mantine/core';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../ui/format.ts';
import { ArrowDownIcon, ArrowUpIcon, SearchIcon } from '../../ui/icons.tsx';
import type { LogMatches } from './find-matches.ts';
import classes from './logs.module.css';

export interface LogSearchProps {
  needle: string;
  matches: LogMatches;
  /** Which of the found lines is looked at. */
  position: number | undefined;
  onNeedle: (needle: string) => void;
  /** To the next (1) or previous (-1) found line. */
  onStep: (by: number) => void;
}

/** Search within the lines held; Enter goes on, Shift+Enter back. */
export function LogSearch({ needle, matches, position, onNeedle, onStep }: LogSearchProps) {
  const { t } = useTranslation();
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') onStep(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape') onNeedle('');
    else return;
    event.preventDefault();
  };
  const total = matches.lineIds.length;
  const where = position === undefined || total === 0 ? '' : `${Math.min(position, total - 1) + 1}/${total} · `;
  return (
    <>
      <TextInput
        className={classes.search}
        size="xs"
        type="search"
        leftSection={<SearchIcon width={14} height={14} />}
        placeholder={t('logs.search')}
        aria-label={t('logs.search')}
        value={needle}
        onChange={(event) => onNeedle(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {needle === '' ? null : (
        <>
          <span className={classes.matches} role="status">
            {where}
            {t('logs.matches', { count: matches.count, shown: formatCount(matches.count) })}
          </span>
          <ActionIcon
            size="sm"
            variant="subtle"
            color="gray"
            aria-label={t('logs.before')}
            disabled={total === 0}
            onClick={() => onStep(-1)}
          >
            <ArrowUpIcon />
          </ActionIcon>
          <ActionIcon
            size="sm"
            variant="subtle"
            color="gray"
            aria-label={t('logs.next')}
            disabled={total === 0}
            onClick={() => onStep(1)}
          >
            <ArrowDownIcon />
          </ActionIcon>
        </>
      )}
    </>
  );
}
