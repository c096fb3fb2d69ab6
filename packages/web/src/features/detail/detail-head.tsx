import type { WireKind } from '@binnacle/api';
import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { Fragment, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LiveObject } from '../../api/use-object.ts';
import { abilitiesOf } from '../../resource/abilities.ts';
import { textAt, type Fields } from '../../resource/read-path.ts';
import { Age } from '../../ui/age.tsx';
import { FreshnessChip } from '../../ui/freshness.tsx';
import { MoreIcon, TerminalIcon } from '../../ui/icons.tsx';
import { Menu } from '../../ui/menu.tsx';
import { StatusPill } from '../../ui/status.tsx';
import { actionsOf, type ActionName } from '../actions/actions.ts';
import classes from './detail.module.css';
import { summaryOf } from './summary.ts';

const small = { size: 'xs', h: 30 } as const;

function Actions({
  kind,
  object,
  onAction,
  onTerminal,
}: {
  kind: WireKind;
  object: Fields;
  onAction: (action: ActionName) => void;
  onTerminal: () => void;
}) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const all = actionsOf(kind);
  const shown = all.filter(({ prominent, danger }) => prominent === true || danger === true);
  const rest = all.filter((action) => !shown.includes(action));
  const hasTerminal = abilitiesOf(kind).terminal !== undefined;
  return (
    <div className={classes.actions}>
      {hasTerminal ? (
        <Button {...small} variant="default" leftSection={<TerminalIcon width={14} height={14} />} onClick={onTerminal}>
          {t('row.terminal')}
        </Button>
      ) : null}
      {shown.map((action, index) => {
        const { name, label, icon: Icon, danger } = action;
        const blocked = action.blocked?.(object, kind);
        return (
          <Fragment key={name}>
            {danger === true && (hasTerminal || index > 0) ? <span className={classes.divider} /> : null}
            <Tooltip label={blocked === undefined ? '' : t(blocked)} disabled={blocked === undefined}>
              <Button
                {...small}
                variant={danger === true ? 'outline' : 'default'}
                {...(danger === true ? { color: 'red' } : {})}
                leftSection={<Icon width={14} height={14} />}
                data-disabled={blocked !== undefined || undefined}
                aria-disabled={blocked !== undefined || undefined}
                onClick={() => (blocked === undefined ? onAction(name) : undefined)}
              >
                {t(label(object))}
              </Button>
            </Tooltip>
          </Fragment>
        );
      })}
      {rest.length === 0 ? null : (
        <Menu
          opened={opened}
          onOpened={setOpened}
          label={t('action.more')}
          entries={rest.map(({ name, label, icon: Icon }) => ({
            label: t(label(object)),
            icon: <Icon />,
            onSelect: () => onAction(name),
          }))}
        >
          <ActionIcon
            variant="default"
            size={30}
            aria-label={t('action.more')}
            aria-haspopup="menu"
            aria-expanded={opened}
            onClick={() => setOpened(!opened)}
          >
            <MoreIcon />
          </ActionIcon>
        </Menu>
      )}
    </div>
  );
}

export interface DetailHeadProps {
  kind: WireKind;
  name: string;
  live: LiveObject;
  object: Fields;
  onAction: (action: ActionName) => void;
  onTerminal: () => void;
}

/** Title, actions, and the state with its reason. */
export function DetailHead({ kind, name, live, object, onAction, onTerminal }: DetailHeadProps) {
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
        {live.phase === 'gone' ? null : (
          <Actions kind={kind} object={object} onAction={onAction} onTerminal={onTerminal} />
        )}
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
