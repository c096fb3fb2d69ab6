import type { ReleaseAction } from '@binnacle/rollouts/api';
import { Button, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { LiveObject } from '../../api/use-object.ts';
import { FreshnessChip } from '../../ui/freshness.tsx';
import { ForwardIcon, PauseIcon, PlayIcon, RestartIcon, UndoIcon } from '../../ui/icons.tsx';
import { StatusPill } from '../../ui/status.tsx';
import { actionWords, obstacleWords } from './action-words.ts';
import { MoreActions } from './more-actions.tsx';
import type { Release } from './release.ts';
import { stateWords, styleWords } from './release-words.ts';
import classes from './release.module.css';
import { useStuck } from './state-text.tsx';

export interface ReleaseHeadProps {
  name: string;
  release: Release;
  live: LiveObject;
  busy: ReleaseAction | undefined;
  onAction: (action: Exclude<ReleaseAction, 'jump'>) => void;
}

const small = { width: 14, height: 14 };

/** Name, state, and what can be done: first what goes on, last what goes back. */
export function ReleaseHead({ name, release, live, busy, onAction }: ReleaseHeadProps) {
  const { t } = useTranslation();
  const stuck = useStuck(release);
  const words = stuck ? ({ label: 'rollouts.state.stuck', tone: 'bad' } as const) : stateWords[release.state];
  const held = release.obstacles.pause === 'held-already';
  const button = (action: Exclude<ReleaseAction, 'jump'>, icon: ReactNode, look: 'filled' | 'default' | 'back') => (
    <ActionButton
      action={action}
      icon={icon}
      look={look}
      release={release}
      loading={busy === action}
      onAction={onAction}
    />
  );
  return (
    <div className={classes.head}>
      <div className={classes.title}>
        <h1>{name}</h1>
        <span className={classes.kind}>{t(styleWords[release.style])}</span>
        <StatusPill tone={words.tone} text={t(words.label)} />
        <FreshnessChip freshness={live.freshness} stream={live.stream} />
      </div>
      <div className={classes.actions}>
        {button('promote', <PlayIcon {...small} />, 'filled')}
        {button('approve', <ForwardIcon {...small} />, 'default')}
        {held
          ? button('resume', <PlayIcon {...small} />, 'default')
          : button('pause', <PauseIcon {...small} />, 'default')}
        {button('retry', <RestartIcon {...small} />, 'default')}
        <MoreActions release={release} onAction={onAction} />
        <span className={classes.divider} />
        {button('rollback', <UndoIcon {...small} />, 'back')}
      </div>
    </div>
  );
}

interface ActionButtonProps {
  action: Exclude<ReleaseAction, 'jump'>;
  icon: ReactNode;
  look: 'filled' | 'default' | 'back';
  release: Release;
  loading: boolean;
  onAction: (action: Exclude<ReleaseAction, 'jump'>) => void;
}

/** Says what it will do; one that would do nothing can be reached all the same, and says why. */
function ActionButton({ action, icon, look, release, loading, onAction }: ActionButtonProps) {
  const { t } = useTranslation();
  const { label, effect } = actionWords[action];
  const obstacle = release.obstacles[action];
  const why = t(obstacle === undefined ? effect : obstacleWords[obstacle]);
  const off = obstacle !== undefined;
  return (
    <Tooltip label={why} position="bottom-end">
      <Button
        size="xs"
        h={30}
        variant={look === 'back' ? 'outline' : look}
        {...(look === 'back' ? { color: 'red' } : {})}
        leftSection={icon}
        loading={loading}
        data-disabled={off || undefined}
        aria-disabled={off || undefined}
        aria-description={why}
        onClick={() => (off ? undefined : onAction(action))}
      >
        {t(label)}
      </Button>
    </Tooltip>
  );
}
