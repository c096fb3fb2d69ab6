import { Button } from '@mantine/core';
import type { ObjectAddress } from '@binnacle/api/client';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../ui/format.ts';
import { Modal } from '../../ui/modal.tsx';
import { useErrorText } from '../../ui/states.tsx';
import { ToneIcon } from '../../ui/status.tsx';
import type { Tone } from '../../ui/tone.ts';
import type { TextKey } from '../../ui/text/text-key.ts';
import { undoOf } from '../audit/undo-asked.ts';
import type { ActionFrameProps } from './action-frame.tsx';
import classes from './dialog.module.css';
import { runAll, type Outcome } from './run-all.ts';

const tones: Readonly<Record<Outcome['state'], Tone>> = { waiting: 'idle', running: 'busy', done: 'ok', failed: 'bad' };
const labels: Readonly<Record<Outcome['state'], TextKey>> = {
  waiting: 'many.waiting',
  running: 'many.running',
  done: 'many.done',
  failed: 'many.failed',
};

const waiting: Outcome = { state: 'waiting' };
const nameOf = ({ namespace, name }: ObjectAddress): string =>
  namespace === undefined ? name : `${namespace}/${name}`;

/** One action on many objects: each goes its own way, and what failed can be tried again. */
export function ManyDialog(props: ActionFrameProps) {
  const { t } = useTranslation();
  const textOf = useErrorText();
  const { targets } = props;
  const [outcomes, setOutcomes] = useState<readonly Outcome[]>(() => targets.map(() => waiting));
  const [phase, setPhase] = useState<'asking' | 'running' | 'ended'>('asking');
  const stop = useRef(new AbortController());
  useEffect(() => () => stop.current.abort(), []);

  const open = targets.flatMap((target, index) => (outcomes[index]?.state === 'done' ? [] : [{ target, index }]));
  const ended = outcomes.filter(({ state }) => state === 'done' || state === 'failed').length;
  const failed = outcomes.filter(({ state }) => state === 'failed').length;

  const start = async (): Promise<void> => {
    stop.current = new AbortController();
    setPhase('running');
    const onOutcome = (at: number, outcome: Outcome): void => {
      const index = open[at]?.index;
      setOutcomes((before) => before.map((item, place) => (place === index ? outcome : item)));
    };
    const { signal } = stop.current;
    const well = await runAll(
      open.map(({ target }) => target),
      { run: props.run, onOutcome, signal },
    );
    setPhase('ended');
    if (well) props.onDone?.();
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (phase !== 'running' && props.disabled !== true) void start();
  };
  return (
    <Modal onClose={props.onClose} title={<b>{props.title}</b>} closeOnClickOutside={phase === 'asking'} size="lg">
      <form onSubmit={submit} className={classes.body}>
        <div className={classes.many}>
          <div className={classes.manyHead} role="status">
            {phase === 'asking'
              ? t('many.count', { count: targets.length, shown: formatCount(targets.length) })
              : t('many.progress', {
                  ended: formatCount(ended),
                  all: formatCount(targets.length),
                  failed: formatCount(failed),
                })}
          </div>
          <ul tabIndex={0} aria-label={t('many.targets')}>
            {targets.map((target, index) => {
              const outcome = outcomes[index] ?? waiting;
              const undo = outcome.state === 'done' ? undoOf(target, outcome.answer) : undefined;
              return (
                <li key={nameOf(target)}>
                  <ToneIcon tone={tones[outcome.state]} />
                  <span className="bn-mono">{nameOf(target)}</span>
                  <span className={classes.outcome}>
                    {outcome.state === 'failed'
                      ? textOf(outcome.error)
                      : phase === 'asking'
                        ? null
                        : t(labels[outcome.state])}
                  </span>
                  {undo === undefined ? null : (
                    <Button size="compact-xs" variant="default" onClick={undo.onSelect}>
                      {undo.label}
                    </Button>
                  )}
                </li>
              );
            })}
          </ul>
        </div>
        {phase === 'asking' ? props.children : null}
        <div className={classes.buttons}>
          {phase === 'running' ? (
            <Button variant="default" onClick={() => stop.current.abort()}>
              {t('many.stop')}
            </Button>
          ) : (
            <Button variant="default" onClick={props.onClose}>
              {phase === 'asking' ? t('action.cancel') : t('action.close')}
            </Button>
          )}
          {phase === 'ended' && open.length === 0 ? null : (
            <Button
              type="submit"
              disabled={props.disabled === true}
              loading={phase === 'running'}
              {...(props.danger === true ? { color: 'red' } : {})}
            >
              {phase === 'asking' ? props.submit : t('many.again')}
            </Button>
          )}
        </div>
      </form>
    </Modal>
  );
}
