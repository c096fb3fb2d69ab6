import type { ReleaseAction } from '@binnacle/rollouts/api';
import { Button, Popover } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ChevronDownIcon } from '../../ui/icons.tsx';
import { actionWords, obstacleWords } from './action-words.ts';
import type { Release } from './release.ts';
import classes from './release.module.css';

const entries = ['setImage', 'restart', 'undo', 'disable', 'enable'] as const;

export interface MoreActionsProps {
  release: Release;
  onAction: (action: Exclude<ReleaseAction, 'jump'>) => void;
}

/** What is done to the workload and to the Rollout itself, each with what it will do or why it would do nothing. */
export function MoreActions({ release, onAction }: MoreActionsProps) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" trapFocus returnFocus>
      <Popover.Target>
        <Button
          size="xs"
          h={30}
          variant="default"
          rightSection={<ChevronDownIcon width={12} height={12} />}
          onClick={() => setOpened(!opened)}
        >
          {t('rollouts.more')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={4} aria-label={t('rollouts.more')}>
        <ul className={classes.more}>
          {entries.map((action) => {
            const obstacle = release.obstacles[action];
            const { label, effect } = actionWords[action];
            return (
              <li key={action}>
                <button
                  type="button"
                  aria-disabled={obstacle !== undefined || undefined}
                  onClick={() => {
                    if (obstacle !== undefined) return;
                    setOpened(false);
                    onAction(action);
                  }}
                >
                  <b>{t(label)}</b>
                  <small>{t(obstacle === undefined ? effect : obstacleWords[obstacle])}</small>
                </button>
              </li>
            );
          })}
        </ul>
      </Popover.Dropdown>
    </Popover>
  );
}
