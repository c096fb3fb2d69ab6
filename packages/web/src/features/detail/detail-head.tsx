import type { WireKind } from '@binnacle/api';
import { Button, Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { LiveObject } from '../../api/use-object.ts';
import { abilitiesOf } from '../../resource/abilities.ts';
import { listAt, textAt, type Fields } from '../../resource/read-path.ts';
import { Age } from '../../ui/age.tsx';
import { FreshnessChip } from '../../ui/freshness.tsx';
import { RestartIcon, ScaleIcon, TrashIcon } from '../../ui/icons.tsx';
import { StatusPill } from '../../ui/status.tsx';
import type { ActionName } from '../actions/action-name.ts';
import classes from './detail.module.css';
import { summaryOf } from './summary.ts';

const small = { size: 'xs', h: 30 } as const;

function Actions({
  kind,
  object,
  onAction,
}: {
  kind: WireKind;
  object: Fields;
  onAction: (action: ActionName) => void;
}) {
  const { t } = useTranslation();
  const can = abilitiesOf(kind);
  const orphan =
    can.restartReplaces && !listAt(object, 'metadata', 'ownerReferences').some((owner) => owner.controller === true);
  return (
    <div className={classes.actions}>
      {can.scale ? (
        <Button
          {...small}
          variant="default"
          leftSection={<ScaleIcon width={14} height={14} />}
          onClick={() => onAction('scale')}
        >
          {t('action.scale')}
        </Button>
      ) : null}
      {can.restart ? (
        <Tooltip label={t('restart.orphan')} disabled={!orphan}>
          <Button
            {...small}
            variant="default"
            leftSection={<RestartIcon width={14} height={14} />}
            data-disabled={orphan || undefined}
            aria-disabled={orphan || undefined}
            onClick={() => (orphan ? undefined : onAction('restart'))}
          >
            {t('action.restart')}
          </Button>
        </Tooltip>
      ) : null}
      {can.scale || can.restart ? <span className={classes.divider} /> : null}
      <Button
        {...small}
        variant="outline"
        color="red"
        leftSection={<TrashIcon width={14} height={14} />}
        onClick={() => onAction('delete')}
      >
        {t('action.delete')}
      </Button>
    </div>
  );
}

export interface DetailHeadProps {
  kind: WireKind;
  name: string;
  live: LiveObject;
  object: Fields;
  onAction: (action: ActionName) => void;
}

/** Title, actions, and the state with its reason. */
export function DetailHead({ kind, name, live, object, onAction }: DetailHeadProps) {
  const { t } = useTranslation();
  const summary = summaryOf(object);
  const words = summary === undefined ? '' : (summary.text ?? (summary.label === undefined ? '' : t(summary.label)));
  return (
    <>
      <div className={classes.head}>
        <div className={classes.title}>
          <h1>{name}</h1>
          <span className={classes.kind}>{kind.kind}</span>
        </div>
        {live.phase === 'gone' ? null : <Actions kind={kind} object={object} onAction={onAction} />}
      </div>
      <div className={classes.state}>
        {summary === undefined ? null : (
          <StatusPill tone={summary.tone} text={summary.count === undefined ? words : `${words} ${summary.count}`} />
        )}
        {summary === undefined || summary.reason === '' ? null : (
          <span className={classes.reason}>{summary.reason}</span>
        )}
        <span className={classes.age}>
          <span>
            {t('detail.age')} <Age at={textAt(object, 'metadata', 'creationTimestamp')} />
          </span>
          <FreshnessChip freshness={live.freshness} stream={live.stream} />
        </span>
      </div>
    </>
  );
}
